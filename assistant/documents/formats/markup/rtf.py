"""Rich Text Format: the words without their formatting."""

from __future__ import annotations

import re
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from assistant.documents.formats.markup.rtf_notes import with_notes_in_place
from assistant.documents.formats.ooxml.writer import clean
from assistant.documents.formats.plain import headings_by_looks
from assistant.errors import ExtractionError
from assistant.types import Extraction

_PICTURE = re.compile(r"\{\\(?:\*\\shppict\s*\{\\)?pict\b")
_TITLE = re.compile(r"\{\\title\s+((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d+\s?\??)*)\}")


def parse(path: Path) -> Extraction:
    """Read an RTF file; a row of a table is a line.

    Raises:
        ExtractionError: It is not an RTF file, or damaged.
    """
    source = path.read_bytes().decode("latin-1")
    if not source.lstrip().startswith("{\\rtf"):
        raise ExtractionError("It is not an RTF file; give it the suffix of its real format.")
    body, margins = with_notes_in_place(source)
    around = dict.fromkeys(f"{name}: {said}" for name, each in margins if (said := clean(_words(each))))
    text = "\n\n".join([*(" ".join(line.split()) for line in around), _lines(_words(body))])
    pictures = len(_PICTURE.findall(source))
    warnings = (f"{pictures} picture{'s' * (pictures > 1)} without text.",) if pictures else ()
    title = _TITLE.search(source)
    name = clean(_words("{\\rtf1 " + title[1] + "}")) if title else ""
    return Extraction(text, name, (), headings_by_looks(text), "hard", warnings)


def _words(source: str) -> str:
    return str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]


def _lines(text: str) -> str:
    """Put paragraphs apart, and rows of tables on lines of their own without the mark after the last cell."""
    lines = [clean(line.rstrip().removesuffix("|")) for line in re.split(r"\r\n?|\n", text)]
    is_row = ["|" in line for line in lines]
    pieces: list[str] = []
    for number, line in enumerate(lines):
        if line:
            in_table = bool(pieces) and is_row[number] and number > 0 and is_row[number - 1]
            pieces.append(
                ("\n" if in_table else "\n\n") + line.replace("|", " | ")
                if pieces
                else line.replace("|", " | ")
            )
    return "".join(pieces)
