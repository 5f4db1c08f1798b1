"""Conversational question rewriting: a follow-up question is completed, without a language model.

A follow-up depends on the conversation: it has a pronoun, continues the question before, says "the band" or
"the company", or is too short to name anything. The names of the subject of the conversation, and topical
words where it has none of its own, are appended to it, so that the search finds what the person means. A
question that names its own subject is not changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversation.subject import Subject, names_in, names_in_answer, topical_words
from assistant.index.search.analyzer import analyze
from assistant.types import Turn

_PRONOUN = re.compile(
    r"\b(he|him|his|she|her|hers|it|its|they|them|their|theirs|this|these|those|the (former|latter|same)"
    r"|that(?=\W*$| (happen|mean|matter|say|work|cost|take|come)))\b",
    re.IGNORECASE,
)
_PERSONAL_PRONOUN = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
# Definite descriptions of a subject that was named before ("the company").
_DEFINITE_DESCRIPTION = re.compile(
    r"\b(?:the|that|this) (?:(?:same|other|rest of the) )?(?:accident|agreement|album|author|band|battle|book"
    r"|city|club|company|conflict|contract|couple|country|crisis|decision|director|election|event|family|film"
    r"|firm|government|group|incident|investigation|law|man|match|minister|mission|movie|operation"
    r"|organi[sz]ation|party|plan|play|policy|president|program(?:me)?|project|region|series|show|singer"
    r"|single|song|strike|suspension|team|tour|treaty|trial|war|woman)(?:'s|’s)?\b(?! of\b)",
    re.IGNORECASE,
)
_ADDITIVE = re.compile(r"\b(else|another|others?|any ?more|next|also|besides|afterwards?)\b", re.IGNORECASE)
_CONTINUES = re.compile(r"\s*(and|but|what about|how about)\b", re.IGNORECASE)
# A request for a definition: its single topical word is the whole topic.
_DEFINITION = re.compile(r"\s*(what|who)(?: is|'s|’s| are)\s+(an? |the )?\w+\W*\Z", re.IGNORECASE)
# A question with this many topical words is no follow-up, unless it has a pronoun.
_ENOUGH_WORDS = 2
_MAX_NAMES = 3


def topic_of(question: str, history: Sequence[Turn]) -> str:
    """Return the names and words that complete a follow-up question, "" if it stands alone.

    Args:
        question: The question.
        history: The finished turns, oldest first.

    Returns:
        Names and words from the conversation, separated by commas.
    """
    subject = subject_of(history)
    if not history or not _is_follow_up(question, subject):
        return ""
    known = set(analyze(question))
    topics = dict.fromkeys(_topics(question, subject, history[-1]))
    return ", ".join(topic for topic in topics if not set(analyze(topic)) <= known)


def subject_of(history: Sequence[Turn]) -> Subject:
    """Return the subject of a conversation after its finished turns, oldest first."""
    subject = Subject()
    for turn in history:
        if _is_follow_up(turn.question, subject):
            subject = subject.after_follow_up(turn)
        else:
            subject = subject.after_standalone(turn)
    return subject


def standalone_question(question: str, topic: str) -> str:
    """Return a question with its topic appended in brackets, as it is shown and stored."""
    return f"{question.strip()} ({topic})" if topic else question.strip()


def has_pronoun(question: str) -> bool:
    """Whether a question has one of "it", "they" and "them"; "this" may refer to the documents."""
    return re.search(r"\b(it|they|them)\b", question, re.IGNORECASE) is not None


def _is_follow_up(question: str, subject: Subject) -> bool:
    question = " ".join(question.split())
    names = list(names_in(question))
    if pronoun := _PRONOUN.search(question):
        # A pronoun after a name refers to that name: "Why did the Union end its mission?"
        return not any(question.index(name) < pronoun.start() for name in names)
    if _CONTINUES.match(question):
        return True
    if names or subject.is_mentioned_in(question):
        return False
    is_short = len(list(topical_words(question))) < _ENOUGH_WORDS and not _DEFINITION.match(question)
    return is_short or bool(_DEFINITE_DESCRIPTION.search(question) or _ADDITIVE.search(question))


def _topics(question: str, subject: Subject, last: Turn) -> list[str]:
    """Return the names that complete a follow-up, and words if it continues a question or has none itself."""
    if subject.person and _PERSONAL_PRONOUN.search(question):
        names = [subject.person]
    else:
        names = [*subject.names[:1], *([subject.main_name] if subject.main_name else [])]
    needs_words = _CONTINUES.match(question) or not list(topical_words(question))
    words = [*topical_words(last.question, subject.names), *subject.words] if needs_words else []
    return [*names, *words] or [*subject.words] or names_in_answer(last)[:_MAX_NAMES]
