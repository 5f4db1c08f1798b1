"""Texts compared as SQuAD's own script does: exact match and token F1 after its normalisation."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalized(text: str) -> str:
    """Return a text in lower case without punctuation, articles and extra white space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(said: str, gold: str) -> float:
    """Return 1.0 if the normalised texts are the same, else 0.0."""
    return float(normalized(said) == normalized(gold))


def token_f1(said: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall of the normalised words, 0..1."""
    ours, theirs = normalized(said).split(), normalized(gold).split()
    if not ours or not theirs:
        return float(ours == theirs)
    shared = (Counter(ours) & Counter(theirs)).total()
    return 2 * shared / (len(ours) + len(theirs))


def best(measure: Callable[[str, str], float], said: str, golds: Iterable[str]) -> float:
    """Return the highest value of a measure over all gold texts, any of which is right."""
    return max((measure(said, gold) for gold in golds), default=0.0)
