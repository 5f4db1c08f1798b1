"""Conversational question rewriting: the standalone questions of the product against those of people."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.conversation.standalone import complete
from assistant.evaluation.metrics.squad import normalize_answer, token_f1
from assistant.evaluation.results import Record
from assistant.evaluation.sets.followups import STANDS_ALONE, FollowUp
from assistant.index.search.analyzer import analyze, function_words

_WORD = re.compile(r"[^\W_][\w’'-]*")


def followup_records(items: Sequence[FollowUp], on_question: Callable[[], None]) -> list[Record]:
    """Return a record for each question.

    Args:
        items: The questions.
        on_question: Called after each question.
    """
    measured = []
    for item in items:
        standalone = complete(item.question, item.history).written_out
        measured.append(Record(item.id, item.group, _values(item, standalone)))
        on_question()
    return measured


def _values(item: FollowUp, standalone: str) -> dict[str, float]:
    values = {
        "token F1": token_f1(standalone, item.rewrite),
        "token F1 of the question as asked": token_f1(item.question, item.rewrite),
    }
    if item.group == STANDS_ALONE:
        values["left as it is"] = float(normalize_answer(standalone) == normalize_answer(item.question))
        return values
    asked = _words(item.question)
    expected, added = _names(item.rewrite) - asked, _names(standalone) - asked
    if expected:
        values["recall of added names"] = len(expected & _words(standalone)) / len(expected)
    if added:
        values["precision of added names"] = len(added & _words(item.rewrite)) / len(added)
    return values


def _words(text: str) -> set[str]:
    return {_normalize_word(word) for word in _WORD.findall(text)}


def _names(text: str) -> set[str]:
    """Return the words that look like names: capitalised, and neither question nor function words."""
    return {
        _normalize_word(word)
        for word in _WORD.findall(text)
        if word[0].isupper() and not set(analyze(word)) <= function_words()
    }


def _normalize_word(word: str) -> str:
    return re.sub(r"[’']s?\Z", "", word.casefold())
