"""Example questions from the titles and headings of the documents; only answered ones are offered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import zip_longest
from typing import Protocol

from assistant.errors import AssistantError
from assistant.passages.table_context import HEADING_SEPARATOR
from assistant.themes.phrases import is_adjective
from assistant.types import Answer, DocumentInfo, Heading, Theme

MAX_QUESTIONS = 4
MAX_THEME_QUESTIONS = 2
_MAX_THEME_CANDIDATES = 5
_MAX_CANDIDATES = 24  # questions that are asked before giving up
_MAX_TOPIC_LENGTH = 60
_QUESTION_WORD = re.compile(r"(what|who|whom|whose|when|where|why|how|which)\b", re.IGNORECASE)
_QUESTION_START = re.compile(
    r"((what|who|when|where|why|how)\s+)?(is|are|was|were|do|does|did|can|could|will|would|has|have|had|should|must)\b",
    re.IGNORECASE,
)
_MIN_QUESTION_WORDS = 4  # "What is lost?" says too little without its document
_NUMBERING = re.compile(r"^\s*(?:(?:\d+|[IVXLC]+|[A-Za-z])[.)]|\d+(?:\.\d+)+\.?|§+\s*\d+|#+)\s+")
_TRUNCATED = re.compile(
    r" (?:[^\W\d_]|and|of|the|to|in|for|with|a|an|or)\Z"
)  # "Oxygen gas O", before a small 2
_WORD = re.compile(r"[^\W\d_]{3}")
_STRUCTURAL_HEADINGS = frozenset(
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
_PREPOSITIONS = frozenset(
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
_DETERMINERS = frozenset({"the", "a", "an", "our", "your", "its", "this", "these"})


class QuestionableIndex(Protocol):
    """The methods of an index that are used here."""

    def ask(self, question: str) -> Answer:
        """Answer a question."""

    def documents(self) -> list[DocumentInfo]:
        """List the documents."""

    def document_text(self, path: str) -> str:
        """Return a document's text."""

    def document_headings(self, path: str) -> tuple[Heading, ...]:
        """Return a document's headings."""


def example_questions(index: QuestionableIndex, limit: int = MAX_QUESTIONS) -> list[str]:
    """Return questions that the documents answer; the same for the same documents.

    Args:
        index: The index; it is asked every candidate.
        limit: The most questions.

    Returns:
        Questions from as many documents as possible, each answered from the document that it was
        made from; none if there are no suitable headings.
    """
    found: list[str] = []
    seen: set[str] = set()
    for number, (path, question) in enumerate(_candidates(index)):
        if len(found) == limit or number == _MAX_CANDIDATES:
            break
        if question.casefold() not in seen and _is_answered(index, question, path):
            found.append(question)
        seen.add(question.casefold())
    return found


def theme_questions(
    index: QuestionableIndex, theme: Theme, asked: Collection[str] = (), limit: int = MAX_THEME_QUESTIONS
) -> list[str]:
    """Return questions that the documents of a theme answer.

    Args:
        index: The index to ask.
        theme: The theme; its headings are tried first, then its key phrases.
        asked: Questions to leave out, since they are offered elsewhere.
        limit: The most questions.
    """
    topics = [heading.rpartition(HEADING_SEPARATOR)[2] for heading in theme.headings]
    topics += [phrase for phrase in theme.phrases if len(phrase) > 2 and not is_adjective(phrase)]
    questions = [question for question in dict.fromkeys(map(question_about, topics)) if question]
    known = {question.casefold() for question in asked}
    found: list[str] = []
    for question in [q for q in questions if q.casefold() not in known][:_MAX_THEME_CANDIDATES]:
        if len(found) == limit:
            break
        if _is_answered(index, question, *theme.documents):
            found.append(question)
    return found


def question_about(heading: str) -> str:
    """Return a question about a heading, "" for a heading that suits none."""
    line = _NUMBERING.sub("", " ".join(heading.split())).strip(" :.–—-")
    asked = line.rstrip("?!. ")
    if line.endswith("?") or _QUESTION_START.match(line):
        fits = len(asked.split()) >= _MIN_QUESTION_WORDS and len(asked) <= 2 * _MAX_TOPIC_LENGTH
        return f"{asked[0].upper()}{asked[1:]}?" if fits else ""
    if not _is_topic(line):
        return ""
    if _is_name(line):
        return f"What is known about {line}?"
    return f"What do the documents say about {_inside_sentence(line)}?"


def _is_name(line: str) -> bool:
    """Whether a heading looks like the name of a person or place: "Yann Vezilier"."""
    words = line.split()
    return 2 <= len(words) <= 3 and all(word.isalpha() and word.istitle() for word in words)


def _is_topic(line: str) -> bool:
    """Whether a heading names a topic that can be asked about."""
    words = line.split()
    return (
        3 <= len(line) <= _MAX_TOPIC_LENGTH
        and len(words) <= 8
        and line.casefold() not in _STRUCTURAL_HEADINGS
        and words[0].casefold() not in _PREPOSITIONS
        and line.count("(") == line.count(")")
        and not _TRUNCATED.search(line)
        and _WORD.search(line) is not None
        and not any(sign in line for sign in "<>[]{}|\\/=@#*`$")
    )


def _inside_sentence(line: str) -> str:
    """Return a heading in the case that it has inside a sentence: "The Army" gives "the Army"."""
    if line.isupper() and " " in line:
        line = line.capitalize()
    first, _, rest = line.partition(" ")
    is_lowercased = first.lower() in _DETERMINERS or _QUESTION_WORD.fullmatch(first) is not None
    return f"{first.lower()} {rest}" if is_lowercased and rest else line


def _candidates(index: QuestionableIndex) -> Iterator[tuple[str, str]]:
    """Yield pairs of document and question, the first of every document before the second of any."""
    known = sorted(
        (info for info in index.documents() if info.state == "indexed"), key=lambda info: info.path
    )
    for row in zip_longest(*(_document_questions(index, info) for info in known)):
        yield from (pair for pair in row if pair is not None)


def _document_questions(index: QuestionableIndex, info: DocumentInfo) -> Iterator[tuple[str, str]]:
    try:
        text, headings = index.document_text(info.path), index.document_headings(info.path)
    except AssistantError:
        return
    subheadings = [text[heading.start : heading.end] for heading in headings if heading.level > 1]
    top_headings = [text[heading.start : heading.end] for heading in headings if heading.level == 1]
    for line in (*subheadings, *top_headings, info.title):
        if question := question_about(line):
            yield info.path, question


def _is_answered(index: QuestionableIndex, question: str, *paths: str) -> bool:
    try:
        answer = index.ask(question)
    except AssistantError:
        return False
    cited = {path for c in answer.citations for path in (c.document, *c.also_in)}
    return answer.answered and not cited.isdisjoint(paths)
