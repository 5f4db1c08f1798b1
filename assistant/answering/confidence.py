"""How likely it is that the best of the retrieved sentences answers the question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.answering.evidence import Evidence
from assistant.retrieval.search import Ranked

# Fitted on texts that neither the reader nor the measured sets know (training/fit_scores.py), in the
# order of the signals; the bias last. Without a reader:
_WEIGHTS = (-1.1, 4.6, 4.2, -0.3, -4.7)
# and with one, for how likely the best sentence is right:
_READER_WEIGHTS = (3.0, 0.46, -2.1)


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


@dataclass(frozen=True, slots=True)
class ReaderSignals:
    """The same where a reader has read: the best sentence's cosine, and log-odds that it holds an answer.

    What else retrieval and the reader say was tried; it makes the estimate no better.
    """

    cosine: float
    answer: float


def signals(passages: Sequence[Ranked], evidence: Sequence[Evidence]) -> Signals | ReaderSignals:
    """Measure retrieved passages and their sentences, best first; neither may be empty."""
    best = evidence[:3]
    reading = best[0].reading
    if reading is not None:
        return ReaderSignals(best[0].cosine, reading.answer)
    return Signals(
        passage_cosine=max(ranked.cosine for ranked in passages),
        sentence_cosine=max(e.cosine for e in evidence),
        sentence_coverage=max(e.coverage for e in best),
        passage_coverage=max(e.passage_coverage for e in best),
    )


def confidence(measured: Signals | ReaderSignals) -> float:
    """Return the estimated probability that the best sentence is right."""
    *weights, bias = _READER_WEIGHTS if isinstance(measured, ReaderSignals) else _WEIGHTS
    odds = bias + sum(weight * value for weight, value in zip(weights, astuple(measured), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
