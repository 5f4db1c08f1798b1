"""What happens on the Documents tab: files in and out, a question before anything is lost, a new build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.web import documents, intake
from assistant.web.intake import Outcome, Pending
from assistant.web.layout import Parts
from assistant.web.library import ALREADY_BUILDING, BuildState, Library
from assistant.web.sent import sent

View = tuple[Any, ...]


def outputs(parts: Parts) -> list[Any]:
    """Return the components that a `view` is for, in its order."""
    return [
        parts.strip,
        parts.status,
        parts.table,
        parts.confirm,
        parts.confirm_text,
        parts.yes,
        parts.pending,
    ]


def view(
    library: Library, state: BuildState, sentences: tuple[str, ...] = (), pending: Pending | None = None
) -> View:
    """Return what the Documents tab shows."""
    waiting = pending or Pending()
    return (
        documents.strip_html(state),
        documents.status_html(state, sentences),
        documents.table_html(library.documents()),
        gr.Column(visible=bool(waiting)),
        documents.question_html(waiting),
        gr.Button(waiting.yes),
        waiting,
    )


class DocumentEvents:
    """The handlers of the Documents tab; each returns or yields a `view`."""

    def __init__(self, library: Library) -> None:
        """Handle events for one library."""
        self.library = library

    def upload(self, files: list[str] | None) -> Iterator[View]:
        """Take uploaded files and index them; empties the upload field."""
        for shown in self._carry_out(intake.take_uploads(self.library, files or [])):
            yield None, *shown

    def confirm(self, pending: Pending | None) -> Iterator[View]:
        """Do what the person said yes to."""
        yield from self._carry_out(intake.confirm(self.library, pending) if pending else Outcome())

    def decline(self, pending: Pending | None) -> View:
        """Forget what the person did not say yes to."""
        intake.decline(pending or Pending())
        return view(self.library, self.library.building)

    def ask_to_remove(self, event: gr.EventData) -> View:
        """Ask whether a document is really to be removed."""
        pending = intake.ask_to_remove(self.library, sent(event, "document"))
        return view(self.library, self.library.building, pending=pending)

    def rebuild(self) -> Iterator[View]:
        """Index what changed in the folder, or say that this is happening already."""
        sentences = () if self.library.start_build() else (ALREADY_BUILDING,)
        yield from self._follow(sentences, Pending())

    def refresh(self) -> str:
        """Return the table as it is now, after builds from elsewhere too."""
        return documents.table_html(self.library.documents())

    def _carry_out(self, outcome: Outcome) -> Iterator[View]:
        if not outcome.changed:
            yield view(self.library, BuildState(), outcome.sentences, outcome.pending)
            return
        self.library.start_build(again=True)
        yield from self._follow(outcome.sentences, outcome.pending)

    def _follow(self, sentences: tuple[str, ...], pending: Pending) -> Iterator[View]:
        for state in self.library.follow_build():
            yield view(self.library, state, sentences, pending)
