"""Measure follow-up questions: what the conversation makes of them against what a person wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.conversation.standalone import standalone_question, topic_of
from assistant.evaluation.metrics.squad import normalized, token_f1
from assistant.evaluation.report.records import Record
from assistant.evaluation.sets.lines import Row, list_of, parse_rows, sampled, text_of
from assistant.index.search.analyzer import analyze, function_words
from assistant.types import Turn

FOLLOW_UP, STANDS_ALONE = "follow-up", "stands alone"
_TITLES = 2
_WORD = re.compile(r"[^\W_][\w’'-]*")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question in a conversation and the question that a person wrote to stand alone in its place."""

    id: str
    history: tuple[Turn, ...]
    question: str
    rewrite: str

    @property
    def group(self) -> str:
        """Whether the person found anything to add."""
        return STANDS_ALONE if normalized(self.question) == normalized(self.rewrite) else FOLLOW_UP


def load_followups(path: Path, sample: int | None = None, seed: int = 0) -> list[FollowUp]:
    """Read follow-up questions.

    `history` is two titles, of the article and its section, then questions and answers in turn. The titles
    become a first turn without an answer, as of a person who began by naming what the talk is about.

    Args:
        path: The JSONL file: `history`, `question`, `rewrite`, and if known `id`.
        sample: If given, so many questions of each group, chosen at random.
        seed: Chooses the sample.

    Raises:
        AssistantError: The file or a line of it cannot be used; names the line.
    """
    return sampled(parse_rows(path, _followup), lambda item: item.group, sample, seed)


def records(items: Sequence[FollowUp], on_question: Callable[[], None]) -> list[Record]:
    """Return what was measured on each question."""
    measured = []
    for item in items:
        standalone = standalone_question(item.question, topic_of(item.question, item.history))
        measured.append(Record(item.id, item.group, _values(item, standalone)))
        on_question()
    return measured


def _followup(number: int, row: Row) -> FollowUp:
    history = list_of(row, "history", str)
    if len(history) % 2:
        raise ValueError("'history' must be two titles, then questions and answers in turn: an even number")
    titles = [title for title in history[:_TITLES] if title.strip()]
    said = history[_TITLES:]
    turns = [Turn(", ".join(titles))] if titles else []
    turns += [Turn(question, answer) for question, answer in zip(said[::2], said[1::2], strict=True)]
    return FollowUp(
        str(row.get("id") or f"line-{number}"),
        tuple(turns),
        text_of(row, "question"),
        text_of(row, "rewrite"),
    )


def _values(item: FollowUp, standalone: str) -> dict[str, float]:
    values = {
        "token F1": token_f1(standalone, item.rewrite),
        "token F1 of the question as asked": token_f1(item.question, item.rewrite),
    }
    if item.group == STANDS_ALONE:
        values["left as it is"] = float(normalized(standalone) == normalized(item.question))
        return values
    asked = _words(item.question)
    wanted, added = _names(item.rewrite) - asked, _names(standalone) - asked
    if wanted:
        values["recall of added names"] = len(wanted & _words(standalone)) / len(wanted)
    if added:
        values["precision of added names"] = len(added & _words(item.rewrite)) / len(added)
    return values


def _words(text: str) -> set[str]:
    return {_plain(word) for word in _WORD.findall(text)}


def _names(text: str) -> set[str]:
    """Return the words that are written like names: with a capital, and no question or function word."""
    return {
        _plain(word)
        for word in _WORD.findall(text)
        if word[0].isupper() and not set(analyze(word)) <= function_words()
    }


def _plain(word: str) -> str:
    return re.sub(r"[’']s?\Z", "", word.casefold())
