"""Markup of the Notes tab: each note with its statement, citations, own words and buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.conversation.notes.types import Note
from assistant.types import Citation
from assistant.web.citations.text import place, shorten
from assistant.web.escape import Html, join, one_line, tag
from assistant.web.languages import say, translatable
from assistant.web.languages.core_sentences import translated
from assistant.web.source.links import link_to

NOT_KEPT = translatable("Notes are not kept (setting “conversations”).")
CHANGED = translatable("has changed since: the sentence is no longer there")
GONE = translatable("is no longer among the documents")
_FORMS = (
    ("markdown", "Markdown", translatable("Save as Markdown")),
    ("docx", "Word", translatable("Save as Word")),
    ("pdf", "PDF", translatable("Save as PDF")),
)


@dataclass(frozen=True, slots=True)
class Notebook:
    """The content of the tab.

    Attributes:
        notes: The notes, in their order.
        removed: The note that was just removed and can be restored.
        error: Why notes cannot be kept, or "".
        is_kept: Whether notes are to be kept at all.
    """

    notes: Sequence[Note] = ()
    removed: Note | None = None
    error: str = ""
    is_kept: bool = True


def notebook_html(notebook: Notebook, standing: Callable[[Citation], str]) -> Html:
    """Return the content of the tab.

    Args:
        notebook: What it holds.
        standing: Returns "" if a document still has the quote of a citation, else `CHANGED` or `GONE`.
    """
    problem = notebook.error or ("" if notebook.is_kept else say(NOT_KEPT))
    empty = None
    if not notebook.notes and not problem:
        empty = say("The button beside a statement of an answer keeps it here, with its citations.")
    last = len(notebook.notes)
    return tag(
        "section",
        tag("header", tag("h2", say("Notes")), _save_buttons() if notebook.notes else None),
        tag("p", problem, class_="problem", role="status") if problem else None,
        _undo(notebook.removed) if notebook.removed else None,
        tag("p", empty, class_="nothing") if empty else None,
        tag("ol", *(_note(n, number, last, standing) for number, n in enumerate(notebook.notes, start=1)))
        if notebook.notes
        else None,
        class_="notebook",
        aria_label=say("Notes"),
    )


def kept_html(notes: Sequence[Note], said: str = "") -> Html:
    """Return the hidden element that tells the script which statements are kept, and what was done."""
    kept = " ".join(note.origin for note in notes)
    return tag("div", tag("span", said, role="status", class_="visually-hidden"), data_kept=kept)


def _save_buttons() -> Html:
    buttons = (
        tag("button", name, type="button", data_save_notes=form, title=say(words))
        for form, name, words in _FORMS
    )
    return tag("div", tag("span", say("Save as")), *buttons, class_="save-as")


def _note(note: Note, number: int, last: int, standing: Callable[[Citation], str]) -> Html:
    lines = note.text.splitlines()
    places = tag("ul", *(_place(note, citation, standing(citation)) for citation in note.citations))
    return tag(
        "li",
        tag("p", one_line(note.question), class_="asked", dir="auto"),
        tag("blockquote", one_line(note.statement), dir="auto"),
        tag("p", one_line(translated(note.remark)), class_="remark") if note.remark else None,
        places,
        tag("p", join(*lines, by=tag("br")), class_="own", dir="auto") if lines else None,
        _buttons(note, number, last),
        data_note=note.id,
        data_origin=note.origin,
        data_text=note.text,
    )


def _place(note: Note, citation: Citation, standing: str) -> Html:
    """Return where a citation is, as a link while it holds; its quote where that is not the statement."""
    where = tag("bdi", place(citation))
    if not standing:
        link = link_to(citation.document, citation.start, citation.end, citation.quote)
        where = tag("a", where, href=f"#{link}", class_="noted")
    quote = citation.text
    return tag(
        "li",
        where,
        tag("span", f" {say(standing)}", class_="problem") if standing else None,
        tag("q", tag("bdi", shorten(quote))) if quote != one_line(note.statement) else None,
    )


def _buttons(note: Note, number: int, last: int) -> Html:
    words = say("Change your words") if note.text else say("Add your words")
    of = tag("span", f" {say('note {number}', number=number)}", class_="visually-hidden")
    up, down = say("Move up"), say("Move down")
    return tag(
        "div",
        tag("button", words, of, type="button", data_do="edit"),
        tag("button", "↑", type="button", data_do="up", title=up, aria_label=up, disabled=number == 1),
        tag(
            "button", "↓", type="button", data_do="down", title=down, aria_label=down, disabled=number == last
        ),
        tag("button", say("Remove"), of, type="button", data_do="remove", class_="remove"),
        class_="buttons",
    )


def _undo(removed: Note) -> Html:
    return tag(
        "p",
        tag("span", f"{say('Removed:')} ", tag("bdi", shorten(removed.statement, 80)), role="status"),
        tag("button", say("Undo"), type="button", data_do="restore", data_id=removed.id),
        class_="undo",
    )
