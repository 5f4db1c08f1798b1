"""The documents as all visitors share them: an index, which may not exist yet, and one build at a time."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import assistant
from assistant.common.log import PrivateLog
from assistant.documents.page_images.renderer import PageRenderer
from assistant.errors import AssistantError
from assistant.index.build.changes import LastBuild, read_changes, record_changes
from assistant.index.store.address import local_folder
from assistant.settings import Settings
from assistant.types import Answer, BuildReport, Citation, Considered, DocumentInfo, Progress, Turn
from assistant.web.corpus.trash import delete_expired
from assistant.web.gradio_support.error_handling import UNEXPECTED
from assistant.web.languages import translatable
from assistant.web.state.active_questions import ActiveQuestions
from assistant.web.state.overview import Overview, OverviewFinder

if TYPE_CHECKING:
    from assistant.api import Index

_DRAWING_SECONDS = 20.0  # somebody waits for it

_EXPLAINED = 32
ALREADY_BUILDING = translatable("The documents are being indexed already; this will be done in a moment.")


@dataclass(frozen=True, slots=True)
class BuildState:
    """The state of the running or last build.

    Attributes:
        running: Whether a build is running.
        progress: Its progress, if known.
        report: The result of the last build, if it succeeded.
        error: Why the last build failed, or "".
        version: A number that grows with every change of this state.
    """

    running: bool = False
    progress: Progress | None = None
    report: BuildReport | None = None
    error: str = ""
    version: int = 0


class Library:
    """The settings, the index, the build and the overview; thread-safe."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; nothing is opened yet."""
        self.settings = settings
        self.corpus = Path(settings.corpus)
        self._index: Index | None = None
        self._documents: tuple[str, list[DocumentInfo]] = ("", [])
        self._renamed: dict[str, str] = {}
        self._opening = threading.Lock()
        self._state = BuildState()
        self._build_again = False
        self._condition = threading.Condition()
        self._begun = self._builds_finished = 0  # builds
        self._outcome = BuildState()
        self.active_questions = ActiveQuestions()
        self._explain_cached = lru_cache(_EXPLAINED)(self._explain)
        self.page_renderer = PageRenderer(
            min(settings.parse_seconds, _DRAWING_SECONDS), settings.parse_memory_mb
        )
        self.log = PrivateLog(texts=settings.log == "texts")
        self._finder = OverviewFinder(self.open, self.commit, self.active_questions, self.log)

    # --- reading

    def open(self) -> Index:
        """Return the index; the first call that finds one opens it.

        Raises:
            IndexMissingError: Nothing has been indexed yet.
        """
        with self._opening:
            if self._index is None:
                self._index = assistant.open_index(self.settings.index, settings=self.settings)
            return self._index

    def documents(self) -> list[DocumentInfo]:
        """Return the documents of the index; empty while there is no readable index."""
        try:
            index = self.open()
            state = index.state
            if self._documents[0] != state:
                self._documents = (state, index.documents())
            return self._documents[1]
        except AssistantError:
            return []

    def opening_lines(self, paths: Sequence[str]) -> dict[str, str]:
        """Return the first sentences of each document by path; empty while there is no readable index."""
        try:
            return self.open().opening_lines(paths)
        except AssistantError:
            return {}

    def last_build(self) -> LastBuild | None:
        """Return the changes of the build of the current commit, None if they are not known."""
        return read_changes(local_folder(self.settings), self.commit())

    def new_documents(self) -> frozenset[str]:
        """Return the paths of documents that the last build added, changed or renamed."""
        last = self.last_build()
        kinds = ("added", "changed", "renamed")
        return frozenset(c.path for c in last.changes if c.kind in kinds) if last else frozenset()

    def current_paths(self, selected: Collection[str]) -> frozenset[str]:
        """Return the selected documents by their current paths, without those that no longer exist.

        If none exists the selection is returned unchanged: an empty selection would mean all documents.
        """
        indexed = {info.path for info in self.documents() if info.state == "indexed"}
        last = self.last_build()
        renamed = self._renamed | {c.previous_path: c.path for c in (last.of_kind("renamed") if last else ())}
        now = set()
        for path in selected:
            seen = {path}
            while path not in indexed and path in renamed and renamed[path] not in seen:
                path = renamed[path]
                seen.add(path)
            now.add(path)
        return frozenset(now & indexed or selected)

    def commit(self) -> int:
        """Return the number of the current commit, 0 while there is no readable index."""
        try:
            return self.open().commit
        except AssistantError:
            return 0

    def holds(self, citation: Citation) -> bool:
        """Return whether the index still holds the quote of a citation in its place."""
        try:
            return self.open().verify(citation)
        except AssistantError:
            return False

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        documents: Sequence[str] | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        written: bool = False,
    ) -> Answer:
        """Answer a question; background work pauses meanwhile."""
        with self.active_questions.track():
            return self.open().ask(
                question, history, documents=documents, since=since, until=until, written=written
            )

    def explain(
        self, question: str, history: tuple[Turn, ...], within: tuple[str, ...]
    ) -> tuple[Considered, ...]:
        """Return the passages that are read for a question; the last results are cached by commit."""
        return self._explain_cached(self.commit(), question, history, within)

    def _explain(
        self, _commit: int, question: str, history: tuple[Turn, ...], within: tuple[str, ...]
    ) -> tuple[Considered, ...]:
        with self.active_questions.track():
            return self.open().explain(question, history, documents=within or None)

    # --- what the documents are about

    @property
    def overview(self) -> Overview:
        """The themes and example questions; empty until they are found."""
        return self._finder.found

    def start_overview(self) -> None:
        """Start finding the overview of the newest commit in the background, if it is not known."""
        self._finder.start()

    def warm_up(self) -> None:
        """Open the index, or start the first build, before the first question; never raises."""
        try:
            delete_expired(self.corpus)
            self.start_first_build()
            self.start_overview()
        except Exception as error:
            self.log.failed("Warming up failed", error)

    def _has_unindexed_files(self) -> bool:
        """Return whether there are files in the corpus but no index yet."""
        if self.commit() or not self.corpus.is_dir():
            return False
        return any(_is_document(path, self.corpus) for path in self.corpus.rglob("*"))

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
            Whether the change will be indexed; False when a build was running and `again` is not set.
        """
        with self._condition:
            if self._state.running:
                self._build_again = self._build_again or again
                return again
            self._start()
        threading.Thread(target=self._build, name="assistant-build", daemon=True).start()
        return True

    def build_now(self) -> BuildReport:
        """Run a build, after the running one if there is one, and return its report.

        Raises:
            AssistantError: The build failed; the message says why.
        """
        with self._condition:
            own = self._begun + 1
            self.start_build(again=True)
            self._condition.wait_for(lambda: self._builds_finished >= own)
            outcome = self._outcome
        if outcome.report is None:
            raise AssistantError(outcome.error)
        return outcome.report

    def start_first_build(self) -> None:
        """Start indexing when the corpus has files and nothing was ever indexed."""
        if self._has_unindexed_files() and not self._state.error:
            self.start_build()

    def _build(self) -> None:
        outcome = BuildState()
        while True:
            try:
                report = assistant.build_index(
                    self.settings.corpus,
                    self.settings.index,
                    settings=self.settings,
                    progress=self._show_progress,
                )
                record_changes(local_folder(self.settings), report)
                self._renamed |= {c.previous_path: c.path for c in report.of_kind("renamed")}
                outcome = BuildState(report=report)
            except AssistantError as error:
                outcome = BuildState(error=str(error))
            except Exception as error:
                self.log.failed("Indexing failed", error)
                outcome = BuildState(error=UNEXPECTED)
            with self._condition:
                self._builds_finished, self._outcome = self._begun, outcome
                self._condition.notify_all()
                if not self._build_again:
                    self._set_state(outcome)
                    return
                self._build_again = False
                self._start()

    def _start(self) -> None:
        self._begun += 1
        self._set_state(BuildState(running=True))

    def _show_progress(self, progress: Progress) -> None:
        with self._condition:
            self._set_state(BuildState(running=True, progress=progress))

    def _set_state(self, state: BuildState) -> None:
        self._state = replace(state, version=self._state.version + 1)


def _is_document(path: Path, corpus: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(corpus).parts)
