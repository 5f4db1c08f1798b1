"""What a language model writes that no document can prove: questions, circles, talk of its task.

Sentences of a document say what happened, not what the document is, and the prover was not made to judge
that: to it a sentence about "the document" follows from nearly everything.
"""

from __future__ import annotations

import re
from collections import Counter

# A phrase of so many words that stands so often in one sentence comes from a model that goes in circles.
_PHRASE_WORDS, _TIMES = 4, 3
_TASK_WORD = re.compile(
    r"\b(?:documents?|sections?|sentences?|texts?|passages?|paragraphs?|articles?|answers?|questions?|summary)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def is_no_statement(sentence: str) -> bool:
    """Whether a sentence states nothing: it asks, or says one phrase over and over."""
    return sentence.rstrip(" \"'”’)").endswith("?") or _goes_in_circles(sentence)


def _goes_in_circles(sentence: str) -> bool:
    words = _WORD.findall(sentence.lower())
    phrases = zip(*(words[n:] for n in range(_PHRASE_WORDS)), strict=False)
    return any(count >= _TIMES for count in Counter(phrases).values())


def speaks_of_task(sentence: str, evidence: str) -> bool:
    """Whether a sentence speaks of documents, sentences or answers where its evidence speaks of none.

    Args:
        sentence: What was written.
        evidence: What is to prove it, with what stands above it.
    """
    said = {_singular(word) for word in _TASK_WORD.findall(evidence)}
    return any(_singular(word) not in said for word in _TASK_WORD.findall(sentence))


def _singular(word: str) -> str:
    return word.lower().removesuffix("s")
