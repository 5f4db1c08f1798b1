"""Repair an index: what is sound is kept, the rest is made again, from the store or from the corpus."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assistant.errors import AssistantError, IndexDamagedError, IndexMissingError
from assistant.index.build.lock import writer_lock
from assistant.index.build.work import OnProgress
from assistant.index.doctor.check import check_index, leftovers, store_problems
from assistant.index.doctor.damaged_file import copy_damaged, has_sound_header, open_damaged
from assistant.index.doctor.findings import Finding, content_problems
from assistant.index.doctor.restore import restore
from assistant.index.search.caches import lexical_path, load_caches, paths_by_content, remove
from assistant.index.search.dense import dense_path, open_dense
from assistant.index.search.lexical import open_lexical
from assistant.index.store.address import milvus_address
from assistant.index.store.error_messages import explain_sqlite_errors, explain_write_errors, shell_command
from assistant.index.store.opening import create_store
from assistant.index.store.recovery import Recovered, recover_store
from assistant.index.store.replacement import replace_store
from assistant.index.store.rows import LOST_RECIPE
from assistant.index.store.schema import STORE_NAME, temporary_path
from assistant.index.store.store import Store
from assistant.index.store.upgrade import open_store_for_writing
from assistant.index.store.writable import WritableStore
from assistant.settings import Settings


@dataclass(slots=True)
class Repair:
    """What was done, in sentences; what is still wrong; and the passages that were embedded for it."""

    done: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    embedded_passages: int = 0


def repair_index(settings: Settings, on_progress: OnProgress | None = None) -> Repair:
    """Make an index sound again, then check it.

    What is damaged in the store is dropped and, if the very file is still in the corpus, read again.
    A store with damaged pages is copied, and its sound rows go into a new one.
    Caches are made again, leftovers removed. No other store may be open in this process.

    Raises:
        IndexMissingError: There is no index.
        IndexVersionError: It was made by a newer version of the program.
        IndexLockedError: Another process is changing it.
        AssistantError: The disk is full, or the like.
    """
    address = milvus_address(settings.index)
    if address is not None:
        from assistant.index.doctor.milvus import repair_milvus

        done = repair_milvus(address, settings)
        return Repair(done, check_index(settings))
    folder = Path(settings.index)
    path = folder / STORE_NAME
    if not path.is_file():
        raise IndexMissingError(
            f"There is no index in '{folder}'; run '{shell_command('index', folder)}' to build it."
        )
    repair = Repair()
    with writer_lock(folder), explain_write_errors(folder), explain_sqlite_errors(path):
        recovered = _repair_store(folder, repair)
        store = open_store_for_writing(folder)
        try:
            unnamed = _restore(store, settings, recovered, repair, on_progress or (lambda _: None))
            _repair_caches(folder, store, repair)
        finally:
            store.close()
    repair.findings = [*check_index(settings), *unnamed]
    return repair


def _repair_store(folder: Path, repair: Repair) -> Recovered:
    """Replace a damaged store by a new one with its sound rows; return what was recovered."""
    path = folder / STORE_NAME
    damage = _damage_of(folder)
    if not damage:
        return Recovered(0, 0)
    if damage == "file":
        copy = copy_damaged(path)
        repair.done.append(f"The damaged store was kept as '{copy.name}'; remove it when nothing is missed.")
    with open_damaged(path) as left:
        if left is None:
            create_store(temporary_path(path))
            recovered = Recovered(0, None)
        else:
            recovered = recover_store(left[0], temporary_path(path), left[1])
    replace_store(temporary_path(path), path)
    texts = "1 text" if recovered.contents == 1 else f"{recovered.contents} texts"
    repair.done.append(f"A new store was made; {texts} with their embeddings were sound and carried over.")
    return recovered


def _damage_of(folder: Path) -> Literal["file", "rows", ""]:
    """Return whether the store's file as a whole is damaged, only rows of it, or nothing."""
    if not has_sound_header(folder / STORE_NAME):
        return "file"
    try:
        store = open_store_for_writing(folder)
    except IndexDamagedError:
        return "file"
    try:
        with store.read_transaction():
            if store.integrity_errors():
                return "file"
            if store_problems(store):
                return "rows"
            checked = content_problems(store, store.documents())
            return "rows" if any(problem for problem, _ in checked) else ""
    finally:
        store.close()


def _restore(
    store: WritableStore, settings: Settings, recovered: Recovered, repair: Repair, on_progress: OnProgress
) -> list[Finding]:
    build = f"run '{shell_command('index', Path(settings.index))}'"
    try:
        restored = restore(store, settings, recovered.lost_documents != 0, on_progress)
    except AssistantError as error:
        repair.done.append(f"No file could be read again: {error}")
        restored = None
    if restored is not None:
        repair.embedded_passages = restored.embedded_passages
        repair.done += [f"'{path}' was read again from the corpus." for path in restored.read]
        repair.done += [
            f"The entry of '{path}' was made again from the corpus and what was stored of it."
            for path in restored.relisted
        ]
    lost = [
        document.path for document in store.documents().values() if document.recipe.startswith(LOST_RECIPE)
    ]
    repair.done += [f"What was stored of '{path}' was damaged and was dropped; {build}." for path in lost]
    missing = (
        None
        if recovered.lost_documents is None
        else recovered.lost_documents - len(restored.relisted if restored else ())
    )
    if missing == 0:
        return []
    how_many = "Entries" if missing is None else "One entry" if missing == 1 else f"{missing} entries"
    return [Finding("documents", False, f"{how_many} of the list of documents may be missing", build)]


def _repair_caches(folder: Path, store: Store, repair: Repair) -> None:
    with store.read_transaction():
        commit_id = store.commit_id()
        if not store.commit_number():
            return
        paths = paths_by_content(store.documents().values())
        dense, lexical = dense_path(folder, commit_id), lexical_path(folder, commit_id)
        for name, path, open_cache in (
            ("dense", dense, lambda: open_dense(folder, commit_id, paths)),
            ("lexical", lexical, lambda: open_lexical(lexical)),
        ):
            try:
                open_cache()
            except IndexDamagedError:
                remove(path)
                repair.done.append(f"The {name} index was made again.")
        load_caches(folder, store, commit_id)
    left = leftovers(folder, commit_id)
    for path in left:
        remove(path)
    if left:
        repair.done.append(f"Leftovers were removed: {', '.join(path.name for path in left)}.")
