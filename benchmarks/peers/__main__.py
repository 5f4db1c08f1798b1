"""The child's side of the protocol: one JSON object a line in, one out, until `quit` or the end.

It runs in the peer's own environment, so it imports nothing but the standard library and the adapter.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, TextIO

from benchmarks.peers.tokens import counted_tokens

MOST_PASSAGES = 5


class Server:
    """Carries out commands with one adapter; `opened` holds what its `open_index` gave, by name."""

    def __init__(self, adapter: ModuleType) -> None:
        self.adapter = adapter
        self.opened: dict[str, Any] = {}

    def index(self, corpus: str, place: str, model: str, runs_on: str) -> dict[str, Any]:
        """Index a corpus; say what was embedded."""
        return self._counted(lambda: self.adapter.index(corpus, place, model), runs_on)

    def add(self, document: str, corpus: str, place: str, model: str, runs_on: str) -> dict[str, Any]:
        """Add one document, which lies in the corpus, to an index."""
        return self._counted(lambda: self.adapter.add(document, corpus, place, model), runs_on)

    def open(self, name: str, place: str, model: str) -> dict[str, Any]:
        """Open an index for questions."""
        started = time.perf_counter()
        self.opened[name] = self.adapter.open_index(place, model)
        return {"seconds": time.perf_counter() - started}

    def search(self, name: str, question: str) -> dict[str, Any]:
        """Return the passages found, best first, and the seconds that the search took."""
        started = time.perf_counter()
        found = self.adapter.search(self.opened[name], question, MOST_PASSAGES)
        seconds = time.perf_counter() - started
        return {"seconds": seconds, "passages": self.adapter.passages(found)[:MOST_PASSAGES]}

    def ask(self, name: str, question: str) -> dict[str, Any]:
        """Answer a question, for adapters that offer it."""
        started = time.perf_counter()
        self.adapter.ask(self.opened[name], question)
        return {"seconds": time.perf_counter() - started}

    def _counted(self, work: Any, runs_on: str) -> dict[str, Any]:
        started = time.perf_counter()
        with counted_tokens(runs_on) as tokens:
            work()
        return {"seconds": time.perf_counter() - started, "tokens": tokens.count}


def serve(name: str, packages: list[str], commands: TextIO, replies: TextIO) -> None:
    """Import the adapter, say so, and answer commands; an error is told and ends the process."""

    def reply(**values: Any) -> None:
        print(json.dumps(values), file=replies, flush=True)

    try:
        started = time.perf_counter()
        server = Server(importlib.import_module(f"benchmarks.peers.{name}"))
        importing = time.perf_counter() - started
        offers = [each for each in ("ask",) if hasattr(server.adapter, each)]
        reply(seconds=importing, versions=_versions(packages), offers=offers)
        for line in commands:
            command = json.loads(line)
            do = command.pop("do")
            if do == "quit":
                return
            try:
                reply(**getattr(server, do)(**command))
            except Exception as error:
                traceback.print_exc()
                reply(error=_last_line(error))
    except Exception as error:
        traceback.print_exc()
        reply(error=_last_line(error))


def _last_line(error: Exception) -> str:
    return traceback.format_exception_only(error)[-1].strip().splitlines()[-1]


def _versions(packages: list[str]) -> dict[str, str]:
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "missing"
    return found


if __name__ == "__main__":
    # What libraries print must not mix with the replies: standard output becomes standard error.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.argv[1], sys.argv[2:], sys.stdin, answers)
