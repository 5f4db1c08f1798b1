"""How likely it is that the retrieved sentences hold an answer to the question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.evidence import Evidence
from assistant.retrieval import Ranked

# Fitted on SQuAD training articles, answerable and foreign questions in equal parts, in corpora of 25
# and of 600 paragraphs (docs/evaluation.md).
_WEIGHTS = (6.1, 13.1, 3.4, 2.5)
_BIAS = -12.1


@dataclass(frozen=True, slots=True)
class Signals:
    """What the confidence is estimated from; each about 0..1, none depending on the corpus size.

    The highest cosine of a passage and of a sentence with the question, and the largest share of
    the question's terms in one of the three best sentences, and in one of their passages.
    """

    passage_cosine: float
    sentence_cosine: float
    sentence_coverage: float
    passage_coverage: float


def signals(passages: Sequence[Ranked], evidence: Sequence[Evidence]) -> Signals:
    """Measure retrieved passages and their sentences, best first; neither may be empty."""
    best = evidence[:3]
    return Signals(
        passage_cosine=max(ranked.cosine for ranked in passages),
        sentence_cosine=max(e.cosine for e in evidence),
        sentence_coverage=max(e.coverage for e in best),
        passage_coverage=max(e.passage_coverage for e in best),
    )


def confidence(measured: Signals) -> float:
    """Return the estimated probability that the documents hold an answer."""
    odds = _BIAS + sum(weight * value for weight, value in zip(_WEIGHTS, astuple(measured), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
