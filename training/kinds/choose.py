"""Which questions of a kind are asked: always the same, spread over its documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from training.kinds.documents import Document, make_documents
from training.kinds.kinds import Kind
from training.kinds.rows import Asked

# Of kinds whose questions can be asked of any documents, one document in so many is left out of the corpus.
_LEFT_OUT_ONE_IN = 8
# Foreign questions about one document.
_FOREIGN_EACH = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """The most questions of a kind."""

    answerable: int = 200
    near_misses: int = 80
    foreign: int = 60


@dataclass(frozen=True, slots=True)
class ChosenKind:
    """The corpus of a kind with its questions; the same question may have rows in several documents."""

    kind: Kind
    documents: dict[str, Document]
    answerable: list[list[Asked]]
    near_misses: list[Asked]
    foreign: list[Asked]


def choose_kinds(kinds: Mapping[Kind, Sequence[Asked]], limits: Limits) -> list[ChosenKind]:
    """Choose documents and questions of every kind.

    Foreign questions are half about documents of the kind that are left out of the corpus, where its
    questions say what they are about, half about documents of other kinds. Their answers stand nowhere in
    the corpus.
    """
    left_out = {kind: _left_out(kind, asked) for kind, asked in kinds.items()}
    return [_choose(kind, asked, left_out, limits) for kind, asked in kinds.items() if asked]


def _choose(
    kind: Kind, asked: Sequence[Asked], left_out: Mapping[Kind, list[Asked]], limits: Limits
) -> ChosenKind:
    gone = {each.document for each in left_out[kind]}
    kept = [each for each in asked if each.document not in gone]
    documents = make_documents(kind.name, kept)
    by_question: dict[str, list[Asked]] = {}
    for each in kept:
        if each.answers:
            by_question.setdefault(each.question.casefold(), []).append(each)
    near = {
        e.question.casefold(): e for e in kept if not e.answers and e.question.casefold() not in by_question
    }
    corpus = "\0".join(document.text for document in documents.values()).casefold()
    others = chain.from_iterable(rows for other, rows in left_out.items() if other != kind)
    answerable = _spread([rows[0] for rows in by_question.values()], limits.answerable)
    return ChosenKind(
        kind,
        documents,
        [by_question[first.question.casefold()] for first in answerable],
        _spread(near.values(), limits.near_misses),
        _foreign(left_out[kind], others, corpus, {*by_question, *near}, limits.foreign),
    )


def _left_out(kind: Kind, asked: Sequence[Asked]) -> list[Asked]:
    """Return the questions about documents that are left out of the corpus of their kind."""
    if not kind.names_subject:
        return []
    needed = {each.document for each in asked if not each.answers}  # near misses are few
    gone = {each.document for each in asked if _draw(each.document) % _LEFT_OUT_ONE_IN == 0} - needed
    return [each for each in asked if each.document in gone]


def _foreign(
    own: Sequence[Asked], others: Iterable[Asked], corpus: str, known: set[str], limit: int
) -> list[Asked]:
    usable = [
        [row for row in rows if row.question.casefold() not in known and not _answered_in(row, corpus)]
        for rows in (own, others)
    ]
    near, far = (list({r.question.casefold(): r for r in rows}.values()) for rows in usable)
    near, far = _spread(near, limit, _FOREIGN_EACH), _spread(far, limit, _FOREIGN_EACH)
    from_own = min(len(near), max(limit // 2, limit - len(far)))
    return near[:from_own] + far[: limit - from_own]


def _answered_in(row: Asked, corpus: str) -> bool:
    return any(row.text[start:end].casefold() in corpus for start, end in row.answers)


def _spread(rows: Iterable[Asked], limit: int, each: int | None = None) -> list[Asked]:
    """Return up to `limit` rows, `each` a document: one of each, then a second, both in a drawn order."""
    of_documents: dict[str, list[Asked]] = {}
    for row in sorted(rows, key=lambda row: (_draw(row.question + row.document), row.question)):
        of_documents.setdefault(row.document, []).append(row)
    order = sorted(of_documents, key=_draw)
    rounds = zip_longest(*(of_documents[document][:each] for document in order))
    return [row for row in chain.from_iterable(rounds) if row is not None][:limit]


def _draw(name: str) -> int:
    """Return a number that looks drawn at random and is always the same: no row moves another."""
    return int.from_bytes(hashlib.sha256(f"kinds {name}".encode()).digest()[:8], "big")
