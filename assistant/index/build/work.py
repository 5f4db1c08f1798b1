"""The work of a build: files are read, split into passages, embedded, and stored batch by batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.common.cores import available_cores
from assistant.documents import ExtractionPool, ReadFile
from assistant.errors import ExtractionError, TransientError
from assistant.index.build.corpus_file import CorpusFile
from assistant.index.build.file_progress import FileProgressTracker
from assistant.index.build.plan import Plan
from assistant.index.build.target import ContentTarget
from assistant.models.embedder import Embedder, load_embedder
from assistant.models.source import ModelSource
from assistant.passages.splitting import TITLE_TOKENS, PassageRange, split_passages
from assistant.passages.table_context import HEADING_SEPARATOR, caption_prefix
from assistant.settings import Settings
from assistant.types import Extraction, Progress

OnProgress = Callable[[Progress], None]

# Passages embedded and stored together: enough to keep all cores busy, few enough to lose little.
_BATCH_PASSAGES = 64
_LEAST_TOKENS = 16


@dataclass(slots=True)
class _SplitFile:
    """A file that was read and split into passages, waiting to be embedded."""

    file: CorpusFile
    extraction: Extraction
    passages: list[PassageRange]


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
        embedder = load_embedder(self.settings, self.source.identity)
        self.embedding_since = time.monotonic()
        waiting: list[_SplitFile] = []
        limits = (self._workers(), self.settings.parse_seconds, self.settings.parse_memory_mb)
        page_seconds = self.settings.ocr_seconds if self.plan.recipes.reads_scans else 0.0
        with ExtractionPool(*limits, page_seconds=page_seconds) as pool:
            for file, outcome in pool.extract_many(self._files_to_read()):
                read = self._split(file, outcome, embedder)
                if read is None:
                    self._finish(file)
                    continue
                waiting.append(read)
                if sum(len(r.passages) for r in waiting) >= _BATCH_PASSAGES:
                    self._embed(waiting, embedder)
                    waiting = []
        self._embed(waiting, embedder)

    def _files_to_read(self) -> Iterator[tuple[CorpusFile, ReadFile]]:
        """Yield the files; each is taken when a process is free to read it."""
        for file in self.plan.to_read:
            self.tracker.start_reading(file.path)
            yield file, file.request

    def _workers(self) -> int:
        return min(self.settings.workers or min(available_cores(), 4), len(self.plan.to_read))

    def _split(
        self, file: CorpusFile, outcome: Extraction | ExtractionError, embedder: Embedder
    ) -> _SplitFile | None:
        try:
            if file.has_changed():
                raise TransientError("It changed while it was being read; index again.")
            if isinstance(outcome, ExtractionError):
                raise outcome
            most = max(_LEAST_TOKENS, min(self.settings.passage_tokens, embedder.max_tokens - TITLE_TOKENS))
            passages = split_passages(outcome, embedder.count_tokens, most)
        except ExtractionError as error:
            self.failed[file.sha256, file.kind] = error
            return None
        self.bytes_split += file.size
        self.tracker.start_embedding(file.path, len(passages))
        self._count(passages_total=len(passages))
        return _SplitFile(file, outcome, passages)

    def _embed(self, reads: Sequence[_SplitFile], embedder: Embedder) -> None:
        texts = [
            embedding_text(read.extraction, passage, embedder) for read in reads for passage in read.passages
        ]
        self.progress = replace(self.progress, stage="embed", current=reads[-1].file.path if reads else "")
        owners = [read.file.path for read in reads for _ in read.passages]

        def embedded(which: Sequence[int], tokens: int) -> None:
            self.tracker.count_embedded(owners[i] for i in which)
            self._count(passages_done=len(which), tokens=tokens)

        vectors = embedder.embed_passages(texts, embedded)
        position = 0
        with self.store.write_transaction():
            for read in reads:
                own = vectors[position : position + len(read.passages)]
                position += len(read.passages)
                unread = bool(read.extraction.unread_scans) and not self.plan.recipes.reads_scans
                made_by = self.plan.recipes.of(read.file, unread)
                self.store.add_content(
                    read.file.sha256, read.file.kind, made_by, read.extraction, read.passages, own
                )
        for read in reads:
            self._finish(read.file)

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


def embedding_text(extraction: Extraction, passage: PassageRange, embedder: Embedder) -> str:
    """Return what is embedded for a passage: title and headings first, as far as there is room."""
    text = extraction.text[passage.start : passage.end]
    headings = passage.heading.split(HEADING_SEPARATOR) if passage.heading else []
    caption = caption_prefix(text, passage.heading, passage.sentences)
    if any(s.is_row for s in passage.sentences) and not caption:
        headings = headings[:-1]  # the passage itself says the caption of its table
    # Where there is no room for all of them, the nearest say most about the passage.
    for outermost in ((extraction.title, headings), *(("", headings[n:]) for n in range(len(headings)))):
        above = ": ".join(
            dict.fromkeys(part for part in (outermost[0], HEADING_SEPARATOR.join(outermost[1])) if part)
        )
        if not above or text.startswith(above):
            return text
        if embedder.count_tokens([above])[0] <= TITLE_TOKENS - 2:
            return f"{above}\n{text}"
    return text
