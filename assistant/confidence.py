"""How likely it is that the retrieved sentences hold an answer to the question at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.evidence import Evidence
from assistant.retrieval import Query, Ranked

# Fitted by `training/fit_confidence.py`; see docs/evaluation.md.
_WEIGHTS = (0.0, 6.0, 3.0, 2.0, 2.0, 0.0)
_BIAS = -6.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What the confidence is estimated from; each about 0..1, none depending on the corpus size."""

    passage_cosine: float
    sentence_cosine: float
    sentence_coverage: float
    passage_coverage: float
    best_agreement: float
    terms: float


def signals(query: Query, passages: Sequence[Ranked], evidence: Sequence[Evidence]) -> Signals:
    """Measure the retrieved passages and their best sentences."""
    best = evidence[:3]
    return Signals(
        passage_cosine=max(ranked.cosine for ranked in passages),
        sentence_cosine=max(e.cosine for e in evidence),
        sentence_coverage=max(e.coverage for e in best),
        passage_coverage=max(e.passage_coverage for e in best),
        best_agreement=max(e.cosine * e.coverage for e in best),
        terms=min(len(query.terms), 8) / 8,
    )


def confidence(measured: Signals) -> float:
    """Return the estimated probability that the documents hold an answer."""
    odds = _BIAS + sum(weight * value for weight, value in zip(_WEIGHTS, astuple(measured), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
