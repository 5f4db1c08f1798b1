"""The plain data that travels from a file to an answer; nothing here computes or reads anything.

All offsets are character offsets (Python string indices) into a document's text, ends exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

DocumentState = Literal["indexed", "failed"]
ChangeKind = Literal["added", "changed", "removed", "renamed", "unchanged", "reindexed", "failed"]
FileStage = Literal["read", "embed", "done", "failed"]
AnswerKind = Literal["answer", "refusal", "overview", "conversation"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page that was read by text recognition: offset range, and where it stands on the page.

    `box` is (left, top, right, bottom) in shares of the page's width and height, from its upper left
    corner as it is shown.
    """

    start: int
    end: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide, sheet or chapter: number (from 1), offset range, and label as people call it.

    `lines` are those of a scanned page, in reading order.
    """

    number: int
    start: int
    end: int
    label: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a document: offset range and level (1 is the highest)."""

    start: int
    end: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a file says: its text and where its pages and headings lie in that text.

    `title` is the one the document gives itself, or "" if it gives none. `pages` are in reading
    order, do not overlap, and are empty for formats without pages. `line_breaks` says whether a
    single newline in the text ends a line of its own ("hard": html, docx, csv, ...) or may be
    where a long line was wrapped ("wrapped": pdf, plain text, ...). `unread_scans` counts pages
    that only text recognition could read, and that it did not. `quoted` are the offset ranges, in order,
    of what the author did not write now: quoted older messages and signatures of e-mails. `warnings` say
    what was left out or is doubtful, a sentence each.
    """

    text: str
    title: str = ""
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    line_breaks: Literal["hard", "wrapped"] = "wrapped"
    warnings: tuple[str, ...] = ()
    unread_scans: int = 0
    quoted: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is cited: a range of a document's text.

    Headings are not used as evidence, nor is boilerplate: page numbers, running heads and entries of a
    table of contents. Rows of a table say something with what stands above them. What is quoted (older
    messages in a reply, signatures) is evidence, but newer text comes first.
    """

    start: int
    end: int
    is_heading: bool = False
    is_row: bool = False
    is_quoted: bool = False
    is_boilerplate: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded and retrieved: `document_text[start:end] == text`.

    `document` is a path relative to the corpus with forward slashes; `page` counts from 1 or is
    None; `score` is the retriever's, higher is better, comparable within one question. `also_in`
    names other documents with the very same content.
    """

    document: str
    page: int | None
    start: int
    end: int
    text: str
    score: float = 0.0
    title: str = ""
    heading: str = ""
    page_label: str = ""
    id: int = -1
    also_in: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One file of the corpus as the index knows it; `size` in bytes, `characters` of text."""

    path: str
    title: str
    state: DocumentState
    reason: str = ""
    size: int = 0
    characters: int = 0
    pages: int = 0
    passages: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """What a group of passages that are alike is about.

    `phrases` are its key phrases, the most telling first, spelled as in the documents; `headings` are those
    that stand above most of its passages; `passages` counts them, and `documents` are the paths of those
    that have most of it.
    """

    phrases: tuple[str, ...]
    passages: int
    documents: tuple[str, ...]
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What the index holds of one document: SHA-256 (hex) of its file, text, pages and headings."""

    document: str
    sha256: str
    text: str
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What happens, or happened, to one file of the corpus in a build."""

    kind: ChangeKind
    path: str
    reason: str = ""
    previous_path: str = ""


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far one file of a build is; it failed for `reason`. Counts are of passages."""

    path: str
    stage: FileStage
    passages_done: int = 0
    passages_total: int = 0
    seconds_left: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is; counts are of files and passages, `tokens` are those embedded so far.

    `files` are those in work, then those that were finished last, the newest first; only some of many.
    """

    stage: Literal["plan", "read", "embed", "commit", "done"]
    files_done: int = 0
    files_total: int = 0
    passages_done: int = 0
    passages_total: int = 0
    tokens: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    current: str = ""
    files: tuple[FileProgress, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the changes, whether the index differs, its totals, and the cost."""

    changes: tuple[Change, ...]
    commit: int
    documents: int
    passages: int
    changed: bool = True
    embedded_passages: int = 0
    tokens: int = 0
    seconds: float = 0.0
    notices: tuple[str, ...] = field(default=())

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Return the changes of one kind, in path order."""
        return tuple(change for change in self.changes if change.kind == kind)
