"""History and question to a question that stands alone, without a language model.

A follow-up leans on what came before: it has a pronoun, or is too short to name its topic. Names
and, failing those, topical words of the last turns are put behind it, so that the search finds
what the person means. A question that names its own topic is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.index.lexical import analyze, function_words
from assistant.types import Turn

_REFERS_BACK = re.compile(
    r"\b(he|him|his|she|her|hers|it|its|they|them|their|theirs|this|these|those|the (former|latter|same)"
    r"|that(?=\W*$| (happen|mean|matter|say|work|cost|take|come)))\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
_CONTINUES = re.compile(r"\s*(and|but|what about|how about)\b", re.IGNORECASE)
# Asks what something is: the one topical word is the whole topic.
_DEFINES = re.compile(r"\s*(what|who)(?: is|'s|’s| are)\s+(an? |the )?\w+\W*\Z", re.IGNORECASE)
_NAME = re.compile(
    r"\b[^\W\d_a-zß-öø-ÿ][\w’'-]*(?:\s+(?:of|de|la|le|the|du|von|van|al|and|for)?\s*[^\W\d_a-zß-öø-ÿ][\w’'-]*)*"
)
_MARKER = re.compile(r"\[\d+\]")
# A question with this many topical words of its own needs no help, unless it has a pronoun.
_ENOUGH_WORDS = 2
_MOST_NAMES = 3


def topic_of(question: str, history: Sequence[Turn]) -> str:
    """Return the names and words that a follow-up question leans on, or "" if it stands alone.

    Args:
        question: What the person asks now.
        history: The finished turns, oldest first.
    """
    if not history or not _is_follow_up(question):
        return ""
    known = set(analyze(question))
    return ", ".join(topic for topic in _topics(question, history[-1]) if not set(analyze(topic)) <= known)


def standalone_question(question: str, topic: str) -> str:
    """Return a question with its topic behind it, in brackets; what the conversation shows and remembers."""
    return f"{question.strip()} ({topic})" if topic else question.strip()


def leans_back(question: str) -> bool:
    """Whether a question has a word for one thing said before ("it", "they"); "this" may be the documents."""
    return re.search(r"\b(it|they|them)\b", question, re.IGNORECASE) is not None


def _is_follow_up(question: str) -> bool:
    question = " ".join(question.split())
    topical = [term for term in analyze(question) if term not in function_words()]
    names = list(_names(question))
    refers_back = _REFERS_BACK.search(question)
    if refers_back:
        # A pronoun behind a name means that name: "Why did the Union end its mission?"
        return not any(question.index(name) < refers_back.start() for name in names)
    if _CONTINUES.match(question):
        return True
    return not names and len(topical) < _ENOUGH_WORDS and not _DEFINES.match(question)


def _topics(question: str, last: Turn) -> list[str]:
    """Return what the last turn was about: its names, else the topical words of its question."""
    # A question that was completed itself carries its topic in brackets: it stays in force.
    asked = list(_names(last.question))
    answered = list(_names(_MARKER.sub("", last.answer)))
    people = [name for name in answered if " " in name] if _PERSON.search(question) else []
    names = list(dict.fromkeys([*people[:1], *asked]))[:_MOST_NAMES]
    words = [
        word
        for word in re.findall(r"\w[\w’'-]*", last.question)
        if not set(analyze(word)) <= function_words() and not any(word in name for name in names)
    ]
    return [*names, *words] if names or words else answered[:_MOST_NAMES]


def _names(text: str) -> Iterable[str]:
    """Yield runs of capitalised words, without function words that only begin a sentence."""
    for match in _NAME.finditer(text):
        name = match.group()
        words = name.split()
        while words and set(analyze(words[0])) <= function_words():
            words = words[1:]
        if words:
            yield " ".join(words)
