"""The table sets as items: a table written out in lines, as the product presents rows to its reader.

Rows are the sentences. A question that must be computed has no answer in a single cell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.documents.tables import Cell, write_table
from assistant.passages.tables import make_caption
from training.kept_back import parts_of_rows
from training.reader.items import Item, Range, Text

_LONGEST_ROW = 1_200
# One table in so many is written as the lines that come out of a PDF, without the names of its columns.
_AS_LINES = 3


def table_items(rows: Sequence[Mapping[str, Any]]) -> Iterator[Item]:
    """Yield items of rows of `tables.jsonl.gz` whose gold is known, or is known not to be one cell."""
    written: dict[str, tuple[Text, tuple[int, ...]]] = {}
    for row, part in zip(rows, parts_of_rows(rows), strict=True):
        if row.get("ambiguous") or not (row["gold_rows"] or row["computed"]):
            continue
        key = repr((row["title"], row["header"], row["rows"]))
        if key not in written:
            written[key] = _written(row, key)
        text, places = written[key]
        if max(len(line) for line in text.text.splitlines()) > _LONGEST_ROW:
            continue
        # The rows of a computed answer are what it is computed from: none of them says it.
        gold = () if row["computed"] else tuple(sorted({places[n] for n in row["gold_rows"]}))
        if not row["computed"] and not gold:
            continue
        answers = _cells(text, gold, row["answers"])
        yield Item(row["source"].split("/")[0], row["question"].strip(), text, answers, gold, key, part)


def _written(row: Mapping[str, Any], key: str) -> tuple[Text, tuple[int, ...]]:
    """Return a table as text, and the number of the line of each of its rows."""
    header, rows = _squeezed(row["header"]), [_squeezed(cells) for cells in row["rows"]]
    title = " ".join(row["title"].split())
    if int(hashlib.sha256(key.encode()).hexdigest(), 16) % _AS_LINES == 0:
        lines = [" ".join(filter(None, cells)) or "-" for cells in rows]
        above = make_caption(title, " ".join(filter(None, header)))
        first = 0
    else:
        # An empty row says nothing, but its number counts.
        names = [Cell(name, is_header=True) for name in header]
        lines = list(write_table([names, *(cells if any(cells) else ["-"] for cells in rows)]).lines)
        if len(lines) != len(rows) + 1:  # without a header, or notes above it
            lines = [" | ".join(cells).rstrip(" |") or "-" for cells in (header, *rows)]
        above, first = title, 1
    ranges: list[Range] = []
    start = 0
    for line in lines:
        ranges.append((start, start + len(line)))
        start += len(line) + 1
    text = Text("\n".join(lines), tuple(ranges), f"{above}\n" if above else "")
    return text, tuple(range(first, first + len(rows)))


def _squeezed(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


def _cells(text: Text, gold: Sequence[int], answers: Sequence[str]) -> tuple[Range, ...]:
    """Return where the answers stand in the gold rows; nothing where one of the rows holds none."""
    found: list[Range] = []
    for number in gold:
        start, end = text.sentences[number]
        line = text.text[start:end]
        # As a whole cell rather than as a part of another, and rather behind a column's name than in it.
        places = [_place(line, " ".join(answer.split())) for answer in answers]
        known = [place for place in places if place is not None]
        if not known:
            return ()
        found += [(start + first, start + last) for first, last in known]
    return tuple(dict.fromkeys(found))


def _place(line: str, answer: str) -> Range | None:
    if not answer:
        return None
    low, cell = line.casefold(), answer.casefold()
    if len(low) != len(line):  # letters that grow when folded would shift what follows
        low, cell = line, answer
    for before, after in ((": ", " | "), (": ", ""), ("", " | "), (" ", " "), ("", "")):
        start = f"{low} | ".find(f"{before}{cell}{after}")
        if start >= 0:
            start += len(before)
            return (start, start + len(cell)) if start + len(cell) <= len(line) else None
    return None
