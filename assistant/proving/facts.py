"""Numbers, dates and names of a statement that a text does not hold, and denials that it does not make.

A model is easily taken in by one wrong digit. These rules are not: whatever it says, a statement with a
number, date or name that its evidence lacks is not supported by it. Rules for English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.common.dates import MONTHS, WrittenDate, find_dates
from assistant.common.numbers import WrittenNumber, find_numbers
from assistant.retrieval.names import NAME_OF_WORDS, SaidNames, acronym_of, terms_of, words_of

# What makes a number a rough one: then a near one in the text is enough.
_ROUGHLY = re.compile(
    r"(?:\b(?:about|around|approximately|roughly|nearly|almost|some|over|under|more than|less than|"
    r"fewer than|at least|at most|up to|close to|just)\s+(?:an?\s+)?|[~≈]\s?)$",
    re.IGNORECASE,
)
_ROUGH_SHARE = Decimal("0.05")
_ORDINAL = re.compile(r"(?:\d(?:st|nd|rd)|first|second|third|th)$", re.IGNORECASE)
# "One of them" and "the first" are hardly ever numbers that a text must repeat.
_TRIVIAL = frozenset((Decimal(0), Decimal(1)))
# What a denial denies: the words behind it, up to the next clause.
_DENIED_WORDS = re.compile(
    r"(?:\b(?:not|never|cannot|no longer)|n[’']t)(?P<denied>(?:\s+(?!but\b|and\b|or\b)[\w’'-]+){1,4})",
    re.IGNORECASE,
)
_NO_DENIAL = re.compile(
    r"not\s+(?:only|just|merely|until|less|more|fewer|uncommon|unlike)\b|"
    r"\w+\s+(?:\w+\s+){0,4}until\b",
    re.IGNORECASE,
)
# What makes two without saying so: "a man and a woman", "a couple".
_TWO_OF_THEM = re.compile(
    r"\b(?:and|both|couple|pair|another|other|twins|with|next to|beside)\b", re.IGNORECASE
)
_TITLES = (
    "mr mrs ms miss dr prof professor sir dame lord lady st saint president king queen prince princess "
    "captain major general colonel judge chancellor minister bishop pope emperor"
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_NO_NAMES = frozenset([*_TITLES.split(), *_DAYS.split(), "english", *(month.lower() for month in MONTHS)])
# "Austria" is not "Australia" (0.875).
_SIMILAR = 0.9
# A statement that denies something, and what a text says that may be denied in other words.
_DENIAL = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|nowhere|no longer)\b|n[’']t\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    rf"{_DENIAL.pattern}|\b(?:un|in|im|ir|il|dis|non)\w{{3,}}|\b\w+less\b|"
    r"\b(?:fail|refus|den[iy]|lack|reject|prohibit|forb[ia]d|ban|prevent|avoid|ceas|stop|end|only|except|"
    r"exclu|instead|rather|unlike|few|little|hardly|barely|rarely|seldom|absen|miss|free|zero|los[est]|"
    r"cancel|abandon|declin|oppos|neglect|too|before|away|out|off|still|yet|rest|other|different)\w*",
    re.IGNORECASE,
)


def missing_facts(statement: str, text: str) -> tuple[str, ...]:
    """Return the numbers, dates and names of a statement that a text does not hold, as they are written.

    Numbers and dates count in any way of writing ("five", 5; "14 October 2025", 2025-10-14; "$1.2 million",
    1,200,000), names also with an ending or a small slip; the first word of a sentence is no name.

    Args:
        statement: A sentence.
        text: Everything that it is to be found in, what stands above a sentence included.
    """
    figures = list(_figures(statement, text))
    missing = [statement[figure.start : figure.end].strip() for figure in figures if figure.there is None]
    words = _replaced(statement, [(figure.start, figure.end, "#") for figure in figures])
    return tuple(dict.fromkeys([*missing, *_missing_names(words, text)]))


def as_written_in(statement: str, text: str) -> str:
    """Return a statement with its numbers and dates as a text writes them: "forty thousand" for 40,000."""
    figures = [figure for figure in _figures(statement, text) if figure.there]
    return _replaced(statement, [(figure.start, figure.end, figure.there or "") for figure in figures])


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number or date of a statement: its range, and how a text writes it; None if it does not."""

    start: int
    end: int
    there: str | None


