"""Whether sentences say the same thing in nearly the same words, so that an answer says it once.

Only what surely changes nothing is passed over: articles, "per year" for "a year", "all employees have" for
"every employee has", upper case, punctuation. What is left must be the same words in the same order, so that
sentences that differ in a number, a unit, a name, a negation, a preposition or a tense stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"(?<!\w)[-−]?\d+(?:[.,:/-]\d+)*|\d+|[^\W\d_]+|[%‰°$€£¥§+<>=*/×·&#@]")
_CANNOT = re.compile(r"\bcan(?:not|['’]t)\b", re.IGNORECASE)
_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
# A capital is the name of something ("Plan A") but at the beginning.
_PASSED_OVER = frozenset(("a", "an", "the", "per"))
_ONE_OF = {
    **dict.fromkeys(("is", "are"), "is"),
    **dict.fromkeys(("was", "were"), "was"),
    **dict.fromkeys(("has", "have"), "has"),
    **dict.fromkeys(("does", "do"), "do"),
    **dict.fromkeys(("every", "each", "all"), "every"),
}
_SHORTEST_PLURAL = 4  # letters; "gas" is none


def fact_of(text: str) -> tuple[str, ...]:
    """Return what has to be equal in two sentences for them to say the same: their words, in order."""
    words = _TOKEN.findall(_NOT.sub(" not", _CANNOT.sub("can not", text)))
    if words:
        words[0] = words[0].lower()
    return tuple(_without_ending(word.casefold()) for word in words if word not in _PASSED_OVER)


def say_the_same(texts: Iterable[str]) -> bool:
    """Return whether all of some sentences say the same; of a single one, that it does."""
    return len({fact_of(text) for text in texts}) <= 1


def _without_ending(word: str) -> str:
    """Return a word without the ending that a noun has in the plural and a verb after "he"."""
    is_ending = len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss")
    return _ONE_OF.get(word, word[:-1] if is_ending else word)
