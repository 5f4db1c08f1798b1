"""A PostgreSQL server of its own in a temporary folder, run by another account where this one is root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.people.programs import free_port, program

PASSWORD = "Rosebud-secret"


class PostgresServer:
    """A server that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        """Take its folder; nothing is started yet."""
        self.folder = folder
        self.port = free_port()
        self.address = f"postgresql://assistant:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def _run(self, name: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
        command = [*user, program(name), "-D", str(self.folder / "data"), *arguments]
        # The server keeps what it inherits open, so a pipe would never end.
        with (self.folder / "said").open("w+") as said:
            ran = subprocess.run(command, stdout=said, stderr=said, check=False, cwd=self.folder)
            said.seek(0)
            assert ran.returncode == 0, said.read()

    def create(self) -> None:
        """Make its files, with a user that signs in by a password."""
        password = self.folder / "password"
        password.write_text(PASSWORD)
        if os.getuid() == 0:
            self.folder.chmod(0o755)
            shutil.chown(self.folder, "nobody", "nogroup")
            shutil.chown(password, "nobody", "nogroup")
        options = ["-U", "assistant", "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync"]
        self._run("initdb", *options, "--encoding=UTF8", "--locale=C")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop it at once, as a failure would."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server until the end of the block.

    Raises:
        BenchmarkError: PostgreSQL is not installed.
    """
    program("initdb")
    # A folder of its own: it is given to another account.
    with tempfile.TemporaryDirectory(prefix="assistant-postgres-") as folder:
        server = PostgresServer(Path(folder))
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
