"""From a question to an answer: retrieve, score, estimate the confidence, then cite or refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.citations import as_citation, cite_statements
from assistant.answering.confidence import confidence_features, estimate_confidence
from assistant.answering.dated_notes import read_dated_notes
from assistant.answering.direct_answer import DirectAnswer
from assistant.answering.evidence import Evidence
from assistant.answering.identifiers import read_identifier
from assistant.answering.language_hint import language_hint
from assistant.answering.mail_fields import read_mail_field
from assistant.answering.numbered_parts import read_numbered_part
from assistant.answering.replies import COMPUTED, NEEDS_COMPUTING, absent_from_table, refusal_message
from assistant.answering.scoring import SentenceScorer
from assistant.answering.selection import add_antecedent, keep_one_answer, select_statements
from assistant.answering.tables.read import read_tables, word_rows
from assistant.documents.tables.values import kind_of_value
from assistant.index.snapshot import Snapshot
from assistant.models.source import PACKAGED_NAMES
from assistant.retrieval.search import Query, RankedPassage, as_passage, rank_passages
from assistant.types import Answer, Citation, Statement

_MAX_CLOSEST = 3
# Where no sentence answers: rows among so many of the best are looked at, and how sure a figure must be.
_ROWS_AMONG = 12
_SURELY = 0.5


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """Options of one question.

    Attributes:
        passages_read: The number of passages that are retrieved and read.
        caution: The confidence (0..1) below which the question is refused; 0 never refuses.
        documents: If given, only documents that these names or patterns select are searched.
        told: The text of an earlier answer, whose sentences are left out: others are asked for.
    """

    passages_read: int
    caution: float
    documents: Sequence[str] | None = None
    told: str = ""


def answer_question(
    snapshot: Snapshot, query: Query, scorer: SentenceScorer, options: AnswerOptions
) -> Answer:
    """Answer a question from one snapshot of the index.

    Args:
        snapshot: The state of the index that everything in the answer comes from.
        query: The question.
        scorer: Scores the sentences of the passages.
        options: How much is read, and when the question is refused.

    Returns:
        An answer with verified citations, or a refusal with the closest passages.

    Raises:
        DocumentNotFoundError: One of the names in the options selects no indexed document.
        ModelError: The reader cannot be loaded.
    """
    ranked = rank_passages(snapshot, query, options.passages_read, options.documents)
    evidence = scorer.score(query, ranked, snapshot.caches.lexical, options.told)
    confidence = 0.0
    if evidence:
        confidence = estimate_confidence(confidence_features(query.standalone, ranked, evidence))
    direct = _direct_answer(snapshot, query, evidence) if evidence else None
    if direct is None and confidence < options.caution:
        direct = _figure_after_all(snapshot, query, evidence)
    if direct is not None:
        confidence = direct.confidence
    answer = Answer(query.text, "refusal", confidence, commit=snapshot.commit)
    if evidence and confidence >= options.caution:
        found = direct.evidence if direct is not None else ()
        selected = [[each] for each in found] or word_rows(snapshot, _selected(evidence))
        statements, citations = cite_statements(snapshot, selected)
        if citations and direct is not None and direct.figure is not None:
            computed = Statement(direct.figure.text, tuple(range(1, len(citations) + 1)), direct.figure.span)
            message = _joined(COMPUTED, _language_hint(snapshot, query, ranked, answered=True))
            return replace(answer, message=message, citations=citations, computed=computed)
        if citations:
            message = _language_hint(snapshot, query, ranked, answered=True)
            return replace(answer, kind="answer", statements=statements, citations=citations, message=message)
    hint = _language_hint(snapshot, query, ranked, answered=False)
    if direct is not None and direct.operation is not None:
        # Only what stands in the same document as the table can be of help.
        content = evidence[0].ranked.passage.content
        ranked = [each for each in ranked if each.passage.content == content]
    closest = ranked[:_MAX_CLOSEST]
    return replace(
        answer,
        message=_refusal_message(snapshot, options, direct, hint),
        closest=tuple(as_passage(each) for each in closest),
        closest_sentences=tuple(_closest_sentence(snapshot, each, evidence) for each in closest),
    )


def _closest_sentence(
    snapshot: Snapshot, ranked: RankedPassage, evidence: Sequence[Evidence]
) -> Citation | None:
    """Return the sentence of a passage that comes nearest to an answer, None if it has none to cite."""
    best = next((each for each in evidence if each.ranked.passage.id == ranked.passage.id), None)
    found = as_citation(snapshot, best) if best is not None else None
    return found if found is not None and snapshot.verify(found) else None


def _direct_answer(snapshot: Snapshot, query: Query, evidence: Sequence[Evidence]) -> DirectAnswer | None:
    """Return what a numbered part, a day or a table says to it, None where prose has to answer it."""
    return (
        read_numbered_part(query.standalone, evidence)
        or read_identifier(query.standalone, evidence)
        or read_dated_notes(query, evidence)
        or read_mail_field(query, evidence)
        or read_tables(snapshot, query, evidence)
    )


def _figure_after_all(snapshot: Snapshot, query: Query, evidence: Sequence[Evidence]) -> DirectAnswer | None:
    """Return the figure of a table that surely answers where the best sentence is no row and may not.

    It does not if the table lacks a name or number of the question.
    """
    rows = [each for each in evidence[:_ROWS_AMONG] if each.sentence.is_row]
    found = read_tables(snapshot, query, rows) if rows else None
    if found is None or found.confidence < _SURELY or found.absent:
        return None
    is_figure = all(each.answer and kind_of_value(each.answer) != "text" for each in found.evidence)
    return found if is_figure or found.figure is not None else None


def _refusal_message(
    snapshot: Snapshot, options: AnswerOptions, direct: DirectAnswer | None, hint: str
) -> str:
    if direct is not None and direct.operation is not None:
        return _joined(NEEDS_COMPUTING, hint)
    absent = absent_from_table(direct.absent) if direct and direct.absent else ""
    return _joined(refusal_message(_document_count(snapshot, options.documents)), hint, absent)


def _language_hint(
    snapshot: Snapshot, query: Query, ranked: Sequence[RankedPassage], *, answered: bool
) -> str:
    """Return what to say about languages; nothing where the user has set a model."""
    model = snapshot.store.model()
    if not ranked or (model is not None and model[0] not in PACKAGED_NAMES):
        return ""
    return language_hint(query.text, [each.passage.text for each in ranked], answered=answered)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _selected(evidence: Sequence[Evidence]) -> Sequence[Sequence[Evidence]]:
    return keep_one_answer(add_antecedent(select_statements(evidence), evidence))


def _document_count(snapshot: Snapshot, documents: Sequence[str] | None) -> int:
    """Return the number of documents that are searched."""
    return snapshot.document_count if documents is None else len(snapshot.select_contents(documents))
