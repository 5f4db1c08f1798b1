"""Answers as the documents would give them, for tests that need no documents."""

from assistant.conversation.history.types import Exchange
from assistant.types import Answer, Citation, Passage, Statement


def answered(question, quote, document="memo.txt", start=10, **more):
    citation = Citation(
        document, 2, start, start + len(quote), quote, 0.9, page_label="ii", span=(start, start + 3)
    )
    statement = Statement(quote, (1,), (0, 3))
    return Answer(question, "answer", 0.8, (statement,), (citation,), searched_for=question, commit=3, **more)


def refused(question):
    closest = (Passage("memo.txt", None, 0, 5, "Nearby text.", 0.1, also_in=("copy.txt",)),)
    return Answer(question, "refusal", 0.1, message="Not in these documents.", closest=closest)


def exchange(question, quote="Ada built it.", **more):
    return Exchange(question, answered(question, quote, **more))
