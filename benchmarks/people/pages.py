"""Processes of the page behind a real nginx, with the configuration that docs/deploy ships."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.settings import Settings
from benchmarks.child import REPOSITORY
from benchmarks.errors import BenchmarkError
from benchmarks.people.programs import free_port, program

CONFIGURATION = REPOSITORY / "docs" / "deploy" / "nginx-people.conf"
_SECONDS = 60
_LISTENS = "listen 443 ssl;"
_SERVERS = re.compile(r"^    server 127\.0\.0\.1:\d+(.*)$", re.MULTILINE)


class Pages:
    """Several processes of the page and one nginx; ends all of them."""

    def __init__(self, settings: Settings, folder: Path, count: int = 2) -> None:
        """Take the settings of the processes; ports and address are chosen here.

        Args:
            settings: Those of every process.
            folder: Where configuration and logs are written.
            count: The number of processes.
        """
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = settings.using(address=self.address)
        self.ports = tuple(free_port() for _ in range(count))
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self._folder = folder
        self._nginx: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start all and wait until they answer."""
        try:
            for port in self.ports:
                self.begin(port)
            for port in self.ports:
                self.wait(port)
            self._start_nginx()  # last: what it cannot connect to it does not ask for a while
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all."""
        self._end()

    def start(self, port: int) -> None:
        """Start the process of a port and wait until it answers."""
        self.begin(port)
        self.wait(port)

    def begin(self, port: int) -> None:
        """Start the process of a port."""
        given = asdict(self.settings) | {"port": port}
        variables = {f"ASSISTANT_{name.upper()}": str(value) for name, value in given.items()}
        with (self._folder / f"{port}.log").open("ab") as log:
            self.processes[port] = subprocess.Popen(
                [sys.executable, "-m", "assistant", "chat"],
                env=os.environ | variables | {"PYTHONPATH": str(REPOSITORY)},
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )

    def wait(self, port: int) -> None:
        """Wait until the process of a port answers.

        Raises:
            BenchmarkError: It ended, or does not answer for a minute.
        """
        self._wait_for(f"http://127.0.0.1:{port}", self.processes[port], self._folder / f"{port}.log")

    def kill(self, port: int) -> None:
        """End the process of a port as a failure would, by `kill -9`."""
        process = self.processes.pop(port)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def _start_nginx(self) -> None:
        configuration = self._folder / "nginx.conf"
        configuration.write_text(nginx_configuration(self._folder, self.port, self.ports), encoding="utf-8")
        command = [program("nginx"), "-p", str(self._folder), "-c", str(configuration)]
        errors = self._folder / "nginx.log"
        with errors.open("wb") as log:
            self._nginx = subprocess.Popen(command, stdout=log, stderr=log)
        self._wait_for(self.address, self._nginx, errors)

    def _end(self) -> None:
        running = [*self.processes.values(), *([self._nginx] if self._nginx else [])]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @staticmethod
    def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until and process.poll() is None:
            try:
                urllib.request.urlopen(f"{address}/theme.css", timeout=5).close()
            except OSError:  # also an answer of nginx while no page answers it
                time.sleep(0.05)
            else:
                return
        raise BenchmarkError(f"{address} does not answer: {log.read_text(errors='replace')[-2000:]}")


def nginx_configuration(folder: Path, port: int, pages: Sequence[int]) -> str:
    """Return what nginx runs with: the shipped configuration with other ports and without TLS.

    Args:
        folder: Where nginx keeps what it needs while it runs.
        port: What it listens on.
        pages: The ports of the processes of the page.
    """
    shown = CONFIGURATION.read_text(encoding="utf-8")
    assert _LISTENS in shown
    shown = shown.replace(_LISTENS, f"listen 127.0.0.1:{port};").replace("docs.example.org;", "127.0.0.1;")
    shown = re.sub(r"^\s*ssl_certificate.*\n", "", shown, flags=re.MULTILINE)
    options = set(_SERVERS.findall(shown))
    (option,) = options
    servers = "\n".join(f"    server 127.0.0.1:{page}{option}" for page in pages)
    first = _SERVERS.search(shown)
    assert first is not None
    shown = shown[: first.start()] + servers + _SERVERS.sub("", shown[first.end() :])
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{name}_temp_path {folder / name};" for name in names)
    return (
        f"daemon off; master_process off; pid {folder / 'pid'}; error_log stderr; "
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; {temporary}\n{shown}\n}}\n"
    )
