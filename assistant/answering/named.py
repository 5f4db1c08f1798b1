"""What a question names that its evidence does not: numbers, years and names.

"How many visitors came in 2021?" is not answered by a report of 2024, though every other word is there.
Rules for English.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.common.dates import find_dates
from assistant.retrieval.names import SaidNames, terms_of, words_of


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
    asked = words_of(question)
    numbers = [place for place, word in enumerate(asked) if _is_number(word)]
    names = [place for place in _capitalized(asked, question) if place not in numbers]
    if not numbers and not names:
        return 0.0
    said = SaidNames(text)
    return max(
        _share(not said.terms.issuperset(terms_of(asked[place])) for place in numbers),
        _share(not said.has(asked, place) for place in names),
    )


def _share(absent: Iterator[bool]) -> float:
    each = list(absent)
    return sum(each) / len(each) if each else 0.0


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))


def _is_function_word(word: str) -> bool:
    return not terms_of(word)


def _capitalized(words: Sequence[str], question: str) -> Iterator[int]:
    """Yield the places of words that are capitalised inside an English question: names, mostly."""
    # In other languages, and where every word begins with one, a capital letter tells no name.
    if not words or not _is_function_word(words[0]) or question.isupper() or question.istitle():
        return
    for place, word in enumerate(words[1:], start=1):
        if word[0].isupper() and not _is_function_word(word):
            yield place
