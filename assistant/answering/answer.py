"""Passages to an answer: choose the sentences that carry it, verify each citation, or refuse."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.confidence import confidence, signals
from assistant.answering.evidence import Evidence, SentenceScorer
from assistant.answering.replies import refusal
from assistant.index.search.analyzer import analyze, function_words
from assistant.index.snapshot import Snapshot
from assistant.models.source import PACKAGED_NAMES
from assistant.passages.splitting import page_at
from assistant.retrieval.search import Query, as_passage, rank_passages
from assistant.types import Answer, Citation, Statement

logger = logging.getLogger(__name__)

MOST_STATEMENTS = 3
# Sentences that score this much below the best one are not part of the answer; with a reader scores are
# logarithms of how likely each sentence is to be the right one, and this is one in sixteen.
_MARGIN, _READER_MARGIN = 4.0, 2.8
_CLOSEST = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """How the person wants to be answered: from which documents, how much is read, how cautiously."""

    passages_read: int
    caution: float
    documents: Sequence[str] | None = None


def answer_question(snapshot: Snapshot, query: Query, scorer: SentenceScorer, wish: Wish) -> Answer:
    """Answer from one snapshot of the index.

    Args:
        snapshot: The state of the index that everything in the answer comes from.
        query: The question.
        scorer: Scores sentences.
        wish: Limits and the caution below which the answer is a refusal; 0 always answers.

    Returns:
        An answer with verified citations, or a refusal with the closest passages.
    """
    ranked = rank_passages(snapshot, query, wish.passages_read, wish.documents)
    evidence = scorer.score(query, ranked, snapshot.caches.lexical)
    sure = confidence(signals(ranked, evidence)) if evidence else 0.0
    answer = Answer(query.text, "refusal", sure, commit=snapshot.commit)
    if evidence and sure >= wish.caution:
        chosen = with_antecedent(choose(evidence), evidence)
        statements, citations = cite(snapshot, with_one_answer(chosen))
        if citations:
            return replace(answer, kind="answer", statements=statements, citations=citations)
    closest = tuple(as_passage(r) for r in ranked[:_CLOSEST])
    made_with = snapshot.store.model()
    english = made_with is None or made_with[0] in PACKAGED_NAMES
    message = refusal(query.text, _searched(snapshot, wish.documents), english=english)
    return replace(answer, message=message, closest=closest)


def _searched(snapshot: Snapshot, documents: Sequence[str] | None) -> int:
    """Return how many documents were searched."""
    return snapshot.document_count if documents is None else len(snapshot.select_contents(documents))


def choose(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return the statements of the answer, best first, each as the sentences that say it.

    Where a date, a number, a name or a cause is asked for and no good sentence offers one, the
    best that does takes the last place.
    """
    margin = _MARGIN if evidence[0].reading is None else _READER_MARGIN
    statements: list[list[Evidence]] = []
    for candidate in evidence:
        if candidate.score < evidence[0].score - margin:
            break
        same = next((s for s in statements if _wording(s[0]) == _wording(candidate)), None)
        if same is not None:
            same.append(candidate)
        elif len(statements) < MOST_STATEMENTS:
            statements.append([candidate])
    if not any(said.offers_answer for statement in statements for said in statement):
        enough = evidence[0].score - 2 * margin
        fitting = (e for e in evidence if e.offers_answer and e.coverage > 0 and e.score >= enough)
        offering = next(fitting, None)
        statements = [*statements[: MOST_STATEMENTS - 1], *([[offering]] if offering else [])]
    return statements


def with_antecedent(
    statements: Sequence[Sequence[Evidence]], evidence: Sequence[Evidence]
) -> Sequence[Sequence[Evidence]]:
    """Add the sentence before one that leans back on it ("This move follows ..."), in the last place.

    Only where that one holds more of the question, and so carries a part of the answer.
    """
    said = [each for sentences in statements for each in sentences]
    for sentences in statements[: MOST_STATEMENTS - 1]:
        before = max(
            (e for e in evidence if e.precedes(sentences[0])), key=lambda e: e.sentence.end, default=None
        )
        if sentences[0].leans_back and before and before.coverage > sentences[0].coverage:
            return statements if before in said else [*statements[: MOST_STATEMENTS - 1], [before]]
    return statements


def with_one_answer(statements: Sequence[Sequence[Evidence]]) -> list[list[Evidence]]:
    """Keep the short answer of the best sentence, and in others only what shares a word with it.

    A sentence that merely supports the best has some likeliest answer, too, but marking it would mislead.
    """
    best = set(analyze(statements[0][0].answer)) - function_words()
    return [
        [said if best & set(analyze(said.answer)) else replace(said, reading=None) for said in sentences]
        if n
        else list(sentences)
        for n, sentences in enumerate(statements)
    ]


def cite(
    snapshot: Snapshot, chosen: Sequence[Sequence[Evidence]]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Turn chosen sentences into citations, best first, and statements, in reading order.

    A citation that is not exactly what the document says is dropped, and with it a statement that
    has no other.
    """
    citations: list[Citation] = []
    statements: list[tuple[tuple[int, int], Statement]] = []
    for sentences in chosen:
        numbers = []
        for evidence in sentences:
            citation = as_citation(snapshot, evidence)
            if not snapshot.verify(citation):
                logger.error("A citation of '%s' at %d does not verify", citation.document, citation.start)
                continue
            citations.append(citation)
            numbers.append(len(citations))
        if numbers:
            place = (sentences[0].ranked.passage.content, sentences[0].sentence.start)
            statements.append(
                (place, Statement(sentences[0].text, tuple(numbers), _span_in_text(sentences[0])))
            )
    return in_reading_order(statements), tuple(citations)


def in_reading_order(statements: Sequence[tuple[tuple[int, int], Statement]]) -> tuple[Statement, ...]:
    """Order statements by rank of their content's first one, and inside a content as they are written."""
    first: dict[int, int] = {}
    for rank, ((content, _), _) in enumerate(statements):
        first.setdefault(content, rank)
    ordered = sorted(statements, key=lambda s: (first[s[0][0]], s[0][1]))
    return tuple(statement for _, statement in ordered)


def as_citation(snapshot: Snapshot, evidence: Evidence) -> Citation:
    """Return the citation of a sentence, its quote taken from the passage it was found in."""
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
    )


def _span_in_text(evidence: Evidence) -> tuple[int, int] | None:
    """Return where the short answer stands in the text of a sentence, whose white space is collapsed."""
    if evidence.span is None:
        return None
    start, end = (place - evidence.ranked.passage.start for place in evidence.span)
    first = evidence.sentence.start - evidence.ranked.passage.start
    before = evidence.ranked.passage.text[first:start]
    said = " ".join(evidence.ranked.passage.text[start:end].split())
    begin = len(" ".join(before.split())) + (before[-1:].isspace() and bool(before.strip()))
    return begin, begin + len(said)


def _wording(evidence: Evidence) -> str:
    return evidence.text.casefold()
