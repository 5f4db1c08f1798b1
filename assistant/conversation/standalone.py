"""Conversational question rewriting: a follow-up question is completed, without a language model.

A question that names another value ("What about the Velora 5?") is the last question with that value in it
(`substitution`). To other follow-ups the names of the subject of the conversation are appended, and topical
words where they have none of their own, so that the search finds what the person means (`follow_up`). What
refers to the last answer ("others", "the second one", "that document") is told in `references`. A question
that names its own subject is not changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.follow_up import subject_of, topics
from assistant.conversation.references import ordinal_topics, same_documents, told_before
from assistant.conversation.substitution import with_other_value
from assistant.index.search.analyzer import analyze
from assistant.types import Turn


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A question that is understood without the conversation.

    Attributes:
        text: The question; of one that names another value only, the last question with that value.
        topic: Names and words of the conversation that complete it, separated by commas; "" for none.
        told: The text of the last answer, whose statements are left out where others are asked for.
        documents: The documents that "that document" refers to; empty for all.
    """

    text: str
    topic: str = ""
    told: str = ""
    documents: tuple[str, ...] = ()

    @property
    def written_out(self) -> str:
        """The question as it is shown and stored, with what completes it in brackets."""
        return standalone_question(self.text, self.topic)


def complete(question: str, history: Sequence[Turn]) -> StandaloneQuestion:
    """Return a question completed from the finished turns of its conversation, oldest first."""
    if not history:
        return StandaloneQuestion(question)
    last = history[-1]
    told = told_before(question, last)
    documents = same_documents(question, last)
    substituted = with_other_value(question, last.question)
    if substituted is not None:
        return StandaloneQuestion(substituted, told=told, documents=documents)
    known = set(analyze(question))
    found = ordinal_topics(question, last) or topics(question, subject_of(history), last)
    new = [topic for topic in dict.fromkeys(found) if not set(analyze(topic)) <= known]
    return StandaloneQuestion(question, ", ".join(new), told, documents)


def standalone_question(question: str, topic: str) -> str:
    """Return a question with its topic appended in brackets, as it is shown and stored."""
    return f"{question.strip()} ({topic})" if topic else question.strip()


def has_pronoun(question: str) -> bool:
    """Whether a question has one of "it", "they" and "them"; "this" may refer to the documents."""
    return re.search(r"\b(it|they|them)\b", question, re.IGNORECASE) is not None
