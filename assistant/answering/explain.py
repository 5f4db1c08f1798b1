"""The explanation of an answer: the passages that were read for it, and how each was scored."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.scoring import SentenceScorer
from assistant.index.snapshot import Snapshot
from assistant.retrieval.search import Query, RankedPassage, as_passage, rank_passages
from assistant.types import Considered


def explain_passages(
    snapshot: Snapshot,
    query: Query,
    scorer: SentenceScorer,
    limit: int,
    documents: Sequence[str] | None = None,
) -> tuple[Considered, ...]:
    """Return the passages that are read for a question, best first, with the scores of each stage.

    Args:
        snapshot: The state of the index.
        query: The question.
        scorer: Scores sentences.
        limit: The most passages that are read.
        documents: If given, only documents that these names or patterns select are searched.

    Raises:
        DocumentNotFoundError: One of the names selects no indexed document.
    """
    ranked = rank_passages(snapshot, query, limit, documents)
    best: dict[int, tuple[int, Evidence]] = {}
    for rank, evidence in enumerate(scorer.score(query, ranked, snapshot.caches.lexical), start=1):
        best.setdefault(evidence.ranked.passage.id, (rank, evidence))
    return tuple(_explain_passage(each, *best.get(each.passage.id, (None, None))) for each in ranked)


def _explain_passage(ranked: RankedPassage, rank: int | None, evidence: Evidence | None) -> Considered:
    reading = evidence.reading if evidence else None
    return Considered(
        passage=as_passage(ranked),
        cosine=ranked.cosine,
        bm25=ranked.bm25,
        holds=1 / (1 + math.exp(-reading.holds)) if reading else None,
        sentence=(evidence.sentence.start, evidence.sentence.end) if evidence else None,
        sentence_place=rank,
    )
