"""What happens on the Documents tab: files in and out, a question before anything is lost, a new build."""

from __future__ import annotations

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
        parts.said,
        parts.confirm,
        parts.confirm_text,
        parts.yes,
        parts.pending,
    ]


def view(state: BuildState, sentences: tuple[str, ...] = (), pending: Pending | None = None) -> View:
    """Return what the Documents tab says; the table and the progress follow by the pulse."""
    waiting = pending or Pending()
    return (
        documents.strip_html(state),
        documents.status_html(state, sentences),
        sentences,
        gr.Column(visible=bool(waiting)),
        documents.question_html(waiting),
        gr.Button(waiting.yes),
        waiting,
    )


class DocumentEvents:
    """The handlers of the Documents tab; each returns a `view`."""

    def __init__(self, library: Library) -> None:
        """Handle events for one library."""
        self.library = library

    def upload(self, files: list[str] | None) -> View:
        """Take uploaded files and index them; empties the upload field."""
        return None, *self._carry_out(intake.take_uploads(self.library, files or []))

    def confirm(self, pending: Pending | None) -> View:
        """Do what the person said yes to."""
        return self._carry_out(intake.confirm(self.library, pending) if pending else Outcome())

    def decline(self, pending: Pending | None) -> View:
        """Forget what the person did not say yes to."""
        intake.decline(pending or Pending())
        return view(self.library.building)

    def ask_to_remove(self, event: gr.EventData) -> View:
        """Ask whether a document is really to be removed."""
        return view(
            self.library.building, pending=intake.ask_to_remove(self.library, sent(event, "document"))
        )

    def rebuild(self) -> View:
        """Index what changed in the folder, or say that this is happening already."""
        sentences = () if self.library.start_build() else (ALREADY_BUILDING,)
        return view(self.library.building, sentences)

    def _carry_out(self, outcome: Outcome) -> View:
        if not outcome.changed:
            return view(BuildState(), outcome.sentences, outcome.pending)
        self.library.start_build(again=True)
        return view(self.library.building, outcome.sentences, outcome.pending)
