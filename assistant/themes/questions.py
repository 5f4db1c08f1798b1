"""Example questions made from the documents' own titles and headings, and only those that are answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import zip_longest
from typing import Protocol

from assistant.errors import AssistantError
from assistant.passages.table_context import BETWEEN_HEADINGS
from assistant.themes.phrases import is_adjective
from assistant.types import Answer, DocumentInfo, Heading, Theme

MOST_QUESTIONS = 4
MOST_OF_THEME = 2
_MOST_ASKED_OF_THEME = 5
_MOST_ASKED = 24  # candidates that are tried before giving up
_LONGEST_SUBJECT = 60
_QUESTION_WORD = re.compile(r"(what|who|whom|whose|when|where|why|how|which)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"((what|who|when|where|why|how)\s+)?(is|are|was|were|do|does|did|can|could|will|would|has|have|had|should|must)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4  # "What is lost?" says too little without its document
_NUMBERING = re.compile(r"^\s*(?:(?:\d+|[IVXLC]+|[A-Za-z])[.)]|\d+(?:\.\d+)+\.?|§+\s*\d+|#+)\s+")
_CUT_OFF = re.compile(
    r" (?:[^\W\d_]|and|of|the|to|in|for|with|a|an|or)\Z"
)  # "Oxygen gas O", before a small 2
_SPOKEN = re.compile(r"[^\W\d_]{3}")
_STRUCTURE = frozenset(
    [
        "abstract",
        "acknowledgements",
        "acknowledgments",
        "appendix",
        "authors",
        "bibliography",
        "citation",
        "conclusion",
        "conclusions",
        "contents",
        "copyright",
        "disclaimer",
        "footnotes",
        "foreword",
        "glossary",
        "index",
        "introduction",
        "license",
        "links",
        "notes",
        "overview",
        "preface",
        "references",
        "sources",
        "summary",
    ]
)


# "After Wagner" or "From the coup to the war" cannot follow "about".
_BEGINS_MIDWAY = frozenset(
    [
        "about",
        "after",
        "against",
        "and",
        "as",
        "at",
        "before",
        "between",
        "by",
        "during",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "since",
        "to",
        "with",
    ]
)
_SMALL = frozenset({"the", "a", "an", "our", "your", "its", "this", "these"})


class Readable(Protocol):
    """What is needed of an index."""

    def ask(self, question: str) -> Answer:
        """Answer a question."""

    def documents(self) -> list[DocumentInfo]:
        """List the documents."""

    def document_text(self, path: str) -> str:
        """Return a document's text."""

    def document_headings(self, path: str) -> tuple[Heading, ...]:
        """Return a document's headings."""


def example_questions(index: Readable, limit: int = MOST_QUESTIONS) -> list[str]:
    """Return questions that the documents answer, the same ones for the same documents.

    Args:
        index: The index to make them from and to ask.
        limit: How many at most.

    Returns:
        Questions from as many documents as possible; each was asked and answered from the
        document it was made from. Empty when the documents suggest none.
    """
    found: list[str] = []
    seen: set[str] = set()
    for tried, (path, question) in enumerate(_candidates(index)):
        if len(found) == limit or tried == _MOST_ASKED:
            break
        if question.casefold() not in seen and _is_answered(index, question, path):
            found.append(question)
        seen.add(question.casefold())
    return found


def theme_questions(
    index: Readable, theme: Theme, asked: Collection[str] = (), limit: int = MOST_OF_THEME
) -> list[str]:
    """Return questions that the documents of a theme answer.

    Args:
        index: The index to ask.
        theme: What to ask about: the headings above its passages, then its key phrases.
        asked: Questions that are offered elsewhere already.
        limit: How many at most.
    """
    about = [heading.rpartition(BETWEEN_HEADINGS)[2] for heading in theme.headings]
    about += [phrase for phrase in theme.phrases if len(phrase) > 2 and not is_adjective(phrase)]
    questions = [question for question in dict.fromkeys(map(question_about, about)) if question]
    known = {question.casefold() for question in asked}
    found: list[str] = []
    for question in [q for q in questions if q.casefold() not in known][:_MOST_ASKED_OF_THEME]:
        if len(found) == limit:
            break
        if _is_answered(index, question, *theme.documents):
            found.append(question)
    return found


def question_about(heading: str) -> str:
    """Return a heading as a question, or "" for one that suggests none."""
    line = _NUMBERING.sub("", " ".join(heading.split())).strip(" :.–—-")
    asked = line.rstrip("?!. ")
    if line.endswith("?") or _ASKING.match(line):
        fits = len(asked.split()) >= _FEWEST_WORDS and len(asked) <= 2 * _LONGEST_SUBJECT
        return f"{asked[0].upper()}{asked[1:]}?" if fits else ""
    if not _is_subject(line):
        return ""
    if _is_name(line):
        return f"What is known about {line}?"
    return f"What do the documents say about {_inside_a_sentence(line)}?"


def _is_name(line: str) -> bool:
    """Say whether a heading looks like the name of a person or place: "Yann Vezilier"."""
    words = line.split()
    return 2 <= len(words) <= 3 and all(word.isalpha() and word.istitle() for word in words)


def _is_subject(line: str) -> bool:
    """Say whether a heading names something one would ask about."""
    words = line.split()
    return (
        3 <= len(line) <= _LONGEST_SUBJECT
        and len(words) <= 8
        and line.casefold() not in _STRUCTURE
        and words[0].casefold() not in _BEGINS_MIDWAY
        and line.count("(") == line.count(")")
        and not _CUT_OFF.search(line)
        and _SPOKEN.search(line) is not None
        and not any(sign in line for sign in "<>[]{}|\\/=@#*`$")
    )


def _inside_a_sentence(line: str) -> str:
    """Write a heading as it stands inside a sentence: "The Army" gives "the Army"."""
    if line.isupper() and " " in line:
        line = line.capitalize()
    first, _, rest = line.partition(" ")
    small = first.lower() in _SMALL or _QUESTION_WORD.fullmatch(first) is not None
    return f"{first.lower()} {rest}" if small and rest else line


def _candidates(index: Readable) -> Iterator[tuple[str, str]]:
    """Yield documents with a question each, one of every document before the second of any."""
    known = sorted(
        (info for info in index.documents() if info.state == "indexed"), key=lambda info: info.path
    )
    for row in zip_longest(*(_of_document(index, info) for info in known)):
        yield from (pair for pair in row if pair is not None)


def _of_document(index: Readable, info: DocumentInfo) -> Iterator[tuple[str, str]]:
    try:
        text, headings = index.document_text(info.path), index.document_headings(info.path)
    except AssistantError:
        return
    below_title = [text[heading.start : heading.end] for heading in headings if heading.level > 1]
    tops = [text[heading.start : heading.end] for heading in headings if heading.level == 1]
    for line in (*below_title, *tops, info.title):
        if question := question_about(line):
            yield info.path, question


def _is_answered(index: Readable, question: str, *paths: str) -> bool:
    try:
        answer = index.ask(question)
    except AssistantError:
        return False
    cited = {path for c in answer.citations for path in (c.document, *c.also_in)}
    return answer.answered and not cited.isdisjoint(paths)
