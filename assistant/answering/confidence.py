"""The confidence: the estimated probability that the best of the scored sentences is right.

Logistic regression on a few features of the retrieved passages and scored sentences. With a reader it tells
how likely the answer is there at all, and is multiplied with how clearly the best sentence beats the others
(training/fit_scores.py). Below the setting `caution` a question is refused; `web/chat/certainty.py` has the
words that the page says for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.answering.asked_quantity import asked_quantity
from assistant.answering.evidence import Evidence
from assistant.answering.named import absent_share
from assistant.answering.opposites import says_opposite
from assistant.retrieval.search import RankedPassage

# Fitted on texts that are neither in the reader's training nor in the evaluation sets
# (training/fit_scores.py), in the order of the features, the bias last. Without a reader:
_WEIGHTS = (-1.1, 4.6, 4.2, -0.3, -4.7)
# With a reader: on question sets of seven kinds of documents, near misses refused no less often than before.
_READER_WEIGHTS = (0.4, 0.5, 1.0, -2.4, -2.0, -2.5, 0.9)
# The power of the share of the best sentence.
_CLARITY = 0.7
# Sentences that may be the right one instead of the best.
_RIVALS = 6
_NUMBER = re.compile(
    r"\d[\d.,:/-]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b"
)
_LEAST_LIKELY = 1e-6


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """The features without a reader; each about 0..1, none depending on the size of the corpus.

    The highest cosine with the question of a passage and of a sentence, and the largest share of the
    question's terms in one of the three best sentences and in one of their passages.
    """

    passage_cosine: float
    sentence_cosine: float
    sentence_coverage: float
    passage_coverage: float


@dataclass(frozen=True, slots=True)
class ReaderConfidenceFeatures:
    """The features with a reader.

    Attributes:
        cosine: Of the best sentence with the question.
        answer: The reader's log-odds that the best sentence has a short answer.
        likelihood: The logarithm of how likely the first passage is the right one, as the ranker says.
        absent: The share of the numbers or names of the question that stand neither in the passage of the
            best sentence nor in its title, headings, page label and the names of its documents.
        lacks_quantity: Whether an amount of money, a weight or the like is asked for, and the best sentence
            has none; 0 or 1. Its weight is not fitted: of 1,300 sentences that answer such questions (SQuAD,
            SubjQA) about one in ten lacks it, of near misses most.
        opposite: Whether the best sentence says the opposite of a word of the question; 0 or 1. Not fitted,
            either: of sentences that answer one in 270 does, of near misses that people wrote one in 80.
        clarity: The logarithm of the share of the best sentence among the likeliest ones.
    """

    cosine: float
    answer: float
    likelihood: float
    absent: float
    lacks_quantity: float
    opposite: float
    clarity: float


def confidence_features(
    question: str, passages: Sequence[RankedPassage], evidence: Sequence[Evidence]
) -> ConfidenceFeatures | ReaderConfidenceFeatures:
    """Return the features of an answer.

    Args:
        question: The question.
        passages: The retrieved passages, not empty.
        evidence: Their scored sentences, best first, not empty.
    """
    best = evidence[:3]
    reading = best[0].reading
    if reading is not None:
        likelihood = max(_LEAST_LIKELY, *(ranked.score for ranked in passages))
        passage = best[0].ranked.passage
        absent = absent_share(question, f"{passage.text} {passage.page_label} {passage.place}")
        quantity = asked_quantity(question)
        lacks_quantity = quantity is not None and not quantity.is_in(best[0].text)
        return ReaderConfidenceFeatures(
            best[0].cosine,
            reading.answer,
            math.log(likelihood),
            absent,
            float(lacks_quantity),
            float(says_opposite(question, best[0].text)),
            _clarity(evidence),
        )
    return ConfidenceFeatures(
        passage_cosine=max(ranked.cosine for ranked in passages),
        sentence_cosine=max(e.cosine for e in evidence),
        sentence_coverage=max(e.coverage for e in best),
        passage_coverage=max(e.passage_coverage for e in best),
    )


def _clarity(evidence: Sequence[Evidence]) -> float:
    """Return the log of the best sentence's share.

    Sentences with the same short answer are one, and so are two that differ in numbers alone, as rules do.
    """
    known: set[str] = set()
    scores: list[float] = []
    for each in sorted(evidence, key=lambda e: -e.score):
        text = each.text.casefold()
        ways = {_NUMBER.sub("#", text), (each.answer or text).casefold()}
        if known.isdisjoint(ways):
            scores.append(each.score)
        known |= ways
        if len(scores) == _RIVALS:
            break
    return -math.log(sum(math.exp(score - scores[0]) for score in scores))


def estimate_confidence(features: ConfidenceFeatures | ReaderConfidenceFeatures) -> float:
    """Return the estimated probability (0..1) that the best sentence is right."""
    if isinstance(features, ReaderConfidenceFeatures):
        *values, clarity = astuple(features)
        return _logistic(_READER_WEIGHTS, values) * math.exp(_CLARITY * clarity)
    return _logistic(_WEIGHTS, astuple(features))


def _logistic(weights: Sequence[float], values: Sequence[float]) -> float:
    """Return the probability of some values; the last of the weights is the bias."""
    *slopes, bias = weights
    log_odds = bias + sum(slope * value for slope, value in zip(slopes, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))
