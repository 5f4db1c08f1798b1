"""A web server on loopback that answers as it is told to, and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = "text/html; charset=utf-8"
PAGE = b"<html><title>Towers</title><p>The tower of Ada was built in 1850. It is high.</p></html>"


class Server(ThreadingHTTPServer):
    """Answers are bytes, or a function that is given the handler and writes what it likes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        answer = self.server.answers.get(self.path)
        if callable(answer):
            answer(self)
        elif answer is None:
            send(self, b"not here", status=404)
        else:
            send(self, answer)
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def send(
    handler: BaseHTTPRequestHandler, body: bytes, kind: str = HTML, status: int = 200, **more: str
) -> None:
    """Answer with a body; `more` are headers, "content_encoding" for Content-Encoding."""
    handler.send_response(status)
    for name, value in {"content_type": kind, "content_length": str(len(body)), **more}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def redirect(to: str, status: int = 302) -> Any:
    return lambda handler: send(handler, b"", status=status, location=to)


def endless(handler: Any) -> None:
    """Send HTML without end."""
    handler.send_response(200)
    handler.send_header("content-type", HTML)
    handler.end_headers()
    while not handler.server.ended.is_set():
        handler.wfile.write(b"<p>and so on</p>" * 4096)


def dripping(handler: Any) -> None:
    """Send a byte now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.send_header("content-type", HTML)
    handler.end_headers()
    while not handler.server.ended.is_set():
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def dripping_headers(handler: Any) -> None:
    """Send headers without end, slowly."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.ended.is_set():
        handler.wfile.write(b"X-A: b\r\n")
        handler.wfile.flush()
        time.sleep(0.05)


@contextmanager
def running() -> Iterator[Server]:
    """Run a server until the block ends."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()
