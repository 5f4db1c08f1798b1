"""The stages of the product as the evaluation tasks call them; keep in step with `assistant.api`."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.answer import AnswerOptions, answer_question
from assistant.answering.evidence import Evidence
from assistant.answering.replies import asks_for_overview, small_talk
from assistant.api import Index
from assistant.retrieval.search import RankedPassage, as_passage, rank_passages, search_query
from assistant.types import Answer, Passage


def retrieved_and_answered(
    index: Index, question: str, passages: int, documents: Sequence[str] | None = None
) -> tuple[list[Passage], Answer]:
    """Return the passages for a question, and its answer without a refusal, embedding it once.

    Args:
        index: The open index.
        question: The question.
        passages: The number of passages to retrieve.
        documents: If given, only these documents are searched.

    Returns:
        The same as `Index.retrieve` and `Index.ask(refuse=False)`.
    """
    if small_talk(question) is not None or asks_for_overview(question):
        found = index.retrieve(question, passages, documents=documents)
        return found, index.ask(question, documents=documents, refuse=False)
    with index.newest() as (snapshot, embedder, scorer):
        query = search_query(snapshot, question, embedder)
        ranked = rank_passages(snapshot, query, passages, documents)
        options = AnswerOptions(index.settings.passages_read, caution=0.0, documents=documents)
        answer = answer_question(snapshot, query, scorer, options)
    return [as_passage(each) for each in ranked], answer


def ranked_and_scored(
    index: Index, question: str, passages: int, read: int, documents: Sequence[str] | None = None
) -> tuple[list[RankedPassage], list[Evidence]]:
    """Return ranked passages and every sentence of those that are read, scored, best first.

    Args:
        index: The open index.
        question: The question.
        passages: The number of passages to rank.
        read: The number of them to read.
        documents: If given, only these documents are searched.
    """
    with index.newest() as (snapshot, embedder, scorer):
        query = search_query(snapshot, question, embedder)
        ranked = rank_passages(snapshot, query, passages, documents)
        return ranked, scorer.score(query, ranked[:read], snapshot.caches.lexical)
