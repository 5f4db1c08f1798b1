"""What happens on the Documents tab: files in and out, what is looked for, opened and chosen; a new build."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.web.corpus import trash
from assistant.web.documents import changes, markup, progress
from assistant.web.documents.changes import Outcome, Pending, Upload
from assistant.web.documents.table import Shelf, ShelfView, take_from_shelf
from assistant.web.escape import visible
from assistant.web.gradio_support.error_handling import guarded
from assistant.web.gradio_support.event_data import sent
from assistant.web.languages import say
from assistant.web.layout import Parts
from assistant.web.source.document_panel import reading_html
from assistant.web.start.theme_cards import theme_of
from assistant.web.state.library import ALREADY_BUILDING, BuildState, Library

Chosen = frozenset[str]
Shown = dict[Any, Any]  # by component, what it shows next

_LONGEST_PATH = 4000


class DocumentEvents:
    """The handlers of the Documents tab; each returns what the components show next."""

    def __init__(self, library: Library, parts: Parts) -> None:
        """Handle events for one library on one page."""
        self.library, self.page, self.parts = library, parts, parts.documents

    def wire(self, **options: Any) -> None:
        """Connect the handlers with what sends their events."""
        parts, events, guard = self.parts, self.page.events, partial(guarded, self.library.log)
        said = [
            *(self.page.strip, parts.status, parts.said, parts.removed),
            *(parts.confirm, parts.confirm_text, parts.yes, parts.pending),
        ]
        looked = [parts.table, parts.shelf]
        picked = [parts.chosen, parts.picked, self.page.choice]
        many: dict[str, Any] = {**options, "trigger_mode": "multiple"}
        last: dict[str, Any] = {**options, "trigger_mode": "always_last"}
        events.dropped(guard(self.take), [parts.pending], said, **many)
        events.remove(guard(self.remove), None, said, **many)
        events.undo_removal(guard(self.undo), None, said, **many)
        events.rename_document(guard(self.rename), None, said, **many)
        parts.yes.click(guard(self.confirm), [parts.pending], said, **options)
        parts.no.click(guard(self.decline), [parts.pending], said, **options)
        parts.rebuild.click(guard(self.rebuild), None, said, **options)
        seen = [parts.shelf, parts.chosen]
        events.find_documents(guard(self.find), seen, looked, **last)
        events.turn_documents(guard(self.turn), seen, looked, **last)
        events.pick_documents(guard(self.pick), [parts.chosen], picked, **many)
        events.pick_found(guard(self.pick_found), seen, [*picked, *looked], **options)
        events.keep_to_theme(guard(self.keep_to_theme), seen, [*picked, *looked], **options)
        events.clear_choice(guard(self.clear), [parts.shelf], [*picked, *looked], **options)
        events.read_document(guard(self.read), None, [parts.reading], **last)
        events.documents(lambda: gr.Tabs(selected="documents"), None, [self.page.tabs], **options)

    def refreshed(
        self,
        said: tuple[str, ...],
        shelf: ShelfView,
        chosen: Chosen,
        *,
        documents_changed: bool,
        build_changed: bool,
    ) -> Shown:
        """Return what the tab shows when something changed behind the page."""
        shown: Shown = {}
        if build_changed:
            shown[self.page.strip] = progress.strip_html(self.library.building)
            shown[self.parts.status] = progress.status_html(self.library.building, said)
            shown[self.parts.files] = progress.files_html(self.library.building)
        if documents_changed:
            followed = self.library.follow(chosen)
            shown |= self._table(shelf, followed) | self._picked(followed)
            shown[self.parts.tools] = markup.tools_html(self.library.documents())
        if build_changed or documents_changed:
            shown[self.parts.changes] = progress.changes_html(self.library.last_build(), time.time())
            shown[self.parts.removed] = self._removed()
        return shown

    # --- files in and out

    def take(self, pending: Pending | None, event: gr.EventData) -> Shown:
        """Take uploaded files and index them."""
        uploads, lost = _uploads(sent(event, "files"))
        outcome = changes.take_uploads(self.library, uploads)
        waiting = Pending((pending or Pending()).replacing + outcome.pending.replacing)
        return self._carried_out(replace(outcome, sentences=(*outcome.sentences, *lost), pending=waiting))

    def confirm(self, pending: Pending | None) -> Shown:
        """Replace what the person said yes to."""
        return self._carried_out(changes.confirm(self.library, pending) if pending else Outcome())

    def decline(self, pending: Pending | None) -> Shown:
        """Forget what the person did not say yes to."""
        changes.decline(pending or Pending())
        return self._said()

    def remove(self, event: gr.EventData) -> Shown:
        """Take a document out, with a way back."""
        return self._carried_out(changes.remove(self.library, sent(event, "document")))

    def undo(self, event: gr.EventData) -> Shown:
        """Bring a removed document back."""
        return self._carried_out(changes.undo(self.library, sent(event, "number")))

    def rename(self, event: gr.EventData) -> Shown:
        """Give a document another file name."""
        return self._carried_out(
            changes.give_name(self.library, sent(event, "document"), sent(event, "name"))
        )

    def rebuild(self) -> Shown:
        """Index what changed in the folder, or say that this is happening already."""
        return self._said(() if self.library.start_build() else (say(ALREADY_BUILDING),))

    # --- what is looked for, opened and chosen

    def find(self, shelf: ShelfView, chosen: Chosen, event: gr.EventData) -> Shown:
        """Show the documents that are looked for."""
        looking = shelf.looking_for(sent(event, "search"), sent(event, "status"), sent(event, "kind"))
        return self._table(looking, chosen)

    def turn(self, shelf: ShelfView, chosen: Chosen, event: gr.EventData) -> Shown:
        """Show the next or the previous page of them."""
        return self._table(shelf.turned(sent(event, "by")), chosen)

    def pick(self, chosen: Chosen, event: gr.EventData) -> Shown:
        """Choose what is ticked among the rows that are shown; others stay as they are."""
        shown, ticked = _paths(sent(event, "shown")), _paths(sent(event, "ticked"))
        return self._picked((chosen - shown) | (ticked & self._indexed()))

    def pick_found(self, shelf: ShelfView, chosen: Chosen) -> Shown:
        """Choose every document that was looked for, and no other."""
        found = frozenset(info.path for info in self._shelf(shelf, chosen).found if info.state == "indexed")
        return self._picked(found) | self._table(shelf, found)

    def keep_to_theme(self, shelf: ShelfView, chosen: Chosen, event: gr.EventData) -> Shown:
        """Choose the documents of a theme, and no others."""
        theme = theme_of(self.library.overview, sent(event, "theme"))
        found = chosen if theme is None else frozenset(theme.documents) & self._indexed()
        return self._picked(found) | self._table(shelf, found)

    def clear(self, shelf: ShelfView) -> Shown:
        """Choose nothing: questions may use every document."""
        return self._picked(frozenset()) | self._table(shelf, frozenset())

    def read(self, event: gr.EventData) -> Shown:
        """Show the text of a document; of none, if none is named."""
        return {self.parts.reading: reading_html(self.library, sent(event, "document"), sent(event, "parts"))}

    # --- what is shown

    def _carried_out(self, outcome: Outcome) -> Shown:
        if outcome.changed:
            self.library.start_build(again=True)
        return self._said(outcome.sentences, outcome.pending, quiet=not outcome.changed)

    def _said(
        self, sentences: tuple[str, ...] = (), pending: Pending | None = None, *, quiet: bool = False
    ) -> Shown:
        waiting, state = pending or Pending(), self.library.building
        shown: Shown = {
            self.parts.status: progress.status_html(BuildState() if quiet else state, sentences),
            self.parts.said: sentences,
            self.parts.removed: self._removed(),
            self.parts.confirm: gr.Column(visible=bool(waiting)),
            self.parts.confirm_text: markup.question_html(waiting),
            self.parts.pending: waiting,
        }
        return shown if quiet else {**shown, self.page.strip: progress.strip_html(state)}

    def _removed(self) -> str:
        return markup.removed_html(trash.all_kept(self.library.corpus), time.time())

    def _shelf(self, shelf: ShelfView, chosen: Chosen) -> Shelf:
        return take_from_shelf(self.library.documents(), shelf, self.library.new_documents(), chosen)

    def _table(self, view: ShelfView, chosen: Chosen) -> Shown:
        shelf = self._shelf(replace(view, version=view.version + 1), chosen)
        lines = self.library.opening_lines([info.path for info in shelf.rows])
        table = markup.table_html(self.library.documents(), shelf, lines, chosen)
        return {self.parts.table: table, self.parts.shelf: shelf.view}

    def _picked(self, chosen: Chosen) -> Shown:
        line = markup.choice_html(chosen, self.library.documents(), len(chosen))
        return {self.parts.chosen: chosen, self.parts.picked: line, self.page.choice: line}

    def _indexed(self) -> Chosen:
        return frozenset(info.path for info in self.library.documents() if info.state == "indexed")


def _uploads(files: object) -> tuple[list[Upload], list[str]]:
    """Return the uploads that the browser named, and a sentence for each that is not waiting.

    A name says nothing: only what lies in the folder of uploads is taken from there.
    """
    uploads: list[Upload] = []
    lost: list[str] = []
    for file in files if isinstance(files, list) else []:
        path, name = (file.get("path"), file.get("name")) if isinstance(file, dict) else (None, None)
        if not (isinstance(path, str) and isinstance(name, str) and len(name) <= _LONGEST_PATH):
            continue
        if _is_waiting(path):
            uploads.append(Upload(path, name))
        else:
            lost.append(say("'{name}' is no longer waiting to be added; add it again.", name=visible(name)))
    return uploads, lost


def _is_waiting(path: str) -> bool:
    try:
        file, folder = Path(path).resolve(strict=True), Path(get_upload_folder()).resolve()
        return file.is_relative_to(folder) and file.is_file() and not Path(path).is_symlink()
    except (OSError, ValueError):
        return False


def _paths(value: object) -> Chosen:
    return (
        frozenset(path for path in value if isinstance(path, str)) if isinstance(value, list) else frozenset()
    )
