"""Notebooks (Jupyter): the text, code and printed results of their cells, in order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.documents.formats.decoding import read_text
from assistant.documents.formats.html import readable
from assistant.documents.formats.markdown import headings_of
from assistant.documents.formats.parts import Part, joined
from assistant.errors import ExtractionError
from assistant.types import Extraction

_COLOUR = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
_LONGEST_OUTPUT = 20_000


def parse(path: Path) -> Extraction:
    """Read a notebook.

    Raises:
        ExtractionError: It is not a notebook.
    """
    decoded = read_text(path)
    try:
        notebook = json.loads(decoded.text)
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        reader = _Reader()
        parts = [part for cell in cells for part in reader.read(cell)]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ExtractionError(
            "It is not a Jupyter notebook, or damaged; save it again in Jupyter."
        ) from error
    made = joined(parts, "", (*decoded.warnings, *reader.warnings()))
    first = next((made.text[h.start : h.end] for h in made.headings if h.level == 1), "")
    return joined(parts, first, (*decoded.warnings, *reader.warnings()))


class _Reader:
    """Reads cells and counts what has no text."""

    def __init__(self) -> None:
        self._pictures, self._cut = 0, 0

    def read(self, cell: dict[str, Any]) -> Iterator[Part]:
        """Yield what a cell says, then its results."""
        source = _text(cell.get("source", cell.get("input", ""))).strip("\n")
        kind = cell.get("cell_type")
        if kind in ("markdown", "heading", "raw"):
            headings = headings_of(source) if kind == "markdown" else ()
            yield Part(Extraction(source, headings=headings), is_page=False)
            return
        yield Part(Extraction(source, line_breaks="hard"), is_page=False)
        for output in cell.get("outputs", ()):
            said = self._output(output)
            if len(said.text) > _LONGEST_OUTPUT:
                self._cut += 1
                said = Extraction(said.text[:_LONGEST_OUTPUT], line_breaks="hard")
            yield Part(said, is_page=False)

    def warnings(self) -> tuple[str, ...]:
        """Return what was left out, a sentence each."""
        said = []
        if self._pictures:
            said.append(f"{self._pictures} picture{'s' * (self._pictures > 1)} without text.")
        if self._cut:
            said.append(f"{self._cut} long result{'s' * (self._cut > 1)} cut short.")
        return tuple(said)

    def _output(self, output: dict[str, Any]) -> Extraction:
        data = output.get("data", output)
        if any(kind.startswith("image/") or kind in ("png", "jpeg", "svg") for kind in data):
            self._pictures += 1
            return Extraction("")
        if "text/html" in data and "<table" in _text(data["text/html"]):
            return readable(_text(data["text/html"]))
        if output.get("output_type") in ("error", "pyerr"):
            return Extraction(f"{output.get('ename', '')}: {output.get('evalue', '')}", line_breaks="hard")
        for kind in ("text/markdown", "text/plain", "text"):
            if kind in data:
                return Extraction(_COLOUR.sub("", _text(data[kind])).strip("\n"), line_breaks="hard")
        return Extraction("")


def _text(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
