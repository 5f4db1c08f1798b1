"""What has become of the answers that people judged: still cited first, still refused, now answered."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evaluation.results import Record
from assistant.evaluation.sets.feedback import DISLIKED, LIKED, LIKED_REFUSAL
from assistant.evaluation.sets.questions import Gold
from assistant.evaluation.tasks.answers import FIRST_CITATIONS, Outcome, contains_gold, is_correct
from assistant.types import Citation

FIRST, IN_THREE, CHANGED = "still cited first", "still cited in three", "no longer cited first"
REFUSED, ANSWERED = "still refused", "now answered"


def feedback_records(outcomes: Sequence[Outcome], caution: float) -> list[Record]:
    """Return a record for each judged answer.

    Args:
        outcomes: Answers that were not refused, whatever their confidence.
        caution: The confidence below which a question counts as refused.
    """
    return [Record(each.question.id, each.question.group, _values(each, caution)) for each in outcomes]


def _values(outcome: Outcome, caution: float) -> dict[str, float]:
    question, answer = outcome.question, outcome.answer
    citations = answer.citations if answer.confidence >= caution else ()
    if question.group == LIKED:
        correct = [is_correct(citation, question) for citation in citations[:FIRST_CITATIONS]]
        return {FIRST: float(correct[:1] == [True]), IN_THREE: float(any(correct))}
    if question.group == DISLIKED:
        return {CHANGED: float(not any(_overlaps(c, gold) for c in citations[:1] for gold in question.gold))}
    if question.group == LIKED_REFUSAL:
        return {REFUSED: float(not citations)}
    return {ANSWERED: float(bool(citations))}


def _overlaps(citation: Citation, gold: Gold) -> bool:
    """Whether a citation overlaps a gold range, or contains it in a copy of the document."""
    same = gold.document in (citation.document, *citation.also_in)
    return contains_gold(citation, gold) or (same and citation.start < gold.end and gold.start < citation.end)
