"""Follow-up questions: how they are told, and the names and words that complete them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversation.phrases import has_determiner, noun_phrases
from assistant.conversation.subject import Subject, names_in, names_in_answer, topical_words
from assistant.types import Turn

# The start of a question that goes on with the last one.
CONTINUES = re.compile(r"\s*(and|but|(?:(?:and|but|so)\s+)?(?:what|how) about)\b", re.IGNORECASE)

_PRONOUN = re.compile(
    r"\b(he|him|his|she|her|hers|it|its|they|them|their|theirs|this|these|those|the (former|latter|same)"
    r"|that(?=\W*$| (happen|mean|matter|say|work|cost|take|come)))\b",
    re.IGNORECASE,
)
_PERSONAL_PRONOUN = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
_PRONOUN_OF_THINGS = re.compile(r"\b(it|this|that|they|them)\b", re.IGNORECASE)
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
# A request for a definition: its single topical word is the whole topic.
_DEFINITION = re.compile(r"\s*(what|who)(?: is|'s|’s| are)\s+(an? |the )?\w+\W*\Z", re.IGNORECASE)
# A question with this many topical words is no follow-up, unless it has a pronoun.
_ENOUGH_WORDS = 2
_MAX_NAMES = 3


def subject_of(history: Sequence[Turn]) -> Subject:
    """Return the subject of a conversation after its finished turns, oldest first."""
    subject = Subject()
    for turn in history:
        if is_follow_up(turn.question, subject):
            subject = subject.after_follow_up(turn)
        else:
            subject = subject.after_standalone(turn)
    return subject


def is_follow_up(question: str, subject: Subject) -> bool:
    """Whether a question depends on a conversation with a subject."""
    question = " ".join(question.split())
    names = list(names_in(question))
    if pronoun := _PRONOUN.search(question):
        # A pronoun after a name refers to that name: "Why did the Union end its mission?"
        return not any(question.index(name) < pronoun.start() for name in names)
    if CONTINUES.match(question):
        return True
    if names or subject.is_mentioned_in(question):
        return False
    is_short = len(list(topical_words(question))) < _ENOUGH_WORDS and not _DEFINITION.match(question)
    return is_short or bool(_DEFINITE_DESCRIPTION.search(question) or _ADDITIVE.search(question))


def topics(question: str, subject: Subject, last: Turn) -> list[str]:
    """Return the names and words that complete a question, most important first.

    Args:
        question: The question.
        subject: The subject of the conversation.
        last: The last turn.
    """
    if not is_follow_up(question, subject):
        return []
    if subject.person and _PERSONAL_PRONOUN.search(question):
        names = [subject.person]
    else:
        names = [*subject.names[:1], *([subject.main_name] if subject.main_name else [])]
    words: list[str] = []
    if CONTINUES.match(question) or not list(topical_words(question)):
        words = [*topical_words(last.question, subject.names), *subject.words]
    elif _PRONOUN_OF_THINGS.search(question):
        things = (
            last.question[start:end]
            for start, end in noun_phrases(last.question)
            if has_determiner(last.question, start)
        )
        words = [*topical_words(next(things, ""), subject.names)]
    return [*names, *words] or [*subject.words] or names_in_answer(last)[:_MAX_NAMES]
