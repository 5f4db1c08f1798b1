"""Files prepared on this machine: read in child processes, split and embedded here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.common.cores import available_cores
from assistant.documents import ExtractionPool, ReadFile
from assistant.errors import ExtractionError, TransientError
from assistant.index.build.corpus_file import CHANGED, CorpusFile
from assistant.index.build.prepare import Prepared, Unread, embedding_text, split
from assistant.index.build.workers import BATCH_PASSAGES, Listener
from assistant.models.embedder import Embedder, load_embedder
from assistant.passages.splitting import PassageRange
from assistant.settings import Settings
from assistant.types import Extraction


@dataclass(frozen=True, slots=True)
class _SplitFile:
    """A file that was read and split into passages, waiting to be embedded."""

    file: CorpusFile
    extraction: Extraction
    passages: list[PassageRange]


class LocalWorkers:
    """Child processes that read files, and the embedder of this process; see `Workers`."""

    def __init__(self, settings: Settings, identity: str, *, reads_scans: bool) -> None:
        """Start nothing yet."""
        self._settings = settings
        self._identity = identity
        self._page_seconds = settings.ocr_seconds if reads_scans else 0.0

    def prepare(
        self, files: Sequence[CorpusFile], listener: Listener
    ) -> Iterator[Sequence[Prepared | Unread]]:
        """Yield what became of each file; passages of several small files are embedded together."""
        settings = self._settings
        embedder = load_embedder(settings, self._identity)
        workers = min(settings.workers or min(available_cores(), 4), len(files))
        limits = (workers, settings.parse_seconds, settings.parse_memory_mb)

        def to_read() -> Iterator[tuple[CorpusFile, ReadFile]]:
            """Yield the files; each is taken when a process is free to read it."""
            for file in files:
                listener.start_reading(file)
                yield file, file.request

        waiting: list[_SplitFile] = []
        with ExtractionPool(*limits, page_seconds=self._page_seconds) as pool:
            for file, outcome in pool.extract_many(to_read()):
                read = self._split(file, outcome, embedder)
                if isinstance(read, Unread):
                    yield [read]
                    continue
                listener.start_embedding(file, len(read.passages))
                waiting.append(read)
                if sum(len(each.passages) for each in waiting) >= BATCH_PASSAGES:
                    yield _embed(waiting, embedder, listener)
                    waiting = []
        if waiting:
            yield _embed(waiting, embedder, listener)

    def _split(
        self, file: CorpusFile, outcome: Extraction | ExtractionError, embedder: Embedder
    ) -> _SplitFile | Unread:
        if file.has_changed():
            return Unread(file, TransientError(CHANGED))
        if isinstance(outcome, ExtractionError):
            return Unread(file, outcome)
        try:
            return _SplitFile(file, outcome, split(outcome, embedder, self._settings.passage_tokens))
        except ExtractionError as error:
            return Unread(file, error)


def _embed(reads: Sequence[_SplitFile], embedder: Embedder, listener: Listener) -> list[Prepared]:
    owners = [read.file.path for read in reads for _ in read.passages]
    texts = [
        embedding_text(read.extraction, passage, embedder) for read in reads for passage in read.passages
    ]

    def embedded(which: Sequence[int], tokens: int) -> None:
        listener.count_embedded([owners[i] for i in which], tokens)

    vectors = embedder.embed_passages(texts, embedded)
    prepared, position = [], 0
    for read in reads:
        own = vectors[position : position + len(read.passages)]
        position += len(read.passages)
        prepared.append(Prepared(read.file, read.extraction, read.passages, own))
    return prepared
