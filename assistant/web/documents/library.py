"""The documents as the page sees them: an index that may not be there yet, and one build at a time."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import assistant
from assistant.common.log import PrivateLog
from assistant.documents.pdf.pages import PageArtist
from assistant.errors import AssistantError
from assistant.index.build.changes import LastBuild, read_changes, record_changes
from assistant.settings import Settings
from assistant.types import Answer, BuildReport, Citation, Considered, DocumentInfo, Progress, Turn
from assistant.web.documents.trash import drop_expired
from assistant.web.languages import unsaid
from assistant.web.server.handlers import UNEXPECTED
from assistant.web.server.precedence import Precedence
from assistant.web.start.overview import Overview, OverviewFinder

if TYPE_CHECKING:
    from assistant.api import Index

_DRAWING_SECONDS = 20.0  # somebody waits for it

_EXPLAINED = 32
ALREADY_BUILDING = unsaid("The documents are being indexed already; this will be done in a moment.")


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
        self._documents: tuple[str, list[DocumentInfo]] = ("", [])
        self._renamed: dict[str, str] = {}
        self._opening = threading.Lock()
        self._state = BuildState()
        self._again = False
        self._changing = threading.Condition()
        self._begun = self._ended = 0  # builds
        self._outcome = BuildState()
        self.people = Precedence()
        self._explained = lru_cache(_EXPLAINED)(self._explain)
        self.artist = PageArtist(min(settings.parse_seconds, _DRAWING_SECONDS), settings.parse_memory_mb)
        self.log = PrivateLog(texts=settings.log == "texts")
        self._finder = OverviewFinder(self.open, self.commit, self.people, self.log)

    # --- reading

    def open(self) -> Index:
        """Return the index, opened at the first call that finds one.

        Raises:
            IndexMissingError: Nothing has been indexed yet.
        """
        with self._opening:
            if self._index is None:
                self._index = assistant.open_index(self.settings.index, settings=self.settings)
            return self._index

    def documents(self) -> list[DocumentInfo]:
        """Return the files the index knows, or none while there is no index that can be read."""
        try:
            index = self.open()
            state = index.state
            if self._documents[0] != state:
                self._documents = (state, index.documents())
            return self._documents[1]
        except AssistantError:
            return []

    def opening_lines(self, paths: Sequence[str]) -> dict[str, str]:
        """Return the first sentences of each document, of those that can be read."""
        try:
            return self.open().opening_lines(paths)
        except AssistantError:
            return {}

    def last_build(self) -> LastBuild | None:
        """Return what the build changed that made the documents what they are, None if that is not known."""
        return read_changes(Path(self.settings.index), self.commit())

    def new_documents(self) -> frozenset[str]:
        """Return the documents that the last build added or changed."""
        last = self.last_build()
        kinds = ("added", "changed", "renamed")
        return frozenset(c.path for c in last.changes if c.kind in kinds) if last else frozenset()

    def follow(self, chosen: Collection[str]) -> frozenset[str]:
        """Return the documents that were chosen by their names of now, without those that are gone.

        If all are gone the choice stays as it is: to ask every document instead would be a surprise.
        """
        indexed = {info.path for info in self.documents() if info.state == "indexed"}
        last = self.last_build()
        renamed = self._renamed | {c.previous_path: c.path for c in (last.of_kind("renamed") if last else ())}
        now = set()
        for path in chosen:
            seen = {path}
            while path not in indexed and path in renamed and renamed[path] not in seen:
                path = renamed[path]
                seen.add(path)
            now.add(path)
        return frozenset(now & indexed or chosen)

    def commit(self) -> int:
        """Return the number of the committed state, 0 while there is none that can be read."""
        try:
            return self.open().commit
        except AssistantError:
            return 0

    def holds(self, citation: Citation) -> bool:
        """Say whether a document holds, as it is indexed now, what was quoted from it."""
        try:
            return self.open().verify(citation)
        except AssistantError:
            return False

    def ask(
        self, question: str, history: Sequence[Turn] = (), documents: Sequence[str] | None = None
    ) -> Answer:
        """Answer a person's question, before all work that nobody waits for."""
        with self.people.asking():
            return self.open().ask(question, history, documents=documents)

    def explain(
        self, question: str, history: tuple[Turn, ...], within: tuple[str, ...]
    ) -> tuple[Considered, ...]:
        """Return what is read for a question; the last ones are remembered, as one looks at each passage."""
        return self._explained(self.commit(), question, history, within)

    def _explain(
        self, _commit: int, question: str, history: tuple[Turn, ...], within: tuple[str, ...]
    ) -> tuple[Considered, ...]:
        with self.people.asking():
            return self.open().explain(question, history, documents=within or None)

    # --- what the documents are about

    @property
    def overview(self) -> Overview:
        """Themes, and questions that the documents answer; empty until they are found."""
        return self._finder.found

    def look_for_overview(self) -> None:
        """Look for the overview of the newest commit in the background, if it is not known."""
        self._finder.look()

    def warm_up(self) -> None:
        """Load what the first question would wait for, or start the first build."""
        try:
            drop_expired(self.corpus)
            self.start_first_build()
            self.look_for_overview()
        except Exception as error:
            self.log.failed("Warming up failed", error)

    def _waiting_files(self) -> bool:
        """Return whether the corpus holds files that no index knows, because there is none yet."""
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
            Whether the change will be picked up; False when a build was running and `again` is not set.
        """
        with self._changing:
            if self._state.running:
                self._again = self._again or again
                return again
            self._begin()
        threading.Thread(target=self._build, name="assistant-build", daemon=True).start()
        return True

    def build_now(self) -> BuildReport:
        """Index what changed in the corpus and wait for it; after the build that runs, if one does.

        Raises:
            AssistantError: The build failed; the message says why.
        """
        with self._changing:
            own = self._begun + 1
            self.start_build(again=True)
            self._changing.wait_for(lambda: self._ended >= own)
            outcome = self._outcome
        if outcome.report is None:
            raise AssistantError(outcome.error)
        return outcome.report

    def start_first_build(self) -> None:
        """Start indexing when the corpus has files and nothing was ever indexed."""
        if self._waiting_files() and not self._state.error:
            self.start_build()

    def _build(self) -> None:
        outcome = BuildState()
        while True:
            try:
                report = assistant.build_index(
                    self.settings.corpus, self.settings.index, settings=self.settings, progress=self._show
                )
                record_changes(Path(self.settings.index), report)
                self._renamed |= {c.previous_path: c.path for c in report.of_kind("renamed")}
                outcome = BuildState(report=report)
            except AssistantError as error:
                outcome = BuildState(error=str(error))
            except Exception as error:
                self.log.failed("Indexing failed", error)
                outcome = BuildState(error=UNEXPECTED)
            with self._changing:
                self._ended, self._outcome = self._begun, outcome
                self._changing.notify_all()
                if not self._again:
                    self._set(outcome)
                    return
                self._again = False
                self._begin()

    def _begin(self) -> None:
        self._begun += 1
        self._set(BuildState(running=True))

    def _show(self, progress: Progress) -> None:
        with self._changing:
            self._set(BuildState(running=True, progress=progress))

    def _set(self, state: BuildState) -> None:
        self._state = replace(state, version=self._state.version + 1)


def _is_document(path: Path, corpus: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(corpus).parts)
