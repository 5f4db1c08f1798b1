"""What a question names that its evidence does not: numbers, years and names.

"How many visitors came in 2021?" is not answered by a report of 2024, though every other word is there.
Rules for English.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache

from assistant.common.dates import find_dates
from assistant.index.search.analyzer import analyze, function_words

_WORD = re.compile(r"[^\W_]+(?:[-’'.,/][^\W_]+)*")
# A name of so many letters that a word of the text is as similar to is the same, written another way.
_LEAST_LETTERS, _SIMILAR = 5, 0.8


def absent_share(question: str, text: str) -> float:
    """Return the share (0..1) of what a question names that a text does not, of its numbers or of its names.

    The higher of both: a question may name a museum and a year, and the text the museum alone. A date counts
    in any way of writing, a name also where it is misspelt.

    Args:
        question: The question.
        text: All that the evidence says, its title, headings and file name included.
    """
    for date in reversed(find_dates(question)):
        if date.written.search(text):
            question = f"{question[: date.start]} {question[date.end :]}"
    asked = _WORD.findall(question)
    numbers = [place for place, word in enumerate(asked) if _is_number(word)]
    names = [place for place in _capitalized(asked, question) if place not in numbers]
    if not numbers and not names:
        return 0.0
    said = _WORD.findall(text)
    terms = {term for word in said for term in _terms(word)}
    return max(
        _share(not terms.issuperset(_terms(asked[place])) for place in numbers),
        _share(not _has_name(asked, place, said, terms) for place in names),
    )


def _share(absent: Iterator[bool]) -> float:
    each = list(absent)
    return sum(each) / len(each) if each else 0.0


@lru_cache(maxsize=20_000)
def _terms(word: str) -> tuple[str, ...]:
    """Return the terms of a word, without those of "'s" and "FY"."""
    return tuple(term for term in analyze(word.replace(",", "")) if term not in function_words())


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))


def _is_function_word(word: str) -> bool:
    return not _terms(word)


def _capitalized(words: Sequence[str], question: str) -> Iterator[int]:
    """Yield the places of words that are capitalised inside an English question: names, mostly."""
    # In other languages, and where every word begins with one, a capital letter tells no name.
    if not words or not _is_function_word(words[0]) or question.isupper() or question.istitle():
        return
    for place, word in enumerate(words[1:], start=1):
        if word[0].isupper() and not _is_function_word(word):
            yield place


def _has_name(asked: Sequence[str], place: int, said: Sequence[str], terms: Collection[str]) -> bool:
    """Whether a text says a name of the question, perhaps otherwise: "BESTBUY" for "Best Buy"."""
    name = asked[place]
    if all(term in terms for term in _terms(name)):
        return True
    compounds = ("".join(asked[n : n + 2]) for n in (place - 1, place) if 0 <= n < len(asked) - 1)
    if any(term in terms for compound in compounds for term in _terms(compound)):
        return True
    like = {word.lower() for word in said if word[0].isupper() and len(word) >= _LEAST_LETTERS}
    return len(name) >= _LEAST_LETTERS and bool(get_close_matches(name.lower(), like, 1, _SIMILAR))