def _figures(statement: str, text: str) -> Iterator[_Figure]:
    """Yield the dates and numbers of a statement, in order."""
    dates = find_dates(statement)
    numbers = [
        number
        for number in find_numbers(statement)
        if all(number.end <= date.start or date.end <= number.start for date in dates)
    ]
    if not dates and not numbers:
        return
    there = find_numbers(text) if numbers else []
    found = [_Figure(date.start, date.end, _date_in(date, text)) for date in dates]
    found += [_Figure(n.start, n.end, _number_in(n, there, statement, text)) for n in numbers]
    yield from sorted(found, key=lambda figure: figure.start)


def denial_differs(statement: str, text: str) -> bool:
    """Whether a statement denies something and a text nothing in any way, or the text what is stated.

    "The tower is open" is denied by "The tower is not open"; "It was not closed until 1969" denies nothing.
    """
    if _DENIAL.search(statement):
        return not _DENIED.search(text)
    if _DENIED.search(statement):
        return False
    stated = {term for word in words_of(statement) for term in terms_of(word)}
    denied = [match for match in _DENIED_WORDS.finditer(text) if not _NO_DENIAL.match(text, match.start())]
    if not denied:
        return False
    open_terms = {term for word in words_of(_DENIED_WORDS.sub(" ", text)) for term in terms_of(word)}
    return any(
        not stated.isdisjoint(set(terms_of(word)) - open_terms)
        for match in denied
        for word in words_of(match["denied"])
    )


def _date_in(date: WrittenDate, text: str) -> str | None:
    if written := date.written.search(text):
        return written[0]
    # The year may stand above the day: "2025: … on 14 October".
    for other in find_dates(text):
        for year, month, day in date.days:
            if year and str(year) in text and (0, month, day) in other.days:
                return f"{text[other.start : other.end]} {year}"
    return None


def _number_in(
    number: WrittenNumber, there: Sequence[WrittenNumber], statement: str, text: str
) -> str | None:
    own = statement[number.start : number.end]
    rough = Decimal(0)
    if _ROUGHLY.search(statement[: number.start]):
        rough = abs(number.value) * _ROUGH_SHARE
    elif abs(number.step) > 1:  # "1.2 million" for 1,213,400
        rough = number.step / 2
    found = [
        other
        for other in there
        # "40" for "40%" is what a table says whose header has the sign.
        if abs(abs(other.value) - abs(number.value)) <= rough
        and (number.is_percentage or not other.is_percentage)
    ]
    if not found:
        is_trivial = number.is_spelled and not number.is_percentage and number.value in _TRIVIAL
        if own.lower() == "two" and _TWO_OF_THEM.search(text):
            return own
        return own if is_trivial else None
    best = min(found, key=lambda other: abs(abs(other.value) - abs(number.value)))
    written = text[best.start : best.end]
    # An ordinal stays one ("the third" is not "the 3"), and so does what is only about as much.
    return own if best.value != number.value or _is_ordinal(own) != _is_ordinal(written) else written


def _is_ordinal(written: str) -> bool:
    return bool(_ORDINAL.search(written))


def _replaced(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        text = f"{text[:start]}{new}{text[end:]}"
    return text


def _missing_names(statement: str, text: str) -> Iterator[str]:
    if statement.isupper() or statement.istitle():
        return
    words = words_of(statement)
    names = [place for place in range(1, len(words)) if _is_name(words[place])]
    if not names:
        return
    said = SaidNames(text, _SIMILAR)
    acronyms = frozenset(words_of(text))
    spelled_out = frozenset(
        word
        for name in NAME_OF_WORDS.findall(statement)
        if acronym_of(name) in acronyms
        for word in words_of(name)
    )
    for place in names:
        word = words[place]
        if said.has(words, place) or word in spelled_out:
            continue
        if place + 1 in names and _stands_alone(words[place + 1], text):
            continue
        yield word


def _stands_alone(name: str, text: str) -> bool:
    """Whether a text calls somebody by the last name alone, so that the first one may be missing."""
    bare = re.sub(r"[’']s$", "", name)
    return any(
        not match["before"] or match["before"].lower() in _NO_NAMES or not terms_of(match["before"])
        for match in re.finditer(rf"(?:\b(?P<before>[A-Z]\w*)[.]? )?\b{re.escape(bare)}\b", text)
    )


def _is_name(word: str) -> bool:
    return word[0].isupper() and bool(terms_of(word)) and word.lower() not in _NO_NAMES
