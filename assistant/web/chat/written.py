"""A written answer as markup: sentences that documents do not say, and the answer while it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.types import Answer, Statement
from assistant.web.citations.keys import CitationKey
from assistant.web.citations.text import place, shorten
from assistant.web.escape import Html, join, one_line, tag
from assistant.web.languages import say
from assistant.web.languages.core_sentences import translated


@dataclass(frozen=True, slots=True)
class WritingState:
    """A written answer while it is written.

    `answer` holds the finished sentences, `unfinished` is the beginning of the next one. `part` of `parts` of
    a long document is being read, 0 of 0 otherwise.
    """

    answer: Answer
    unfinished: str = ""
    part: int = 0
    parts: int = 0


def writing_html(state: WritingState) -> Html:
    """Return an answer that is being written: its numbers are no links yet."""
    finished = (_finished(statement) for statement in state.answer.statements)
    unfinished = one_line(state.unfinished)
    progress = None
    if state.parts:
        progress = tag(
            "p", say("Reading part {part} of {parts}", part=state.part, parts=state.parts), class_="busy"
        )
    going_on = tag("span", unfinished, class_="words") if unfinished else say("Writing")
    busy = tag("p", going_on, class_="busy", dir="auto") if unfinished or not state.parts else None
    return tag("div", progress, *finished, busy, class_="answer writing")


def unproven_html(turn: int, number: int, statement: Statement) -> Html:
    """Return a sentence that documents do not say, with the sentence that is closest or says otherwise.

    Args:
        turn: Number of the question in the conversation, from 1.
        number: Number of the closest sentence among those of the answer, from 1.
        statement: The sentence, which is not proven.
    """
    proof = statement.proof
    assert proof is not None
    contradicted = proof.label == "contradicted" and proof.closest is not None
    verdict = say("Your documents say otherwise:") if contradicted else say("not found in your documents")
    near = None
    if proof.closest is not None:
        href = f"#{CitationKey('proof', turn, number)}"
        link = tag("a", tag("bdi", place(proof.closest)), class_="near", href=href)
        near = join(
            None if contradicted else tag("span", f"{say('Closest:')} ", class_="verdict"),
            link,
            tag("bdi", shorten(proof.closest.text), class_="snippet"),
        )
    return tag(
        "div",
        tag(
            "p",
            tag("span", statement.text, class_="words"),
            " ",
            tag("span", verdict, class_="verdict"),
            dir="auto",
        ),
        tag("div", near, class_="evidence") if near else None,
        class_="contradicted" if contradicted else "unproven",
    )


def note_html(answer: Answer) -> Html | None:
    """Return why the quoted answer is shown, or the written one is not complete; None for nothing to say."""
    if answer.writing is None or not answer.writing.note:
        return None
    return tag("p", one_line(translated(answer.writing.note)), class_="writing-note", role="status")


def summary_of(answer: Answer) -> Iterator[str]:
    """Yield what the line below a written answer says: who wrote it, and how much of it is proven."""
    writing = answer.writing
    assert writing is not None
    yield say("Written by {model}", model=one_line(writing.model))
    proven, written = sum(s.is_proven for s in answer.statements), len(answer.statements)
    yield say("{count} of {all} sentences found in your documents", count=proven, all=written)
    if writing.dropped:
        yield say("sentences not found and left out: {count}", count=writing.dropped)


def _finished(statement: Statement) -> Html:
    words = tag("span", statement.text, class_="words")
    if statement.is_proven:
        numbers = (tag("span", str(number), class_="cite-to-be") for number in statement.citations)
        return tag("p", words, " ", *numbers, dir="auto")
    contradicted = statement.proof is not None and statement.proof.label == "contradicted"
    verdict = say("Your documents say otherwise") if contradicted else say("not found in your documents")
    kind = "contradicted" if contradicted else "unproven"
    return tag("p", words, " ", tag("span", verdict, class_="verdict"), class_=kind, dir="auto")
