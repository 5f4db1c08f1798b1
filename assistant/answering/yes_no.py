"""Yes/no questions ("Is damage by hail covered?"): the sentence that speaks of the very thing comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.answer_type import classify_question
from assistant.answering.evidence import Evidence
from assistant.answering.selection import READER_MARGIN

_ALL = 0.999


def whole_claim_first(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Put a sentence that has all words of a yes/no question before one that lacks some.

    The reader looks for a short answer, and such a question has none in the text: of "fire and hail are
    covered" and "groundwater is not covered" the second may look more like one. Only a sentence that answers
    about as well, so that one answer would show both, is put first.

    Args:
        question: The question.
        evidence: Sentences, best first.
    """
    best = next(iter(evidence), None)
    if best is None or best.coverage >= _ALL or not classify_question(question).is_yes_no:
        return list(evidence)
    near = (n for n, e in enumerate(evidence) if e.coverage >= _ALL and e.score >= best.score - READER_MARGIN)
    whole = next(near, None)
    if whole is None:
        return list(evidence)
    rest = [each for n, each in enumerate(evidence) if n != whole]
    return [replace(evidence[whole], score=best.score), *rest]
