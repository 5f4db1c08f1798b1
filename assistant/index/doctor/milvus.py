"""Check and repair an index on Milvus: everything stored is read back; what is damaged is dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace

from assistant.errors import AssistantError, IndexDamagedError, IndexMissingError
from assistant.index.doctor.findings import (
    Finding,
    check_contents,
    check_documents,
    check_model,
    content_problems,
)
from assistant.index.milvus.engine import Engine
from assistant.index.milvus.schema import FOREVER, Names, alive
from assistant.index.milvus.store import MilvusStore
from assistant.index.milvus.target import open_milvus_target
from assistant.index.opening import MilvusSnapshots
from assistant.index.store.address import MilvusAddress
from assistant.index.store.error_messages import shell_command
from assistant.index.store.rows import LOST_RECIPE, StoredDocument
from assistant.settings import Settings


def check_milvus(address: MilvusAddress, settings: Settings) -> Iterator[Finding]:
    """Check the last commit, every text and range, the passages that are searched, and the model.

    Raises:
        IndexMissingError: There is no index.
    """
    repair = f"run '{shell_command('doctor --repair', address.written)}'"
    build = f"run '{shell_command('index', address.written)}'"
    try:
        with closing(MilvusSnapshots(address, settings)) as snapshots, snapshots.newest() as snapshot:
            store = snapshot.store
            assert isinstance(store, MilvusStore)
            documents = store.documents()
            yield Finding("store", True, f"commit {store.commit_number()}, {len(documents)} files")
            yield from check_documents(documents, build)
            yield from check_contents(store, documents, repair)
            yield _check_passages(store, repair)
            yield check_model(settings, store, build)
            yield from _check_leftovers(store)
    except IndexMissingError:
        raise
    except IndexDamagedError as error:
        yield Finding("store", False, str(error), repair)
    except AssistantError as error:
        yield Finding("store", False, str(error), "try again when that is done")


def _check_passages(store: MilvusStore, repair: str) -> Finding:
    expected, shown = store.passage_count(), alive(store.shown.number)
    found = 0
    if expected:
        found = sum(
            1 for _ in store.engine.all(store.names.passages(store.shown.dimension), shown, ("passage",))
        )
    sound = found == expected
    return Finding("searches", sound, f"{found} of {expected} passages", "" if sound else repair)


def _check_leftovers(store: MilvusStore) -> Iterator[Finding]:
    dead = f"died <= {store.shown.number} or born > {store.shown.number} and died == {FOREVER}"
    names = (store.names.records, *store.names.all_passages(store.engine.collections()))
    count = sum(1 for name in names for _ in store.engine.all(name, dead, ("row",)))
    if count:
        detail = f"{count} rows of earlier commits or of a build that did not end; a later build removes them"
        yield Finding("leftovers", True, detail)


def repair_milvus(address: MilvusAddress, settings: Settings) -> list[str]:
    """Drop what is damaged, so that the next build reads these files again; return what was done.

    Raises:
        IndexMissingError: There is no index.
        IndexLockedError: Another process is changing it.
        AssistantError: The last commit itself is damaged, or the server does not answer.
    """
    with closing(Engine(address, settings.milvus_seconds)) as engine:
        if Names(address.name).state not in engine.collections():
            raise IndexMissingError(f"There is no index in '{address.written}'.")
    with open_milvus_target(address, settings) as target:
        store = target.store
        before = store.documents()
        lost = _damaged(MilvusStore(store.engine, store.names, store.shown), before)
        if not lost:
            return []
        after = {
            path: replace(document, content=None, recipe=LOST_RECIPE + document.recipe, reason=_LOST)
            if document.content in lost
            else document
            for path, document in before.items()
        }
        target.commit({}, before, after)
        command = shell_command("index", address.written)
        return [
            f"What was stored of '{path}' was damaged and was dropped; run '{command}'."
            for path, document in before.items()
            if document.content in lost
        ]


_LOST = "What was stored of it was damaged; index again."


def _damaged(store: MilvusStore, documents: Mapping[str, StoredDocument]) -> set[int]:
    problems = content_problems(store, dict(documents))
    contents = sorted(
        {*store.content_ids(), *(d.content for d in documents.values() if d.content is not None)}
    )
    return {content for content, (problem, _) in zip(contents, problems, strict=True) if problem}
