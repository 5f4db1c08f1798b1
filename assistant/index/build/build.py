"""Bring the index up to date with the corpus: plan, read, embed, commit."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.documents.origins import read_origins
from assistant.errors import AssistantError, ExtractionError, IndexMissingError, TransientError
from assistant.index.build.languages import language_notice
from assistant.index.build.plan import Plan, make_plan, make_recipes
from assistant.index.build.scan import scan_corpus
from assistant.index.build.target import BuildStore, BuildTarget, open_target
from assistant.index.build.work import OnProgress, Work
from assistant.index.opening import open_reader
from assistant.index.store.origins import NO_ORIGINS, origins_record
from assistant.index.store.reader import StoreReader
from assistant.index.store.rows import StoredDocument
from assistant.models.source import ModelSource, resolve_model
from assistant.settings import Settings
from assistant.types import BuildReport, Change, Progress

# The changes of files that were read, if not in this build then in one that was interrupted.
_READ = ("added", "changed", "reindexed")

OnPlan = Callable[[Plan], None]


def plan_build(settings: Settings) -> Plan:
    """Return what a build would do, without changing anything."""
    source = resolve_model(settings.model)
    try:
        with open_reader(settings) as store:
            return _plan(store, settings, source)
    except IndexMissingError:
        return make_plan(scan_corpus(settings), {}, make_recipes(settings, source.identity), set())


def build(
    settings: Settings, on_progress: OnProgress | None = None, on_plan: OnPlan | None = None
) -> BuildReport:
    """Make the index show the corpus as it is now, in one commit; does nothing if it already does.

    What was read and embedded is kept file by file, unseen by readers: after a build that was
    killed, the next goes on.

    Args:
        settings: ContentPaths the corpus, the index, the model and the limits.
        on_progress: Called with how far the build is, from this thread.
        on_plan: Called once with what is going to be done.

    Raises:
        IndexLockedError: Another process is changing the index.
        IndexDamagedError: The index there cannot be read.
        ModelError: The embedding model cannot be used.
        AssistantError: The corpus is not there.
    """
    with open_target(settings) as target:
        return _build(target, settings, on_progress or (lambda _: None), on_plan or (lambda _: None))


def _build(target: BuildTarget, settings: Settings, on_progress: OnProgress, on_plan: OnPlan) -> BuildReport:
    store, started = target.store, time.monotonic()
    on_progress(Progress("plan"))
    source = resolve_model(settings.model)
    plan = _plan(store, settings, source)
    on_plan(plan)
    target.expect(_expected_paths(plan))
    work = Work(store, settings, source, plan, on_progress, started)
    work.read_and_embed()
    model = _model_record(settings, source)
    origins = read_origins(Path(settings.corpus))
    with store.read_transaction():
        documents = _documents_after(store, plan, work.failed)
        foreign = language_notice(store, settings.model, plan.before, documents)
        commit_before = store.commit_number()
        hashes = {document.sha256 for document in documents.values()}
        extra = {"model": model, "origins": origins_record(origins, hashes)}
        shown = {"model": store.meta("model"), "origins": store.meta("origins") or NO_ORIGINS}
        is_shown = commit_before > 0 and (plan.before, shown) == (documents, extra)
    if not is_shown:
        on_progress(replace(work.progress, stage="commit", seconds=time.monotonic() - started))
        target.commit(extra, plan.before, documents)
    changes = tuple(_outcomes(store, plan, documents))
    passages = target.remove_leftovers()
    on_progress(replace(work.progress, stage="done", seconds=time.monotonic() - started, seconds_left=0))
    return BuildReport(
        changes=changes,
        commit=commit_before + (not is_shown),
        changed=not is_shown,
        documents=sum(document.content is not None for document in documents.values()),
        passages=passages,
        embedded_passages=work.progress.passages_done,
        tokens=work.progress.tokens,
        seconds=time.monotonic() - started,
        notices=tuple(filter(None, (_reindexed_notice(changes), foreign))),
    )


def _plan(store: StoreReader | BuildStore, settings: Settings, source: ModelSource) -> Plan:
    scan = scan_corpus(settings)
    recipes = make_recipes(settings, source.identity)
    with store.read_transaction():
        documents, known = store.documents(), store.known_contents()
    plan = make_plan(scan, documents, recipes, known)
    if any(document.content and not recipes.is_current(document.recipe) for document in plan.kept):
        raise AssistantError(
            f"The folder '{scan.unlisted[0]}' cannot be listed, and its documents need to be indexed anew "
            "because the settings or the model changed; make it readable first."
        )
    return plan


def _expected_paths(plan: Plan) -> dict[tuple[str, str], list[str]]:
    expected: dict[tuple[str, str], list[str]] = {}
    for file in plan.files:
        expected.setdefault((file.sha256, file.kind), []).append(file.path)
    return expected


def _model_record(settings: Settings, source: ModelSource) -> str:
    """Return what is stored of the embedding model, so that questions are embedded with the same one."""
    return json.dumps([settings.model, source.identity, settings.backend])


def _reindexed_notice(changes: Sequence[Change]) -> str:
    reindexed = sum(change.kind == "reindexed" for change in changes)
    if not reindexed:
        return ""
    documents = "one document was" if reindexed == 1 else f"{reindexed} documents were"
    return f"The settings, the model or the program changed: {documents} indexed anew."


def _outcomes(store: BuildStore, plan: Plan, documents: dict[str, StoredDocument]) -> Iterator[Change]:
    """Yield the changes as they came out: "failed" if a file could not be read, else with its warnings."""
    with store.read_transaction():
        for change in plan.changes:
            document = documents.get(change.path)
            if document is None or change.kind == "failed":
                yield change
            elif document.content is None:
                yield Change("failed", change.path, document.reason)
            elif change.kind in _READ:
                yield replace(change, warnings=store.warnings(document.content))
            else:
                yield change


def _documents_after(
    store: BuildStore, plan: Plan, failed: dict[tuple[str, str], ExtractionError]
) -> dict[str, StoredDocument]:
    documents = {document.path: document for document in plan.kept}
    known_reasons = {change.path: change.reason for change in plan.changes}
    known_contents = store.known_contents()
    for file in plan.files:
        made_by, content = plan.recipes.content_of(file, known_contents)
        if content is not None:
            if file.path not in plan.before or plan.before[file.path].content != content:
                store.check_content(content, (file.sha256, file.kind, made_by))
            document = StoredDocument(file.path, file.sha256, file.size, made_by, content)
        else:
            error = failed.get((file.sha256, file.kind))
            # What may go better next time leaves no recipe, so that it is tried again.
            made_by = "" if isinstance(error, TransientError) else plan.recipes.of_failure(file)
            reason = str(error) if error else known_reasons[file.path]
            document = StoredDocument(file.path, file.sha256, file.size, made_by, None, reason)
        documents[file.path] = document
    return dict(sorted(documents.items()))
