"""History and question to a question that stands alone, without a language model.

A follow-up leans on what the conversation is about: it has a pronoun, continues the question before, says
"the band" or "the company", or is too short to name anything. The names of the subject, and topical words
where it has none of its own, are put behind it, so that the search finds what the person means. A question
that names its own subject is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversation.subject import Subject, answered_with, names_in, topical_words
from assistant.index.search.analyzer import analyze
from assistant.types import Turn

_REFERS_BACK = re.compile(
    r"\b(he|him|his|she|her|hers|it|its|they|them|their|theirs|this|these|those|the (former|latter|same)"
    r"|that(?=\W*$| (happen|mean|matter|say|work|cost|take|come)))\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
# What stands for a subject that was named before, not for one of the many things there are.
_STANDS_FOR = re.compile(
    r"\b(?:the|that|this) (?:(?:same|other|rest of the) )?(?:accident|agreement|album|author|band|battle|book"
    r"|city|club|company|conflict|contract|couple|country|crisis|decision|director|election|event|family|film"
    r"|firm|government|group|incident|investigation|law|man|match|minister|mission|movie|operation"
    r"|organi[sz]ation|party|plan|play|policy|president|program(?:me)?|project|region|series|show|singer"
    r"|single|song|strike|suspension|team|tour|treaty|trial|war|woman)(?:'s|’s)?\b(?! of\b)",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(else|another|others?|any ?more|next|also|besides|afterwards?)\b", re.IGNORECASE)
_CONTINUES = re.compile(r"\s*(and|but|what about|how about)\b", re.IGNORECASE)
# Asks what something is: the one topical word is the whole topic.
_DEFINES = re.compile(r"\s*(what|who)(?: is|'s|’s| are)\s+(an? |the )?\w+\W*\Z", re.IGNORECASE)
# A question with this many topical words of its own needs no help, unless it has a pronoun.
_ENOUGH_WORDS = 2
_MOST_NAMES = 3


def topic_of(question: str, history: Sequence[Turn]) -> str:
    """Return the names and words that a follow-up question leans on, or "" if it stands alone.

    Args:
        question: What the person asks now.
        history: The finished turns, oldest first.
    """
    subject = subject_of(history)
    if not history or not _is_follow_up(question, subject):
        return ""
    known = set(analyze(question))
    topics = dict.fromkeys(_topics(question, subject, history[-1]))
    return ", ".join(topic for topic in topics if not set(analyze(topic)) <= known)


def subject_of(history: Sequence[Turn]) -> Subject:
    """Return what a conversation is about after its finished turns, oldest first."""
    subject = Subject()
    for turn in history:
        follows = _is_follow_up(turn.question, subject)
        subject = subject.heard(turn) if follows else subject.named_by(turn)
    return subject


def standalone_question(question: str, topic: str) -> str:
    """Return a question with its topic behind it, in brackets; what the conversation shows and remembers."""
    return f"{question.strip()} ({topic})" if topic else question.strip()


def leans_back(question: str) -> bool:
    """Whether a question has a word for one thing said before ("it", "they"); "this" may be the documents."""
    return re.search(r"\b(it|they|them)\b", question, re.IGNORECASE) is not None


def _is_follow_up(question: str, subject: Subject) -> bool:
    question = " ".join(question.split())
    names = list(names_in(question))
    if refers_back := _REFERS_BACK.search(question):
        # A pronoun behind a name means that name: "Why did the Union end its mission?"
        return not any(question.index(name) < refers_back.start() for name in names)
    if _CONTINUES.match(question):
        return True
    if names or subject.is_in(question):
        return False
    is_short = len(list(topical_words(question))) < _ENOUGH_WORDS and not _DEFINES.match(question)
    return is_short or bool(_STANDS_FOR.search(question) or _MORE.search(question))


def _topics(question: str, subject: Subject, last: Turn) -> list[str]:
    """Return the names that a follow-up leans on, and words where it continues or has none of its own."""
    if subject.person and _PERSON.search(question):
        names = [subject.person]
    else:
        names = [*subject.names[:1], *([subject.theme] if subject.theme else [])]
    continues = _CONTINUES.match(question) or not list(topical_words(question))
    words = [*topical_words(last.question, subject.names), *subject.words] if continues else []
    return [*names, *words] or [*subject.words] or answered_with(last)[:_MOST_NAMES]
