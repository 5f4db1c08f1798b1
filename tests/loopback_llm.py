"""A server on loopback that speaks OpenAI's chat completions and writes what a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Exchange"], None]


class Exchange:
    """One request, and what is sent in reply."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        self.handler, self.body = handler, body
        self.is_closed = threading.Event()  # the client has closed the connection

    @property
    def prompt(self) -> str:
        return str(self.body["messages"][-1]["content"])

    def reply(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """Send a whole response; underscores of header names become hyphens."""
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Content-Length", str(len(body)))
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def begin(self) -> None:
        """Begin a stream, which lasts until the connection is closed."""
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream")
        self.handler.end_headers()

    def send(self, data: str) -> None:
        """Send one line of a stream; raises ConnectionError when the client has gone."""
        self.handler.wfile.write(f"data: {data}\n\n".encode())
        self.handler.wfile.flush()

    def write(self, piece: str, finish: str | None = None) -> None:
        """Send a piece of text."""
        choice = {"index": 0, "delta": {"content": piece}, "finish_reason": finish}
        self.send(json.dumps({"object": "chat.completion.chunk", "choices": [choice]}))

    def end(self) -> None:
        """Say that the text has come to its end."""
        self.write("", "stop")
        self.send("[DONE]")

    def wait_until_closed(self, seconds: float = 30.0) -> None:
        """Send nothing more until the client closes the connection."""
        self.handler.connection.settimeout(seconds)
        try:
            if not self.handler.connection.recv(1):
                self.is_closed.set()
        except OSError:
            self.is_closed.set()


class LoopbackModel:
    """The running server: `behaviour` answers the next requests, `exchanges` keeps what was asked."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = writes("NOT FOUND")
        self.exchanges: list[Exchange] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                model.paths.append(self.path)
                model.headers.append({name.lower(): value for name, value in self.headers.items()})
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                exchange = Exchange(self, body)
                model.exchanges.append(exchange)
                try:
                    model.behaviour(exchange)
                except ConnectionError:
                    exchange.is_closed.set()

            def do_GET(self) -> None:
                model.paths.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@contextmanager
def loopback_model() -> Iterator[LoopbackModel]:
    model = LoopbackModel()
    try:
        yield model
    finally:
        model.close()


def writes(text: str, size: int = 7) -> Behaviour:
    """Return what a server does that writes a text in pieces of so many characters."""

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        for start in range(0, len(text), size):
            exchange.write(text[start : start + size])
        exchange.end()

    return behave
