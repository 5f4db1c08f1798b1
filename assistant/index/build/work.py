"""The work of a build: files are read, split into passages, embedded, and stored batch by batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.errors import ExtractionError
from assistant.index.build.corpus_file import CorpusFile
from assistant.index.build.file_progress import FileProgressTracker
from assistant.index.build.plan import Plan
from assistant.index.build.prepare import Prepared, Unread
from assistant.index.build.target import ContentTarget
from assistant.index.build.workers import choose_workers
from assistant.models.source import ModelSource
from assistant.settings import Settings
from assistant.types import Progress

OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class Work:
    """Reads and embeds the files that a plan names, storing each batch when it is done.

    `failed` holds the error of each file that gave no text, by hash and kind.
    """

    store: ContentTarget
    settings: Settings
    source: ModelSource
    plan: Plan
    on_progress: OnProgress
    started: float
    failed: dict[tuple[str, str], ExtractionError] = field(default_factory=dict)
    progress: Progress = field(default_factory=lambda: Progress("read"))
    bytes_split: int = 0
    embedding_since: float = 0.0
    tracker: FileProgressTracker = field(default_factory=FileProgressTracker)

    def read_and_embed(self) -> None:
        """Read, split, embed and store the files of the plan."""
        files = self.plan.to_read
        self.progress = Progress("read", files_total=len(files))
        if not files:
            return
        self._report_progress("")
        self.embedding_since = time.monotonic()
        reads_scans = self.plan.recipes.reads_scans
        workers = choose_workers(self.settings, self.source.identity, reads_scans=reads_scans)
        for outcomes in workers.prepare(files, self):
            self._store([outcome for outcome in outcomes if isinstance(outcome, Prepared)])
            for outcome in outcomes:
                if isinstance(outcome, Unread):
                    self.failed[outcome.file.sha256, outcome.file.kind] = outcome.error
                self._finish(outcome.file)

    def start_reading(self, file: CorpusFile) -> None:
        """Note that a file is being read; may be called from other threads."""
        self.tracker.start_reading(file.path)

    def start_embedding(self, file: CorpusFile, passages: int) -> None:
        """Note that a file was read and has so many passages to embed."""
        if not self.bytes_split:
            self.embedding_since = time.monotonic()  # loading the model is not counted
        self.bytes_split += file.size
        self.tracker.start_embedding(file.path, passages)
        self.progress = replace(self.progress, stage="embed", current=file.path)
        self._count(passages_total=passages)

    def count_embedded(self, paths: Sequence[str], tokens: int) -> None:
        """Note that one passage of each of these paths was embedded."""
        self.tracker.count_embedded(paths)
        self._count(passages_done=len(paths), tokens=tokens)

    def count_nodes(self, nodes: int) -> None:
        """Note how many nodes of a cluster work now."""
        if nodes != self.progress.nodes:
            self.progress = replace(self.progress, nodes=nodes)
            self._report_progress(self.progress.current)

    def _store(self, outcomes: Sequence[Prepared]) -> None:
        if not outcomes:
            return
        with self.store.write_transaction():
            for each in outcomes:
                file, extraction = each.file, each.extraction
                unread = bool(extraction.unread_scans) and not self.plan.recipes.reads_scans
                made_by = self.plan.recipes.of(file, unread)
                self.store.add_content(
                    file.sha256, file.kind, made_by, extraction, each.passages, each.embeddings
                )

    def _finish(self, file: CorpusFile) -> None:
        error = self.failed.get((file.sha256, file.kind))
        self.tracker.finish(file.path, str(error) if error else "")
        self._count(files_done=1)
        self._report_progress(file.path)

    def _count(
        self, files_done: int = 0, passages_done: int = 0, passages_total: int = 0, tokens: int = 0
    ) -> None:
        before = self.progress
        self.progress = replace(
            before,
            files_done=before.files_done + files_done,
            passages_done=before.passages_done + passages_done,
            passages_total=before.passages_total + passages_total,
            tokens=before.tokens + tokens,
        )
        self._report_progress(before.current)

    def _report_progress(self, current: str) -> None:
        seconds = time.monotonic() - self.started
        done = self.progress.passages_done
        seconds_per_passage = (time.monotonic() - self.embedding_since) / done if done else None
        self.progress = replace(
            self.progress,
            seconds=seconds,
            seconds_left=self._seconds_left(),
            current=current,
            files=self.tracker.report(seconds_per_passage),
        )
        self.on_progress(self.progress)

    def _seconds_left(self) -> float | None:
        """Estimate from the passages embedded, and those that the files not read yet will give."""
        if not self.progress.passages_done or not self.bytes_split:
            return None
        size = sum(file.size for file in self.plan.to_read)
        expected = self.progress.passages_total * max(1.0, size / self.bytes_split)
        spent = time.monotonic() - self.embedding_since
        return spent * (expected - self.progress.passages_done) / self.progress.passages_done
