"""Notes of web pages and e-books: their texts, which may be hidden at first, and their marks."""

from __future__ import annotations

import re

from assistant.documents.formats.web.elements import Attributes

_NOTE_KINDS = frozenset(("footnote", "endnote", "rearnote", "note", "doc-footnote", "doc-endnote"))
_MARK_KINDS = frozenset(("noteref", "doc-noteref"))
_MARK_NAMES = re.compile(
    r"(?:foot|end)?note[-_]?(?:ref|anchor|call|mark)s?|fn[-_]?ref|reference|citation|noteref", re.I
)
_MARK_TARGET = re.compile(
    r"[^#]*#(?:_?(?:ftn|edn|fn|en|note|footnote|endnote|cite_note|n|r)[-_:.]?)\w*[-\w.:]*\d*\Z", re.I
)
_MARK = re.compile(
    r"\s*[\[(]?\s*(?:\d{1,4}|[⁰¹²³⁴-⁹]{1,4}|[a-zA-Z]|[ivxlcIVXLC]{1,6}|[*†‡§¶#]{1,4}|(?:note|nb"
    r"|n)\.?\s?\d{1,3})\s*[\])]?\s*\Z"
)

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_RAISED = re.compile(r"[\d+\-−=()n]+\Z")
# After these a raised number is an exponent: a figure, a variable, a unit.
_TAKES_EXPONENT = re.compile(
    r"(?:[\d)\]]|(?<![^\W\d_])[^\W\d_]|(?<![^\W\d_])(?:[kcdmµn]?m|ft|in|yd|mi|km|sec|min|log"
    r"|sin|cos|tan|exp))\Z"
)


def is_note(attributes: Attributes) -> bool:
    """Whether an element holds a note, by what it says of itself."""
    return bool(_kinds(attributes) & _NOTE_KINDS)


def is_note_mark(tag: str, attributes: Attributes) -> bool:
    """Whether an element may hold the mark of a note; `is_mark` tells by what it holds."""
    if _kinds(attributes) & _MARK_KINDS:
        return True
    named = any(_MARK_NAMES.fullmatch(name) for name in attributes.get("class", "").split())
    return (tag in ("sup", "a") and named) or (
        tag == "a" and bool(_MARK_TARGET.match(attributes.get("href", "")))
    )


def target_of(attributes: Attributes) -> str:
    """Return the id that a link within the page leads to, "" for any other element."""
    return attributes.get("href", "").partition("#")[2]


def is_mark(text: str) -> bool:
    """Whether a text is the mark of a note: "1", "[12]", "(a)", "*"."""
    return _MARK.match(text) is not None


def raised(text: str, before: str) -> str:
    """Write a raised text so that it does not run into what stands before it.

    Args:
        text: What is raised.
        before: The end of the text that it follows.

    Returns:
        "²" after a unit, a variable or a figure; " ¹" after a word, where it is the mark of a note; words
        ("st" of "1st") as they are.
    """
    words = text.strip()
    if not _RAISED.match(words) or words == "n":
        return text
    small = words.translate(_SUPERSCRIPTS)
    return small if not before or _TAKES_EXPONENT.search(before) else f" {small}"


def _kinds(attributes: Attributes) -> set[str]:
    return {*attributes.get("epub:type", "").lower().split(), *attributes.get("role", "").lower().split()}
