"""Citations and statements from selected sentences; every citation is verified against its document."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.tables.cited_row import cited_row
from assistant.index.snapshot import Snapshot
from assistant.passages.pages import page_at
from assistant.types import Citation, Statement

logger = logging.getLogger(__name__)


def cite_statements(
    snapshot: Snapshot, selected: Sequence[Sequence[Evidence]]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Turn selected sentences into statements with citations.

    A citation that is not exactly what the document says is dropped, and so is a statement without any
    other citation.

    Args:
        snapshot: The state of the index that the sentences come from.
        selected: The statements, best first, each as the sentences with its wording.

    Returns:
        The statements in reading order, and the citations, best first; statements refer to them by numbers
        from 1.
    """
    citations: list[Citation] = []
    statements: list[tuple[tuple[int, int], Statement]] = []
    for sentences in selected:
        numbers = []
        for evidence in sentences:
            citation = as_citation(snapshot, evidence)
            if not snapshot.verify(citation):
                logger.error("A citation of '%s' at %d does not verify", citation.document, citation.start)
                continue
            citations.append(citation)
            numbers.append(len(citations))
        if numbers:
            first = sentences[0]
            position = (first.ranked.passage.content, first.sentence.start)
            statements.append((position, _statement(first, numbers)))
    return in_reading_order(statements), tuple(citations)


def in_reading_order(statements: Sequence[tuple[tuple[int, int], Statement]]) -> tuple[Statement, ...]:
    """Sort statements into the order in which they should be read.

    Args:
        statements: Statements, best first, each with its position: content id and offset.

    Returns:
        The contents by their best statement, and the statements of one content by their offsets.
    """
    rank_of_content: dict[int, int] = {}
    for rank, ((content, _), _) in enumerate(statements):
        rank_of_content.setdefault(content, rank)
    ordered = sorted(statements, key=lambda s: (rank_of_content[s[0][0]], s[0][1]))
    return tuple(statement for _, statement in ordered)


def as_citation(snapshot: Snapshot, evidence: Evidence) -> Citation:
    """Return the citation of a sentence, not verified yet; its quote is taken from its passage."""
    passage, sentence = evidence.ranked.passage, evidence.sentence
    page = page_at(snapshot.store.pages(passage.content), sentence.start)
    return Citation(
        document=passage.documents[0],
        page=page.number if page else None,
        start=sentence.start,
        end=sentence.end,
        quote=passage.text[sentence.start - passage.start : sentence.end - passage.start],
        score=evidence.score,
        title=passage.title,
        page_label=page.label if page else "",
        also_in=passage.documents[1:],
        span=evidence.span,
        row=cited_row(snapshot, evidence),
    )


def _statement(evidence: Evidence, numbers: Sequence[int]) -> Statement:
    if evidence.wording is not None:
        span = evidence.wording.span
        return Statement(evidence.wording.text, tuple(numbers), span if span[0] < span[1] else None)
    return Statement(evidence.text, tuple(numbers), _span_in_text(evidence))


def _span_in_text(evidence: Evidence) -> tuple[int, int] | None:
    """Return the range of the short answer in `evidence.text`, in which white space is collapsed."""
    if evidence.span is None:
        return None
    passage = evidence.ranked.passage
    start, end = (offset - passage.start for offset in evidence.span)
    before = passage.text[evidence.sentence.start - passage.start : start]
    answer = " ".join(passage.text[start:end].split())
    span_start = len(" ".join(before.split())) + (before[-1:].isspace() and bool(before.strip()))
    return span_start, span_start + len(answer)
