"""A note as data: a statement of an answer with its citations, and what the reader wrote beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.conversation.history.types import new_id
from assistant.types import Answer, Citation

COMPUTED = "Computed from the cited rows; no document says it."


@dataclass(frozen=True, slots=True)
class Note:
    """A kept statement.

    Attributes:
        question: The question that it answered, as it was searched for.
        statement: The statement, exactly as the answer said it.
        citations: The citations of the statement, in the answer's order.
        remark: What has to be said with it: who wrote or computed it; "" for a quote.
        origin: The exchange and the number of the statement in its answer, as "<id>-<number>".
        text: The reader's own words beside it; may have several lines.
        kept: When it was kept, in seconds since 1970.
        id: The id of the note.
    """

    question: str
    statement: str
    citations: tuple[Citation, ...]
    remark: str = ""
    origin: str = ""
    text: str = ""
    kept: float = 0.0
    id: str = field(default_factory=new_id)


def note_of(answer: Answer, number: int, exchange: str = "") -> Note | None:
    """Return a statement of an answer as a note.

    Args:
        answer: The answer.
        number: The number of the statement in `answer.said`, from 1.
        exchange: The id of the exchange that the answer belongs to.

    Returns:
        The note; None if there is no such statement, or nothing is cited for it.
    """
    if not 1 <= number <= len(answer.said):
        return None
    statement = answer.said[number - 1]
    citations = tuple(answer.citations[n - 1] for n in statement.citations if n <= len(answer.citations))
    if not citations or not statement.is_proven:
        return None
    question = answer.searched_for or answer.question
    remark = ""
    if statement is answer.computed:
        remark = COMPUTED
    elif statement.proof is not None and answer.writing is not None:
        remark = f"Written by {answer.writing.model}; the cited sentences support it."
    return Note(question, statement.text, citations, remark, f"{exchange}-{number}")
