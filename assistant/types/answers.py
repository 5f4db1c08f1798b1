"""Answers: statements with their citations, and how the passages behind them were scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.types.passages import Passage

AnswerKind = Literal["answer", "refusal", "overview", "conversation"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verified fact: `document_text[start:end] == quote`, checked when it was made.

    `span` is the offset range of the short answer inside the quote, where a reader marked one.
    """

    document: str
    page: int | None
    start: int
    end: int
    quote: str
    score: float
    title: str = ""
    page_label: str = ""
    also_in: tuple[str, ...] = ()
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the 1-based numbers of the citations that carry it.

    `span` is the range of `text` that is the short answer, where a reader marked one.
    """

    text: str
    citations: tuple[int, ...]
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply whose every statement is cited, or a refusal that says why and what came closest.

    `statements` are in the order they should be read; `citations` are ordered by how well they
    carry the answer, best first, and are numbered from 1. `confidence` is the estimated
    probability (0..1) that the first citation is right. `message` is what is said besides
    statements: the reason for a refusal, or a reply that needs no evidence (a greeting).
    `closest` holds the nearest passages when the question was refused. `searched_for` is the
    question as it was searched after the conversation completed it, `within` the documents, folders and
    patterns that it was kept to, none for all.
    """

    question: str
    kind: AnswerKind
    confidence: float
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    message: str = ""
    closest: tuple[Passage, ...] = ()
    searched_for: str = ""
    commit: int = 0
    within: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the documents held an answer."""
        return bool(self.statements)

    @property
    def text(self) -> str:
        """Return the reply as plain text, each statement followed by its citation numbers."""
        cited = (f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in self.statements)
        return " ".join(part for part in (self.message, *cited) if part)


@dataclass(frozen=True, slots=True)
class Considered:
    """A passage that was read for an answer, and how it was scored.

    `passage.score` (0..1) is what ranked it, mixed from `cosine` (likeness in meaning, -1..1) and `bm25`
    (shared words, 0 and up; both comparable within one question). `holds` is the reader's estimate
    (0..1) that it holds an answer, None without a reader. `sentence` is the range of its best sentence in
    the document's text and `sentence_place` that sentence's place among all that were read, from 1;
    None where the passage has no sentence of its own.
    """

    passage: Passage
    cosine: float
    bm25: float
    holds: float | None = None
    sentence: tuple[int, int] | None = None
    sentence_place: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One finished question and answer of a conversation."""

    question: str
    answer: str = ""
    documents: tuple[str, ...] = ()
