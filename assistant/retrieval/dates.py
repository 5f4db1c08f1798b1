"""The dates of a question in passages, however they are written there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.common.dates import MONTHS, WrittenDate
from assistant.index.search.analyzer import analyze
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.matches import Match
from assistant.retrieval.query import Query

# The weight of the terms of other ways of writing; those of the question itself have 1.
_OTHER_WAY_WEIGHT = 0.3


def terms_of_other_ways(query: Query) -> Mapping[str, float]:
    """Return the terms that the dates of a question have when they are written in other ways, by weight."""
    written = (way for date in query.dates for day in date.days for way in _other_ways(*day))
    return {term: _OTHER_WAY_WEIGHT for way in written for term in analyze(way)}


def date_matches(query: Query, text: str) -> list[Match]:
    """Return where a text holds dates of a question, as matches of all terms of the date."""
    return [
        Match(match.start(), match.end(), term, 1.0)
        for date in query.dates
        for match in date.written.finditer(text)
        for term in _terms_of(query, date)
    ]


def dates_above(query: Query, passage: StoredPassage) -> list[WrittenDate]:
    """Return the dates of a question that title, headings, page label or file name of a passage hold."""
    above = f"{passage.page_label} {passage.place}"
    return [date for date in query.dates if date.written.search(above)]


def terms_above(query: Query, passage: StoredPassage) -> frozenset[str]:
    """Return the terms of the question whose date stands above a passage."""
    return frozenset(term for date in dates_above(query, passage) for term in _terms_of(query, date))


def date_prefix(query: Query, passage: StoredPassage) -> str:
    """Return the prefix that a passage is read with if a date of the question stands only above it.

    A diary's page of 2025-12-03 does not say the day again, nor does a mail. "" for other passages.
    """
    only_above = (d for d in dates_above(query, passage) if not d.written.search(passage.text))
    return "".join(f"{query.text[date.start : date.end]}: " for date in only_above)


def _terms_of(query: Query, date: WrittenDate) -> tuple[str, ...]:
    return tuple(term for term in analyze(query.text[date.start : date.end]) if term in query.question_terms)


def _other_ways(year: int, month: int, day: int) -> Iterator[str]:
    yield f"{month} {month:02d} {MONTHS[month - 1]} {MONTHS[month - 1][:3]}"
    if day:
        yield f"{day} {day:02d}"
    if year:
        yield f"{year} {year % 100:02d} {year}{month:02d}{day:02d}"
