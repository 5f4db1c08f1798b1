"""Columns that are periods: several that a question names, and the one in which a row is highest or lowest.

Rules for English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.answering.tables.computing.quantities import date_of, figure_of, unit_of_figure
from assistant.answering.tables.computing.rows import is_within
from assistant.answering.tables.computing.words import Bound, words_of
from assistant.answering.tables.question import TableQuestion, terms_of
from assistant.answering.tables.wording import Wording

_PERIOD = r"(?:(?:fiscal|financial|calendar|reporting)\s+)?(?P<period>year|quarter|month|period|half)s?"
_ASKED = re.compile(
    rf"\b(?:(?:in|of|for|during)\s+)?(?:which|what)\s+(?:of\s+the\s+(?:\w+\s+)?)?{_PERIOD}\b"
    r"(?:\s+(?:was|were|is|are|has|have|had|did|does|do))?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)")
_QUARTER = re.compile(
    r"\b(?:[QH][1-4]|[1-4][QH]|(?:first|second|third|fourth) (?:quarter|half))\b", re.IGNORECASE
)
_HIGHEST = frozenset(("most", "high", "more", "best", "top", "expensive"))
_LOWEST = frozenset(("least", "low", "less", "worst", "bottom"))
# "The second highest", "first exceeded", "the largest increase" need more than one comparison.
_BEYOND = re.compile(
    r"\b(?:second|third|fourth|first|last|next|increas\w*|decreas\w*|chang\w*|gr[eo]w\w*|r[io]se|fell|fall"
    r"|drop\w*|declin\w*|improv\w*)\b(?!\s+(?:quarter|half))",
    re.IGNORECASE,
)
_OF_COMPARISONS = re.compile(r"amount|value|than|over|above|below|under|exceed\w*")
# What headers of periods say besides the period, which makes them no other kind of figure.
_OF_PERIODS = frozenset(
    terms_of(
        "year years ended ending end period months month weeks quarter half fiscal financial calendar"
        " fy three six nine twelve first second third fourth thousand thousands million millions billion"
        " usd eur gbp us m mm bn k january february march april may june july august september october"
        " november december jan feb mar apr jun jul aug sep sept oct nov dec unaudited audited restated"
        " actual total"
    )
)
_CHANGES = frozenset(terms_of("change changes increase decrease growth difference variance vs versus"))


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """A question for the period in which something was highest or lowest, or beyond a bound.

    Attributes:
        name: What is asked for: "year", "quarter" or the like.
        rest: What the question says besides: what was highest.
        is_highest: Whether the highest is asked for; None for the periods within the bounds.
        bounds: The bounds, () if the highest or lowest is asked for.
    """

    name: str
    rest: str
    is_highest: bool | None
    bounds: tuple[Bound, ...] = ()


def asked_period(text: str) -> AskedPeriod | None:
    """Return what a question asks of periods: "In which year was revenue highest?"; None if it does not."""
    found = _ASKED.search(text)
    if not found:
        return None
    words = words_of(text)
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    bounds = tuple(bound for bound in words.bounds if not _YEAR.fullmatch(bound.number))
    is_highest, is_lowest = bool(words.triggers & _HIGHEST), bool(words.triggers & _LOWEST)
    if _BEYOND.search(rest) or not (bounds or is_highest != is_lowest):
        return None
    numbers = {bound.number for bound in bounds}
    rest = " ".join(word for word in rest.split() if word.strip("?.,") not in numbers and not _compares(word))
    return AskedPeriod(found["period"].lower(), rest, None if bounds else is_highest, bounds)


def _compares(word: str) -> bool:
    """Whether a word only says that something is compared, and nothing of what is."""
    bare = word.lower().strip("?.,")
    return bool(_OF_COMPARISONS.fullmatch(bare)) or bool(words_of(bare).triggers & (_HIGHEST | _LOWEST))


def find_period(
    asked: AskedPeriod, question: TableQuestion, cells: Sequence[str], columns: Sequence[str], column: int
) -> tuple[Wording, tuple[int, ...]] | None:
    """Find the period that is asked for in a row.

    Args:
        asked: What is asked for.
        question: The whole question; where it names several years, only these are compared.
        cells: The texts of the row; the first is its label.
        columns: The names of the columns.
        column: A column that the question is about, apart from the period.

    Returns:
        What the answer says, with the range of the period, and the columns that were compared, those of the
        answer first; None if the row has no figures of several periods, or if they are equal.
    """
    alike = columns_alike(question, columns, column)
    figures = {c: value for c in alike if c < len(cells) and (value := figure_of(cells[c])) is not None}
    units = {unit_of_figure(cells[c]) for c in figures} - {""}
    periods = {_period_name(asked.name, columns[c]) for c in figures}
    if len(figures) < 2 or len(units) > 1 or len(periods) < len(figures):
        return None
    # Costs in parentheses are high where their amount is.
    sign = -1 if all(value <= 0 for value in figures.values()) else 1
    amounts = {c: sign * value for c, value in figures.items()}
    chosen = _chosen(asked, amounts)
    if not chosen:
        return None
    names = " and ".join(_period_name(asked.name, columns[c]) for c in chosen)
    before = ", ".join(filter(None, (cells[0], _said(asked))))
    others = [c for c in figures if c not in chosen]
    values = "; ".join(f"{_period_name(asked.name, columns[c])}: {cells[c]}" for c in (*chosen, *others))
    start = len(before) + 2
    return Wording(f"{before}: {names} ({values})", (start, start + len(names))), (*chosen, *others)


def columns_alike(question: TableQuestion, columns: Sequence[str], column: int) -> tuple[int, ...]:
    """Return the columns that differ from one in their period alone.

    If the question names several years, these are those of the years that it names.
    """
    periods = [c for c, name in enumerate(columns) if c and _is_period(name)]
    kinds = {c: _kind(columns[c]) for c in periods}
    said = set(question.terms)
    several = [kind for kind in set(kinds.values()) if list(kinds.values()).count(kind) > 1]
    if column in kinds and kinds[column] in several:
        kind = kinds[column]
    elif len(several) == 1:
        kind = several[0]
    else:
        kind = next((each for each in several if each and each <= said), frozenset())
    alike = [c for c in periods if kinds[c] == kind]
    named = [c for c in alike if _years(columns[c]) & question.numbers]
    return tuple(named if len(named) > 1 else alike)


def named_periods(question: TableQuestion, columns: Sequence[str], column: int) -> tuple[int, ...]:
    """Return the columns of the periods that a question names, in its order, if one is of several."""
    alike = columns_alike(question, columns, column)
    named = [c for c in alike if _years(columns[c]) & question.numbers]
    years = {year for c in named for year in _years(columns[c])}
    if column not in named or len(named) < 2 or len(years) != len(named):
        return (column,)
    return tuple(sorted(named, key=lambda c: question.text.find(min(_years(columns[c])))))


def _chosen(asked: AskedPeriod, amounts: dict[int, Decimal]) -> list[int]:
    if asked.is_highest is None:
        return [c for c, value in amounts.items() if all(is_within(value, bound) for bound in asked.bounds)]
    best = max(amounts.values()) if asked.is_highest else min(amounts.values())
    chosen = [c for c, value in amounts.items() if value == best]
    return chosen if len(chosen) < len(amounts) else []


def _said(asked: AskedPeriod) -> str:
    if asked.is_highest is None:
        return " and ".join(f"{bound.relation} {bound.number}" for bound in asked.bounds)
    return "highest" if asked.is_highest else "lowest"


def _period_name(asked: str, name: str) -> str:
    years = _YEAR.findall(name)
    return years[0] if asked == "year" and len(years) == 1 else name


def _is_period(name: str) -> bool:
    if len(_years(name)) > 1 or _CHANGES & set(terms_of(name)):
        return False
    return date_of(name) is not None or _QUARTER.search(name) is not None


def _years(name: str) -> set[str]:
    return set(_YEAR.findall(name))


def _kind(name: str) -> frozenset[str]:
    """What the header of a period says besides the period and its scale: "Group", "Company", "%"."""
    rest = {term for term in terms_of(name) if not any(map(str.isdigit, term))} - _OF_PERIODS
    return frozenset(rest | ({"%"} if "%" in name else set()))
