"""Passages and the sentences inside them, and the themes that passages form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is cited: a range of a document's text.

    Headings are never cited, nor is boilerplate: page numbers, running heads and entries of a table of
    contents. A table row is read and embedded together with its caption. Quoted text (older messages in a
    reply, signatures) can be cited, but newer text comes first.
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

    `document` is a path relative to the corpus with forward slashes; `page` counts from 1, None without
    pages; `score` is how likely (0..1) it is the passage that answers, if one that was found does. `also_in`
    are other documents with the same content.
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
    """A topic of the corpus: a cluster of similar passages.

    `phrases` are its key phrases, the most distinctive first, spelled as in the documents; `headings` are
    the most frequent ones above its passages; `passages` is their number; `documents` are the paths of the
    documents with most of them.
    """

    phrases: tuple[str, ...]
    passages: int
    documents: tuple[str, ...]
    headings: tuple[str, ...] = ()
