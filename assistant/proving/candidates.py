"""Which sentences may support or contradict a statement: those that share words or meaning with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log

import numpy as np
import numpy.typing as npt

from assistant.index.search.analyzer import analyze, function_words
from assistant.types import ReadSentence

# A cosine counts like so large a share of the statement's words.
_COSINE = 0.6
# What stands above a sentence holds for many: it counts less than what the sentence says itself.
_ABOVE = 0.3


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near sentences are to a statement.

    `scores`, of shape (sentences,), are comparable within one statement; `shared` is the set of the
    statement's terms that each sentence holds, and `weights` says what each term counts, 1 in all.
    """

    scores: npt.NDArray[np.float64]
    shared: Sequence[frozenset[str]]
    weights: dict[str, float]

    def best(self, count: int) -> list[int]:
        """Return the numbers of the nearest sentences, nearest first; none that shares nothing."""
        order = np.argsort(-self.scores, kind="stable")[:count]
        return [int(number) for number in order if self.scores[number] > 0]

    def covered(self, numbers: Sequence[int]) -> float:
        """Return the weighted share (0..1) of the statement's terms that sentences hold together."""
        held = frozenset[str]().union(*(self.shared[number] for number in numbers))
        return sum(self.weights[term] for term in held)


def likeness_of(
    statement: str, sentences: Sequence[ReadSentence], cosines: Sequence[float] | None = None
) -> Likeness:
    """Compare a statement with sentences.

    Args:
        statement: The statement.
        sentences: The sentences.
        cosines: The cosine of the statement's embedding with that of each sentence, where it is known.
    """
    terms = {term for term in analyze(statement) if term not in function_words() | _denials()}
    texts = [frozenset(analyze(sentence.text)) for sentence in sentences]
    tops = [frozenset(analyze(above)) for above in _distinct(sentences)]
    above = dict(zip(_distinct(sentences), tops, strict=True))
    counts = Counter(term for text in texts for term in text & terms)
    rarity = {term: log(1 + (len(texts) + 1) / (counts[term] + 0.5)) for term in terms}
    total = sum(rarity.values()) or 1.0
    weights = {term: weight / total for term, weight in rarity.items()}
    own = [text & terms for text in texts]
    shared = [each | (above[sentence.above] & terms) for each, sentence in zip(own, sentences, strict=True)]
    scores = np.array(
        [
            sum(weights[term] * (1 if term in each else _ABOVE) for term in with_above)
            for each, with_above in zip(own, shared, strict=True)
        ],
        dtype=np.float64,
    )
    if cosines is not None:
        scores = scores + _COSINE * np.maximum(np.asarray(cosines, dtype=np.float64), 0.0)
    return Likeness(scores, shared, weights)


@cache
def _denials() -> frozenset[str]:
    """Return the terms of words that deny: what contradicts a statement lacks them."""
    return frozenset(analyze("never without cannot nobody nothing none neither nowhere"))


def _distinct(sentences: Sequence[ReadSentence]) -> list[str]:
    return list(dict.fromkeys(sentence.above for sentence in sentences))
