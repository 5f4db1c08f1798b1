"""The rows of the training sets that one part holds, kind by kind, with the document that each asks about."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.kept_back import Part, parts_of_near_misses, parts_of_reading, parts_of_rows, titles_of_texts
from training.kinds.kinds import KINDS, Kind
from training.kinds.overlap import Overlap
from training.reader.items import Range, trimmed
from training.reader.respace import respace
from training.reader.sources import LEFT_OUT

Row = Mapping[str, Any]

_SOURCES = tuple(source for kind in KINDS for source in kind.sources)
_SPACED_APART = "qed(nq)"
_CONTROLS = {ord(c): " " for c in map(chr, range(32)) if c not in "\n\t"} | {0xFEFF: " ", 0x2028: " "}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one text; without answers it is a near miss. `document` names the text's document."""

    question: str
    text: str
    answers: tuple[Range, ...]
    document: str
    title: str
    source: str


def read_kinds(folder: Path, part: Part) -> dict[Kind, list[Asked]]:
    """Return the questions of each kind about the documents of a part, in the order of the files.

    Texts that share a passage with a text of another part are left out.

    Args:
        folder: Holds the files of the training sets.
        part: The part of `training.kept_back`.
    """
    rows = list(_rows_with_parts(folder))
    others = {_written(row)[0] for row, own in rows if own != part and not row["source"].startswith(LEFT_OUT)}
    chosen = [row for row, own in rows if own == part and row["source"].startswith(_SOURCES)]
    overlap = Overlap(others | set(_sentences(folder / "sentences.jsonl.gz")))
    seen = {text for text in {_written(row)[0] for row in chosen} if text in overlap}
    return {
        kind: [
            asked
            for asked in _asked(kind, [row for row in chosen if row["source"].startswith(kind.sources)])
            if asked.text not in seen
        ]
        for kind in KINDS
    }


def _rows_with_parts(folder: Path) -> Iterator[tuple[Row, Part]]:
    reading, near, more = (
        _rows(folder / f"{n}.jsonl.gz") for n in ("reading", "near_misses", "reading_more")
    )
    parts = parts_of_reading(reading, near)
    titles = titles_of_texts(reading, near)
    for row, part in zip(reading, parts, strict=True):
        title = titles.get(row["context"]) if row["source"] == "squad/train" else None
        yield {**row, "title": title}, part
    yield from zip(near, parts_of_near_misses(near, reading, parts), strict=True)
    yield from zip(more, parts_of_rows(more), strict=True)


def _rows(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _sentences(path: Path) -> Iterator[str]:
    for row in _rows(path):
        yield from (respace(sentence.strip())[0] for sentence in row["sentences"])


def _asked(kind: Kind, rows: Sequence[Row]) -> Iterator[Asked]:
    """Yield the questions of a kind, texts and answers in the spelling in which documents are written."""
    places: dict[str, dict[str, int]] = {}  # of texts without a title, by source
    for row in rows:
        text, ranges = _written(row)
        if row["answers"] and not ranges:  # nothing but spaces: no near miss either
            continue
        title = row.get("title") or ""
        known = places.setdefault(row["source"], {})
        number = len(known) if title else known.setdefault(text, len(known))
        document = title or f"{row['source']} {number // kind.together}"
        yield Asked(row["question"].strip(), text, ranges, document, title, row["source"])


def _written(row: Row) -> tuple[str, tuple[Range, ...]]:
    text, ranges = row["context"], [(a["start"], a["start"] + len(a["text"])) for a in row["answers"]]
    if row["source"] == _SPACED_APART:
        text, new = respace(text)
        ranges = [(new[start], new[end]) for start, end in ranges]
    text = text.translate(_CONTROLS)  # one for one: no offset moves
    found = (trimmed(text, *each) for each in ranges)
    return text, tuple(dict.fromkeys((start, end) for start, end in found if start < end))
