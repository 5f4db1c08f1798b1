"""Questions that ask what a day or a month was about ("What did I note on 3 December 2025?")."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.direct_answer import DirectAnswer, asks_only
from assistant.answering.evidence import Evidence
from assistant.passages.lines import is_field
from assistant.retrieval.dates import date_matches, dates_above
from assistant.retrieval.query import Query

# What else such a question says.
_SAYS = """
note write record enter log do work happen occur take place go plan schedule say tell report diary journal
entry minutes day date anything everything
"""
# What begins so is the front matter of a note, which has its date.
_FENCES = ("---", "+++")
_MOST_CITED = 5
# How sure it is, in log-odds.
_SURE = 2.0


def read_dated_notes(query: Query, evidence: Sequence[Evidence]) -> DirectAnswer | None:
    """Return the sentences of a date that a question is about, a document after the other.

    A question that asks for something more ("Who called on 3 December?") is left to the reader; who wrote it
    may be named ("What did Bertil write on 3 December?").

    Args:
        query: The question.
        evidence: Scored sentences, best first.

    Returns:
        The first sentences of what is dated so, or if nothing is, those that name the date; None if the
        question asks for more than a date, or no passage that was read has it.
    """
    if not query.dates or query.topic:
        return None
    rest = _without_dates(query)
    said = [e for e in evidence if not (e.sentence.is_row or e.text.startswith(_FENCES) or is_field(e.text))]
    found = [
        e
        for e in said
        if dates_above(query, e.ranked.passage) and asks_only(rest, f"{_SAYS} {e.ranked.passage.page_label}")
    ]
    if not found and asks_only(rest, _SAYS):
        found = [e for e in said if date_matches(query, e.text)]
    if not found:
        return None
    found.sort(key=lambda e: (e.ranked.passage.documents[0], e.sentence.start))
    return DirectAnswer(tuple(found[:_MOST_CITED]), _SURE)


def _without_dates(query: Query) -> str:
    rest = query.text
    for date in reversed(query.dates):
        rest = f"{rest[: date.start]} {rest[date.end :]}"
    return rest
