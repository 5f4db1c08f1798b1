"""The peers' throw-away environments: made when missing, made again when the pins change."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.errors import BenchmarkError
from benchmarks.registry import Peer, read_pins


def python_of(peer: Peer, folder: Path) -> Path:
    """Return the Python that runs a peer's adapter, after making its environment if need be.

    Args:
        peer: Whose environment.
        folder: Where the environments lie, one folder each.

    Raises:
        BenchmarkError: The packages cannot be installed.
    """
    if peer.requirements is None:
        return Path(sys.executable)
    place = folder / peer.environment
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    stamp = place / "installed"
    wanted = hashlib.sha256(peer.requirements.read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        print(f"{peer.title}: installing into {place}", file=sys.stderr)
        shutil.rmtree(place, ignore_errors=True)
        venv.create(place, with_pip=True, symlinks=sys.platform != "win32")
        # torch comes first and alone, so that no other package decides which build of it is fetched.
        torch = [pin for pin in read_pins(peer.requirements) if pin.startswith("torch==")]
        for what in ([*torch], ["-r", str(peer.requirements)]):
            _install(python, what, peer)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def _install(python: Path, what: list[str], peer: Peer) -> None:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *what]
    done = subprocess.run(command, stdout=sys.stderr, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["pip failed"]
        raise BenchmarkError(f"Its packages cannot be installed: {said[-1]}")
