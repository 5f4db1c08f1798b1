"""The documents as the page sees them: an index that may not be there yet, and one build at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import assistant
from assistant.errors import AssistantError, IndexMissingError
from assistant.examples import example_questions
from assistant.settings import Settings
from assistant.types import BuildReport, DocumentInfo, Progress

if TYPE_CHECKING:
    from assistant.api import Index

log = logging.getLogger(__name__)

UNEXPECTED = "Something went wrong; the terminal that started Assistant says what."
ALREADY_BUILDING = "The documents are being indexed already; this will be done in a moment."


@dataclass(frozen=True, slots=True)
class BuildState:
    """What the page can say about indexing: whether it runs, how far it is, how the last one ended."""

    running: bool = False
    progress: Progress | None = None
    report: BuildReport | None = None
    error: str = ""
    version: int = 0


class Library:
    """The settings, the index once there is one, and the build that may be running."""

    def __init__(self, settings: Settings) -> None:
        """Remember the settings; nothing is opened or read yet."""
        self.settings = settings
        self.corpus = Path(settings.corpus)
        self._index: Index | None = None
        self._state = BuildState()
        self._again = False
        self._changed = threading.Condition()
        self._examples: tuple[int, list[str]] = (0, [])
        self._finding_examples = threading.Lock()

    # --- reading

    def open(self) -> Index:
        """Return the index, opened at the first call that finds one.

        Raises:
            IndexMissingError: Nothing has been indexed yet.
        """
        if self._index is None:
            self._index = assistant.open_index(self.settings.index, settings=self.settings)
        return self._index

    def documents(self) -> list[DocumentInfo]:
        """Return the files the index knows, or none while there is no index."""
        try:
            return self.open().documents()
        except IndexMissingError:
            return []

    def commit(self) -> int:
        """Return the number of the committed state, 0 while there is none."""
        try:
            return self.open().commit
        except IndexMissingError:
            return 0

    def examples(self) -> list[str]:
        """Return questions that the documents answer, found once for each committed state."""
        commit = self.commit()
        with self._finding_examples:
            if commit and commit != self._examples[0]:
                self._examples = (commit, _example_questions(self.open()))
            return self._examples[1]

    def warm_up(self) -> None:
        """Load what the first question would wait for, or start the first build."""
        try:
            self.start_first_build()
            self.examples()
        except IndexMissingError:
            return
        except Exception:
            log.exception("Warming up failed")

    def _waiting_files(self) -> bool:
        """Return whether the corpus holds files that no index knows, because there is none yet."""
        return self.commit() == 0 and self.corpus.is_dir() and any(map(_is_document, self.corpus.rglob("*")))

    # --- building

    @property
    def building(self) -> BuildState:
        """The state of the running or last build."""
        return self._state

    def start_build(self, *, again: bool = False) -> bool:
        """Start indexing what changed in the corpus, in the background.

        Args:
            again: When a build is running, run another one after it instead of refusing.

        Returns:
            Whether the change will be picked up; False when a build was running and `again` is not set.
        """
        with self._changed:
            if self._state.running:
                self._again = self._again or again
                return again
            self._set(BuildState(running=True))
        threading.Thread(target=self._build, name="assistant-build", daemon=True).start()
        return True

    def start_first_build(self) -> None:
        """Start indexing when the corpus has files and nothing was ever indexed."""
        if self._waiting_files() and not self._state.error:
            self.start_build()

    def follow_build(self) -> Iterator[BuildState]:
        """Yield the state now and at every change until no build is running."""
        state = self._state
        while state.running:
            yield state
            state = self._next_state(state)
        yield state

    def _next_state(self, seen: BuildState) -> BuildState:
        with self._changed:
            self._changed.wait_for(lambda: self._state.version != seen.version, timeout=5)
            return self._state

    def _build(self) -> None:
        outcome = BuildState()
        while True:
            try:
                report = assistant.build_index(
                    self.settings.corpus, self.settings.index, settings=self.settings, progress=self._show
                )
                outcome = BuildState(report=report)
            except AssistantError as error:
                outcome = BuildState(error=str(error))
            except Exception:
                log.exception("Indexing failed")
                outcome = BuildState(error=UNEXPECTED)
            with self._changed:
                if not self._again:
                    self._set(outcome)
                    return
                self._again = False
                self._set(BuildState(running=True))

    def _show(self, progress: Progress) -> None:
        with self._changed:
            self._set(BuildState(running=True, progress=progress))

    def _set(self, state: BuildState) -> None:
        self._state = replace(state, version=self._state.version + 1)
        self._changed.notify_all()


def _example_questions(index: Index) -> list[str]:
    try:
        return example_questions(index)
    except AssistantError:
        log.exception("No example questions")
        return []


def _is_document(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".")
