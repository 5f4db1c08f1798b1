"""A PostgreSQL server of its own in a temporary folder, run by another account where this one is root."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "Rosebud-secret"


def _program(name: str) -> str:
    found = [*Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    program = shutil.which(name) or (str(max(found)) if found else None)
    if program is None:
        pytest.skip(f"PostgreSQL is not installed ({name}).")
    return program


class PostgresServer:
    """A server that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"postgresql://assistant:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
        command = [*user, _program(program), "-D", str(self.folder / "data"), *arguments]
        # The server keeps what it inherits open, so a pipe would never end.
        with (self.folder / "said").open("w+") as said:
            ran = subprocess.run(command, stdout=said, stderr=said, check=False, cwd=self.folder)
            said.seek(0)
            assert ran.returncode == 0, said.read()

    def create(self) -> None:
        password = self.folder / "password"
        password.write_text(PASSWORD)
        if os.getuid() == 0:
            self.folder.chmod(0o755)
            shutil.chown(self.folder, "nobody", "nogroup")
            shutil.chown(password, "nobody", "nogroup")
        options = ["-U", "assistant", "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync"]
        self._run("initdb", *options, "--encoding=UTF8", "--locale=C")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a server until the end of the block; skip where PostgreSQL or its library is not installed."""
    pytest.importorskip("psycopg_pool", reason="needs the extra 'postgresql'")
    _program("initdb")
    # Not pytest's folder: the folders above it can be read by this account only.
    with tempfile.TemporaryDirectory(prefix="assistant-postgres-") as folder:
        server = PostgresServer(Path(folder))
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
