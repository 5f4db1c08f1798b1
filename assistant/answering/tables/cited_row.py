"""The row of a table that a citation lies in, as the names of its columns and the texts of its cells."""

from __future__ import annotations

from assistant.answering.evidence import Evidence
from assistant.index.snapshot import Snapshot
from assistant.types import CitedRow, TableRow

# Every cited row is kept with its answer; for that of a wider table the quote has to do.
_MOST_COLUMNS = 200


def cited_row(snapshot: Snapshot, evidence: Evidence) -> CitedRow | None:
    """Return the row that a sentence is, or is a part of.

    Args:
        snapshot: The state of the index that the sentence comes from.
        evidence: The sentence.

    Returns:
        None if it is no row of a table whose cells are known, and where nothing names the columns: the
        cells would say no more than the quote.
    """
    start = evidence.sentence.start
    found = snapshot.table_at(evidence.ranked.passage.content, start) if evidence.sentence.is_row else None
    row = found.row_at(start) if found else None
    if found is None or row is None or not any(found.table.columns):
        return None
    width = max(len(found.table.columns), *(len(each.cells) for each in found.body))
    if width > _MOST_COLUMNS:
        return None
    return CitedRow(
        found.table.start,
        _filled(found.table.columns, width),
        _filled(found.cells(row), width),
        evidence.columns or _column_of(row, evidence.span),
    )


def _filled(texts: tuple[str, ...], width: int) -> tuple[str, ...]:
    return texts + ("",) * (width - len(texts))


def _column_of(row: TableRow, span: tuple[int, int] | None) -> tuple[int, ...]:
    """Return the number of the column whose cell holds a range of the text; () if none does."""
    if span is None:
        return ()
    holds = (c for c, cell in enumerate(row.cells) if cell and cell[0] <= span[0] and span[1] <= cell[1])
    return tuple(holds)[:1]
