"""Tables that may have the answer to a question, and their cells as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.evidence import Evidence
from assistant.answering.selection import READER_MARGIN
from assistant.answering.tables.wording import Wording
from assistant.documents.tables import TableText
from assistant.index.snapshot import Snapshot
from assistant.index.store.rows import StoredPassage
from assistant.models.reader import SentenceReading
from assistant.retrieval.search import RankedPassage
from assistant.types import TableRow

# Sentences this much below the best may still lead to the table that has the answer.
_MARGIN = 2 * READER_MARGIN
_MOST_TABLES = 4
# Of a table with more rows only those in the passages that were read are looked at.
_MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class TableCandidate:
    """A table that may have the answer, with the best scored of its rows."""

    first: Evidence
    table: TableText
    body: tuple[TableRow, ...]

    @property
    def context(self) -> str:
        """What stands above the table."""
        passage = self.first.ranked.passage
        return " ".join((passage.title, passage.heading, passage.page_label, *passage.documents))


def table_candidates(snapshot: Snapshot, evidence: Sequence[Evidence]) -> Iterator[TableCandidate]:
    """Yield the tables that the best sentences are rows of, the one with the best first.

    Args:
        snapshot: The state of the index that the sentences come from.
        evidence: Scored sentences, best first, not empty.
    """
    seen: set[tuple[int, int]] = set()
    for each in evidence:
        if each.score < evidence[0].score - _MARGIN or len(seen) >= _MOST_TABLES:
            return
        content, position = each.ranked.passage.content, each.sentence.start
        if not each.sentence.is_row:
            continue
        table = snapshot.table_at(content, position)
        if table is None or (content, table.table.start) in seen:
            continue
        seen.add((content, table.table.start))
        body = table.body
        if len(body) > _MOST_ROWS:
            passages = {e.ranked.passage.id: e.ranked.passage for e in evidence}.values()
            body = tuple(row for row in body if any(_holds(p, content, row) for p in passages))
        yield TableCandidate(each, table, body)


def _holds(passage: StoredPassage, content: int, row: TableRow) -> bool:
    return passage.content == content and passage.start <= row.start < passage.end


def cell_evidence(
    snapshot: Snapshot,
    candidate: TableCandidate,
    row: TableRow,
    column: int,
    log_odds: float,
    wording: Wording | None,
) -> Evidence | None:
    """Return the sentence of a row with one of its cells as its short answer.

    Args:
        snapshot: The state of the index.
        candidate: The table.
        row: The row.
        column: The number of the cell's column.
        log_odds: How sure it is that the cell is right.
        wording: What the answer says for it; None for the sentence itself.

    Returns:
        None if the row is in no passage, or if there is a wording and the cell is empty.
    """
    cell = row.cells[column]
    content = candidate.first.ranked.passage.content
    passage = snapshot.passage_at(content, row.start)
    if passage is None:
        return None
    at = (row.start, row.start) if cell is None else cell
    sentence = next((s for s in passage.sentences if s.start <= at[0] and at[1] <= s.end), None)
    if sentence is None or (cell is None and wording is not None):
        return None
    ranked = RankedPassage(passage, candidate.first.ranked.score, candidate.first.ranked.cosine, 0.0)
    start = passage.start
    return replace(
        candidate.first,
        ranked=ranked,
        sentence=sentence,
        text=" ".join(passage.text[sentence.start - start : sentence.end - start].split()),
        reading=SentenceReading(log_odds, log_odds, at[0] - start, at[1] - start, log_odds),
        allows_span=cell is not None,
        wording=wording,
    )
