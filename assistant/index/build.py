"""Bring the index up to date with the corpus: plan, read, embed, commit."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.cores import available_cores
from assistant.documents import ExtractionPool
from assistant.errors import AssistantError, ExtractionError, IndexMissingError, PassingError
from assistant.index.caches import drop_old_caches, names_by_content, write_caches
from assistant.index.lock import writer_lock
from assistant.index.plan import Plan, make_plan, make_recipes
from assistant.index.rows import StoredDocument
from assistant.index.scan import CorpusFile, scan_corpus
from assistant.index.store import Store, create_store, open_store
from assistant.index.trouble import writing_explained
from assistant.models.embedder import Embedder, load_embedder
from assistant.models.source import ModelSource, resolve_model, sha256_of
from assistant.passages import TITLE_TOKENS, PassageRange, split_passages
from assistant.settings import Settings
from assistant.types import BuildReport, Change, Extraction, Progress

OnProgress = Callable[[Progress], None]
OnPlan = Callable[[Plan], None]

# Passages embedded and stored together: enough to fill batches, few enough to lose little.
_PASSAGES_AT_ONCE = 64
_LEAST_TOKENS = 16


def plan_build(settings: Settings) -> Plan:
    """Say what a build would do, without doing or changing anything."""
    source = resolve_model(settings.model)
    try:
        store = open_store(Path(settings.index))
    except IndexMissingError:
        return make_plan(scan_corpus(settings), {}, make_recipes(settings, source.identity), set())
    try:
        return _plan(store, settings, source)
    finally:
        store.close()


def build(
    settings: Settings, on_progress: OnProgress | None = None, on_plan: OnPlan | None = None
) -> BuildReport:
    """Make the index show the corpus as it is now, in one commit; does nothing if it already does.

    What was read and embedded is kept file by file, unseen by readers: after a build that was
    killed, the next goes on.

    Args:
        settings: Names the corpus, the index, the model and the limits.
        on_progress: Called with how far the build is, from this thread.
        on_plan: Called once with what is going to be done.

    Raises:
        IndexLockedError: Another process is changing the index.
        IndexDamagedError: The index there cannot be read.
        ModelError: The embedding model cannot be used.
        AssistantError: The corpus is not there.
    """
    folder = Path(settings.index)
    with writer_lock(folder):
        store = create_store(folder)
        try:
            return _build(store, settings, on_progress or (lambda _: None), on_plan or (lambda _: None))
        finally:
            store.close()


def _build(store: Store, settings: Settings, on_progress: OnProgress, on_plan: OnPlan) -> BuildReport:
    started = time.monotonic()
    on_progress(Progress("plan"))
    source = resolve_model(settings.model)
    plan = _plan(store, settings, source)
    on_plan(plan)
    work = _Work(store, settings, source, plan, on_progress, started)
    work.read_and_embed()
    model = _model_record(settings, source)
    with store.reading():
        documents = _documents_after(store, plan, work.failed)
        commit_before = store.commit_number()
        is_shown = commit_before > 0 and (store.documents(), store.meta("model")) == (documents, model)
    if not is_shown:
        on_progress(replace(work.progress, stage="commit", seconds=time.monotonic() - started))
        _commit(store, settings, model, documents)
    passages = _tidy(store, Path(settings.index))
    on_progress(replace(work.progress, stage="done", seconds=time.monotonic() - started, seconds_left=0))
    changes = tuple(_outcome(change, documents) for change in plan.changes)
    return BuildReport(
        changes=changes,
        commit=commit_before + (not is_shown),
        changed=not is_shown,
        documents=sum(document.content is not None for document in documents.values()),
        passages=passages,
        embedded_passages=work.progress.passages_done,
        tokens=work.progress.tokens,
        seconds=time.monotonic() - started,
        notices=_notices(changes),
    )


def _plan(store: Store, settings: Settings, source: ModelSource) -> Plan:
    scan = scan_corpus(settings)
    recipes = make_recipes(settings, source.identity)
    with store.reading():
        documents, known = store.documents(), store.known_contents()
    plan = make_plan(scan, documents, recipes, known)
    if any(document.content and document.recipe not in recipes.by_kind.values() for document in plan.kept):
        raise AssistantError(
            f"The folder '{scan.unlisted[0]}' cannot be listed, and its documents need to be indexed anew "
            "because the settings or the model changed; make it readable first."
        )
    return plan


def _model_record(settings: Settings, source: ModelSource) -> str:
    """What a reader must know to embed questions as the passages were."""
    return json.dumps([settings.model, source.identity, settings.backend])


def _notices(changes: Sequence[Change]) -> tuple[str, ...]:
    reindexed = sum(change.kind == "reindexed" for change in changes)
    if not reindexed:
        return ()
    documents = "one document was" if reindexed == 1 else f"{reindexed} documents were"
    return (f"The settings, the model or the program changed: {documents} indexed anew.",)


def _outcome(change: Change, documents: dict[str, StoredDocument]) -> Change:
    """Return the change as it came out: what was to be read may have failed."""
    document = documents.get(change.path)
    if document is None or document.content is not None or change.kind == "failed":
        return change
    return Change("failed", change.path, document.reason)


def _documents_after(
    store: Store, plan: Plan, failed: dict[tuple[str, str], ExtractionError]
) -> dict[str, StoredDocument]:
    documents = {document.path: document for document in plan.kept}
    known_reasons = {change.path: change.reason for change in plan.changes}
    for file in plan.files:
        made_by = plan.recipes.of(file)
        content = store.find_content(file.sha256, file.kind, made_by) if file.sha256 else None
        if content is not None:
            document = StoredDocument(file.path, file.sha256, file.size, made_by, content)
        else:
            error = failed.get((file.sha256, file.kind))
            # What may go better next time leaves no recipe, so that it is tried again.
            made_by = "" if isinstance(error, PassingError) else plan.recipes.of_failed(file)
            reason = str(error) if error else known_reasons[file.path]
            document = StoredDocument(file.path, file.sha256, file.size, made_by, None, reason)
        documents[file.path] = document
    return dict(sorted(documents.items()))


def _commit(store: Store, settings: Settings, model: str, documents: dict[str, StoredDocument]) -> None:
    """Make the new state visible; the caches are complete before the transaction that needs them."""
    folder = Path(settings.index)
    names = names_by_content(documents.values())
    with writing_explained(folder), store.reading():
        commit = store.commit_number() + 1
        write_caches(folder, store, store.state(commit), names)
    with store.writing():
        store.set_documents(documents.values())
        store.set_meta("model", model)
        store.set_meta("commit", str(commit))


def _tidy(store: Store, folder: Path) -> int:
    """Remove what builds left behind, also interrupted ones; return the number of passages that stay."""
    with store.reading():
        state, passages, has_unused = store.state(), store.passage_count(), store.has_unused()
    if has_unused:
        with store.writing():
            store.drop_unused()
    drop_old_caches(folder, state)
    return passages


@dataclass(slots=True)
class _Read:
    """A file that was read and cut, waiting to be embedded."""

    file: CorpusFile
    extraction: Extraction
    passages: list[PassageRange]


@dataclass(slots=True)
class _Work:
    """Reads and embeds what a plan asks for, storing each part as it is done."""

    store: Store
    settings: Settings
    source: ModelSource
    plan: Plan
    on_progress: OnProgress
    started: float
    failed: dict[tuple[str, str], ExtractionError] = field(default_factory=dict)
    progress: Progress = field(default_factory=lambda: Progress("read"))
    bytes_cut: int = 0
    embedding_since: float = 0.0

    def read_and_embed(self) -> None:
        files = self.plan.to_read
        self.progress = Progress("read", files_total=len(files))
        if not files:
            return
        self._tell("")
        embedder = load_embedder(self.settings)
        self.embedding_since = time.monotonic()
        waiting: list[_Read] = []
        limits = (self._workers(), self.settings.parse_seconds, self.settings.parse_memory_mb)
        with ExtractionPool(*limits) as pool:
            for file, outcome in pool.extract_many((file, file.location) for file in files):
                read = self._cut(file, outcome, embedder)
                if read is None:
                    self._finished(file)
                    continue
                waiting.append(read)
                if sum(len(r.passages) for r in waiting) >= _PASSAGES_AT_ONCE:
                    self._embed(waiting, embedder)
                    waiting = []
        self._embed(waiting, embedder)

    def _workers(self) -> int:
        return min(self.settings.workers or min(available_cores(), 4), len(self.plan.to_read))

    def _cut(
        self, file: CorpusFile, outcome: Extraction | ExtractionError, embedder: Embedder
    ) -> _Read | None:
        try:
            if isinstance(outcome, ExtractionError):
                raise outcome
            if _hash_now(file) != file.sha256:
                raise PassingError("It changed while it was being read; index again.")
            most = max(_LEAST_TOKENS, min(self.settings.passage_tokens, embedder.max_tokens - TITLE_TOKENS))
            passages = split_passages(outcome, embedder.count_tokens, most)
        except ExtractionError as error:
            self.failed[file.sha256, file.kind] = error
            return None
        self.bytes_cut += file.size
        self._count(passages_total=len(passages))
        return _Read(file, outcome, passages)

    def _embed(self, reads: Sequence[_Read], embedder: Embedder) -> None:
        texts = [
            embedding_text(read.extraction, passage, embedder) for read in reads for passage in read.passages
        ]
        self.progress = replace(self.progress, stage="embed", current=reads[-1].file.path if reads else "")
        vectors = embedder.embed_passages(
            texts, lambda n, tokens: self._count(passages_done=n, tokens=tokens)
        )
        position = 0
        with self.store.writing():
            for read in reads:
                own = vectors[position : position + len(read.passages)]
                position += len(read.passages)
                made_by = self.plan.recipes.of(read.file)
                self.store.add_content(
                    read.file.sha256, read.file.kind, made_by, read.extraction, read.passages, own
                )
        for read in reads:
            self._finished(read.file)

    def _finished(self, file: CorpusFile) -> None:
        self._count(files_done=1)
        self._tell(file.path)

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
        self._tell(before.current)

    def _tell(self, current: str) -> None:
        seconds = time.monotonic() - self.started
        self.progress = replace(
            self.progress, seconds=seconds, seconds_left=self._seconds_left(), current=current
        )
        self.on_progress(self.progress)

    def _seconds_left(self) -> float | None:
        """Estimate from the passages embedded, and those that the files not read yet will give."""
        if not self.progress.passages_done or not self.bytes_cut:
            return None
        size = sum(file.size for file in self.plan.to_read)
        expected = self.progress.passages_total * max(1.0, size / self.bytes_cut)
        spent = time.monotonic() - self.embedding_since
        return spent * (expected - self.progress.passages_done) / self.progress.passages_done


def embedding_text(extraction: Extraction, passage: PassageRange, embedder: Embedder) -> str:
    """Return what is embedded for a passage: title and heading first, as far as there is room."""
    text = extraction.text[passage.start : passage.end]
    above = ": ".join(dict.fromkeys(part for part in (extraction.title, passage.heading) if part))
    if not above or text.startswith(above) or embedder.count_tokens([above])[0] > TITLE_TOKENS - 2:
        return text
    return f"{above}\n{text}"


def _hash_now(file: CorpusFile) -> str:
    try:
        return sha256_of(file.location)
    except OSError:
        return ""
