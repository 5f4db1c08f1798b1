"""What a question says of the last answer: others than those, the second of them, the same document."""

from __future__ import annotations

import re

from assistant.conversation.subject import names_in, topical_words
from assistant.index.search.analyzer import analyze
from assistant.types import Turn

# Not "heavier than other models": what is compared was not told before.
_OTHERS = re.compile(
    r"(?<!than )(?<!from )(?<!with )(?<!to )\b(else|another|others?|besides|apart from|any ?more|further)\b",
    re.IGNORECASE,
)
_FILE = (
    r"(?:document|file|report|paper|article|e-?mail|mail|message|letter|contract|sheet|presentation|table"
    r"|page)"
)
_SAME_DOCUMENT = re.compile(rf"\b(?:that|the same) {_FILE}\b", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_ORDINAL = re.compile(rf"\bthe ({'|'.join(_ORDINALS)}) (\w+)\b", re.IGNORECASE)
_CITATION_NUMBERS = re.compile(r"(?:\[\d+\])+")
_MAX_TOPICS = 4


def told_before(question: str, last: Turn) -> str:
    """Return the text of the last answer if others than those it told are asked for, else ""."""
    return " ".join(_CITATION_NUMBERS.sub(" ", last.answer).split()) if _OTHERS.search(question) else ""


def same_documents(question: str, last: Turn) -> tuple[str, ...]:
    """Return the documents of the last answer that a question refers to, empty if it refers to none."""
    if _SAME_DOCUMENT.search(question):
        return last.documents[:1]
    ordinal = _ORDINAL.search(question)
    if ordinal and re.fullmatch(_FILE, ordinal[2], re.IGNORECASE):
        number = _ORDINALS.index(ordinal[1].lower())
        return last.documents[number : number + 1]
    return ()


def ordinal_topics(question: str, last: Turn) -> list[str]:
    """Return what the last answer told in the place that a question names, empty if it names none.

    "The second one" is the second statement, and so is "the second instructor" where instructors were
    asked for; of it the names are returned, or its topical words.
    """
    ordinal = _ORDINAL.search(question)
    if not ordinal or not (
        ordinal[2].lower() == "one" or set(analyze(ordinal[2])) & set(analyze(last.question))
    ):
        return []
    statements = [part.strip() for part in _CITATION_NUMBERS.split(last.answer) if part.strip()]
    number = _ORDINALS.index(ordinal[1].lower())
    if number >= len(statements):
        return []
    names = list(names_in(statements[number]))
    return (names or list(topical_words(statements[number])))[:_MAX_TOPICS]
