"""The order of old and new text: newer text first where both answer about as well.

Of e-mails those of one thread are compared, of files those whose names differ only in a date or version:
`home-office-2024.md` and `home-office-2026.md`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assistant.answering.evidence import Evidence
from assistant.answering.selection import READER_MARGIN
from assistant.common.dates import find_dates
from assistant.documents.formats.mail.labels import sent_at, thread_of

# Keeps a sentence that is put behind another apart from it.
_SCORE_STEP = 0.01
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_VERSION = re.compile(r"(?<![^\W\d_])(?:v|ver|version|rev|revision)[ ._-]?(\d+(?:[._]\d+)*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Edition:
    """The message or file that a sentence is from, among others of the same thread or name.

    Attributes:
        series: What the others have in common with it.
        is_quoted: Whether the sentence is older text that a message quotes, or a signature.
        age: What is newer has a higher one: when a message was sent, or the date or version of a file name;
            () if it does not say.
    """

    series: str
    is_quoted: bool
    age: tuple[float, ...]

    def supersedes(self, other: _Edition) -> bool:
        """Whether its text is newer than another's of the same series."""
        if self.is_quoted or other.is_quoted:
            return other.is_quoted and not self.is_quoted
        return bool(self.age and other.age) and self.age > other.age


def newest_first(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Rank older text behind newer text of its series that answers about as well.

    Sentences answer about as well if one answer would show both: which of them leads may then depend on which
    is newer. One that lacks the expected kind of answer is not put before one that has it. Where the question
    names a year or a version, the file of that one counts as the newest, and the others as equally old.

    Args:
        question: The question.
        evidence: Sentences, best first.

    Returns:
        The same sentences, best first; the score of one that is put behind another is at most the other's.
    """
    quoting = {each.ranked.passage.content for each in evidence if each.sentence.is_quoted}
    asked = _editions_in(question)
    series: dict[str, list[tuple[int, _Edition]]] = defaultdict(list)
    for number, each in enumerate(evidence):
        edition = _message_of(each, quoting) or _file_of(each, asked)
        if edition is not None:
            series[edition.series].append((number, edition))
    ranked = list(evidence)
    for editions in series.values():
        for number, edition in sorted(editions, key=lambda n: (n[1].is_quoted, [-part for part in n[1].age])):
            own = evidence[number]
            newer = [
                ranked[n].score
                for n, other in editions
                if other.supersedes(edition)
                and evidence[n].score >= own.score - READER_MARGIN
                and (evidence[n].has_expected_type or not own.has_expected_type)
            ]
            if newer:
                ranked[number] = replace(own, score=min(own.score, max(newer) - _SCORE_STEP))
    return sorted(ranked, key=lambda e: -e.score)


def _message_of(evidence: Evidence, quoting: Container[int]) -> _Edition | None:
    """Return the message that a sentence is from; None for what is neither dated so nor quotes another."""
    passage = evidence.ranked.passage
    sent = sent_at(passage.page_label)
    if sent is None and passage.content not in quoting:
        return None
    age = () if sent is None else (sent.timestamp(),)
    return _Edition(f"thread {thread_of(passage.title)}", evidence.sentence.is_quoted, age)


def _editions_in(question: str) -> set[tuple[float, ...]]:
    """Return the years and versions that a question names, as the ages of files begin."""
    years = {(float(year),) for year in _YEAR.findall(question)}
    return years | {_numbers(version) for version in _VERSION.findall(question)}


def _numbers(version: str) -> tuple[float, ...]:
    return tuple(float(part) for part in re.split(r"[._]", version))


def _file_of(evidence: Evidence, asked: set[tuple[float, ...]]) -> _Edition | None:
    """Return the file that a sentence is from by its name; None if that has neither date nor version.

    Args:
        evidence: The sentence.
        asked: The years and versions that the question names; empty if it names none.
    """
    path = PurePosixPath(evidence.ranked.passage.documents[0])
    name = path.stem
    dates = find_dates(name)
    if dates:
        date, place = dates[0].days[0], (dates[0].start, dates[0].end)
        age = tuple(map(float, date))
    elif version := _VERSION.search(name):
        age, place = _numbers(version[1]), version.span()
    elif year := _YEAR.search(name):
        age, place = (float(year[0]),), year.span()
    else:
        return None
    if asked:
        age = (float(age in asked or age[:1] in asked),)
    return _Edition(f"file {path.parent}/{name[: place[0]]}#{name[place[1] :]}", False, age)
