"""The confidence: the estimated probability that the best of the scored sentences is right.

Logistic regression on a few features of the retrieved passages and scored sentences. Below the setting
`caution` a question is refused; `web/chat/certainty.py` has the words that the page says for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.answering.evidence import Evidence
from assistant.answering.named import absent_share
from assistant.retrieval.search import RankedPassage

# Fitted on texts that are neither in the reader's training nor in the evaluation sets
# (training/fit_scores.py), in the order of the features, the bias last. Without a reader:
_WEIGHTS = (-1.1, 4.6, 4.2, -0.3, -4.7)
# With a reader; two fifths of the way from an earlier fit on encyclopedia articles, where the cosine counts,
# to one on question sets of six kinds of documents, where how likely the first passage is counts: for kinds
# beyond the six.
_READER_WEIGHTS = (0.85, 0.41, 1.0, -1.8, -0.3)
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
    """

    cosine: float
    answer: float
    likelihood: float
    absent: float


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
        return ReaderConfidenceFeatures(best[0].cosine, reading.answer, math.log(likelihood), absent)
    return ConfidenceFeatures(
        passage_cosine=max(ranked.cosine for ranked in passages),
        sentence_cosine=max(e.cosine for e in evidence),
        sentence_coverage=max(e.coverage for e in best),
        passage_coverage=max(e.passage_coverage for e in best),
    )


def estimate_confidence(features: ConfidenceFeatures | ReaderConfidenceFeatures) -> float:
    """Return the estimated probability (0..1) that the best sentence is right."""
    *weights, bias = _READER_WEIGHTS if isinstance(features, ReaderConfidenceFeatures) else _WEIGHTS
    log_odds = bias + sum(weight * value for weight, value in zip(weights, astuple(features), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))
