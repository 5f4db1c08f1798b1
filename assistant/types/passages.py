"""Passages and the sentences inside them, and the themes that passages form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is cited: a range of a document's text.

    Headings are not used as evidence. Rows of a table say something with what stands above them.
    """

    start: int
    end: int
    is_heading: bool = False
    is_row: bool = False


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
