"""A question as the words that may name rows, columns and periods of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.answer_type import ExpectedAnswer, classify_question
from assistant.index.search.analyzer import analyze, function_words

# "What was the revenue ...", "which team ...", "how many points ...": the words that name what is asked for.
_ASKED = re.compile(
    r"\b(?:which|what|whose|how many|how much|name the|list the|give (?:me )?the|tell me the|find the"
    r"|who(?=\s+(?:is|was|are|were)\s+(?:the|our|your|their)\s))\s+"
    r"(?:(?:is|was|are|were|did|does|do|the|of|other|else|kind|type|name|total|number|amount|percentage)\s+)*"
    r"((?:[\w’'-]+\s*){1,3})",
    re.IGNORECASE,
)
_ENDS_NAME = frozenset(
    "is was are were did does do has have had in of for on at by with that who which to".split()  # noqa: SIM905
)
_NUMBER = re.compile(r"\d+")
# What may stand beside a number or not: "FY2024" is 2024 in many a header, "21st" is 21.
_BESIDE_NUMBERS = frozenset(("fy", "q", "h", "st", "nd", "rd", "th", "s", "k", "m", "bn"))
# "1,204" is one number, not the numbers 1 and 204; "December 31,2018" is a date.
_SEPARATOR = re.compile(r"(?<=\d)[.,’'](?=\d{1,3}(?!\d))")
# "The second year" is "Year 2" in many a header, and "the third quarter" is "Q3".
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_NUMBERED = re.compile(
    r"\b(year|half|quarter|month|week|day|term|semester|round|stage|phase|shift) ([1-6])\b(?![.,/]\d)"
    r"|\b([QH])([1-4])\b",
    re.IGNORECASE,
)
# "Non-current" is one word.
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
# "Which team has the highest percentage?" asks for a team.
_ASKS_PERCENT = re.compile(
    r"\b(?:what|how much)(?:\s+(?:is|was|are|were|the|value|of|total|approximate))*"
    r"\s+(?:percentage|percent|proportion|%)"
    r"|\bas an? (?:percentage|percent|proportion|share|fraction) of\b"
    r"|\bin (?:percent|percentage|%)(?!\w)"
    r"|(?<!\w)(?:percentage|percent|%) (?:change|increase|decrease|growth|variance|difference)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A question, analyzed.

    Attributes:
        text: The question.
        terms: Its terms without function words, each once, in order.
        all_terms: Its terms with them.
        asked: The terms that name what is asked for ("which *team* won"), () if none are found.
        numbers: The terms of it that are numbers (years, quarters, days), or of its codes.
        codes: The terms of each word of several with a figure: "T-1042", "25-Dec-03", "2024-05-01". They name
            one thing together.
        expected: The kind of answer that it expects.
    """

    text: str
    terms: tuple[str, ...]
    all_terms: frozenset[str]
    asked: tuple[str, ...]
    numbers: frozenset[str]
    codes: tuple[frozenset[str], ...]
    expected: ExpectedAnswer

    @property
    def asks_by_name(self) -> bool:
        """Whether it says what is asked for as a table would, not "how many votes", which are counted."""
        return bool(self.asked) and not _HOW_MANY.search(self.text)

    @property
    def asks_percent(self) -> bool:
        """Whether a share or a change in percent is asked for, which no amount answers."""
        return bool(_ASKS_PERCENT.search(self.text))

    def asks_for_all(self, columns: Sequence[str]) -> bool:
        """Whether nothing says which of the columns is asked for: "Tell me about Brage"."""
        headers = {term for name in columns for term in terms_of(name)}
        named = self.asked or self.expected.type or self.expected.is_yes_no or headers & set(self.terms)
        return not named


def table_question(text: str) -> TableQuestion:
    """Analyze a question."""
    all_terms = _terms(text)
    terms = tuple(dict.fromkeys(term for term in all_terms if term not in function_words()))
    spelled = (word for word in text.split() if _NUMBER.search(word))
    words = (frozenset(_terms(word)) - _BESIDE_NUMBERS - function_words() for word in spelled)
    codes = tuple(word for word in words if len(word) > 1)
    numbers = frozenset(term for term in terms if _NUMBER.fullmatch(term)).union(*codes)
    expected = classify_question(text)
    return TableQuestion(text, terms, frozenset(all_terms), _asked(text), numbers, codes, expected)


def _asked(text: str) -> tuple[str, ...]:
    found = _ASKED.search(text)
    if not found:
        return ()
    words: list[str] = []
    for word in found[1].split():
        if word.lower() in _ENDS_NAME:
            break
        words.append(word)
    return tuple(term for term in _terms(" ".join(words)) if term not in function_words())


@lru_cache(maxsize=50_000)
def terms_of(text: str) -> tuple[str, ...]:
    """Return the terms of a cell or a header, function words left out where others remain."""
    terms = tuple(_terms(text))
    return tuple(term for term in terms if term not in function_words()) or terms


def proper_terms(text: str) -> frozenset[str]:
    """Return the terms of the words that are capitalised inside a question: names, mostly."""
    words = re.findall(r"(?<=[a-z0-9,’'] )[A-Z][\w’'-]*", text)
    return frozenset(term for word in words for term in _terms(word))


def nearest_worded(question: str, texts: Sequence[str]) -> list[int]:
    """Return the numbers of the texts whose words, function words too, are most nearly a question's.

    "Profit before tax" and "Profit after tax" have the same terms, "Net debt" and "Other net debt", too.

    Args:
        question: The question.
        texts: Texts of the same terms.
    """
    asked = _plain_words(question)
    words = [_plain_words(text) for text in texts]
    fits = [(-len(each - asked), len(each & asked)) for each in words]
    return [n for n, fit in enumerate(fits) if fit == max(fits)]


def _plain_words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def absent_names(question: TableQuestion, absent: frozenset[str]) -> tuple[str, ...]:
    """Return the names and numbers of a question all of whose terms are absent, neighbours as one name."""
    named = (question.numbers | proper_terms(question.text)) & absent
    names: list[str] = []
    was_absent = False
    for word in question.text.split():
        terms = set(_terms(word))
        is_absent = bool(terms) and terms <= named
        if is_absent:
            spelled = word.strip(".,;:!?\"'()[]“”‘’")
            names = [*names[:-1], f"{names[-1]} {spelled}"] if was_absent else [*names, spelled]
        was_absent = is_absent
    return tuple(names)


def _terms(text: str) -> list[str]:
    return analyze(_NUMBERED.sub(_with_ordinal, _SEPARATOR.sub("", text)))


def _with_ordinal(found: re.Match[str]) -> str:
    period = found[1] or {"q": "quarter", "h": "half"}[found[3].lower()]
    return f"{_ORDINALS[int(found[2] or found[4]) - 1]} {period}"
