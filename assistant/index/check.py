"""Is the index sound? Every stored thing is read back and compared; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.errors import AssistantError, IndexDamagedError
from assistant.files import BEING_WRITTEN
from assistant.index.caches import dense_path, lexical_path
from assistant.index.dense import open_dense
from assistant.index.lexical import open_lexical
from assistant.index.rows import StoredPassage
from assistant.index.store import Store, open_store
from assistant.models.embedder import load_embedder
from assistant.settings import Settings

_REBUILD = "run 'assistant index'"
_START_OVER = "remove the index folder and run 'assistant index'"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is sound, what was seen, and how to repair it."""

    check: str
    sound: bool
    detail: str
    repair: str = ""


def check_index(settings: Settings) -> list[Finding]:
    """Check the store, every range, the caches and the model of an index.

    Raises:
        IndexMissingError: There is no index.
    """
    folder = Path(settings.index)
    try:
        store = open_store(folder)
    except IndexDamagedError as error:
        return [Finding("store", False, str(error), _START_OVER)]
    try:
        with store.reading():
            findings = [_check_store(store)]
            if findings[0].sound:
                findings += [
                    *_check_contents(store),
                    *_check_caches(folder, store),
                    _check_model(settings, store),
                ]
        return [*findings, *_check_leftovers(folder)]
    finally:
        store.close()


def _check_store(store: Store) -> Finding:
    damage = store.damage()
    detail = (
        "; ".join(damage) if damage else f"commit {store.commit_number()}, {len(store.documents())} files"
    )
    return Finding("store", not damage, detail, _START_OVER if damage else "")


def _check_contents(store: Store) -> Iterator[Finding]:
    contents = sorted({d.content for d in store.documents().values() if d.content is not None})
    wrong: list[str] = []
    checked = 0
    for content in contents:
        try:
            text = store.text(content)
        except IndexDamagedError as error:
            wrong.append(str(error))
            continue
        for passage in store.passages(store.passage_ids([content])):
            checked += 1 + len(passage.sentences)
            if not _ranges_hold(passage, text):
                wrong.append(
                    f"passage {passage.id} of '{passage.documents[0]}' is not what its document says"
                )
            if not _is_unit_vector(passage):
                wrong.append(f"passage {passage.id} of '{passage.documents[0]}' has no usable embedding")
    detail = "; ".join(wrong[:3]) if wrong else f"{checked} ranges of {len(contents)} texts are exact"
    yield Finding("ranges", not wrong, detail, _START_OVER if wrong else "")


def _ranges_hold(passage: StoredPassage, text: str) -> bool:
    inside = all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
    return inside and text[passage.start : passage.end] == passage.text


def _is_unit_vector(passage: StoredPassage) -> bool:
    norm = float(np.linalg.norm(passage.embedding))
    return bool(np.isfinite(norm)) and (norm == 0.0 or abs(norm - 1) < 0.01)


def _check_caches(folder: Path, store: Store) -> Iterator[Finding]:
    state, passages = store.state(), store.passage_count()
    try:
        dense = open_dense(dense_path(folder, state), state).count
        yield Finding(
            "dense index", dense == passages, f"{dense} of {passages} passages", _unless(dense == passages)
        )
    except IndexDamagedError as error:
        yield Finding("dense index", False, str(error), "it is made again when the index is next used")
    try:
        lexical = open_lexical(lexical_path(folder, state)).count
        yield Finding(
            "lexical index",
            lexical == passages,
            f"{lexical} of {passages} passages",
            _unless(lexical == passages),
        )
    except IndexDamagedError as error:
        yield Finding("lexical index", False, str(error), "it is made again when the index is next used")


def _unless(sound: bool) -> str:
    return "" if sound else _START_OVER


def _check_model(settings: Settings, store: Store) -> Finding:
    made_with = store.model()
    if made_with is None:
        return Finding("model", False, "the index names no embedding model", _REBUILD)
    name, identity, backend = made_with
    try:
        embedder = load_embedder(settings.using(model=name, backend=backend), identity)
    except AssistantError as error:
        return Finding("model", False, str(error), _REBUILD)
    return Finding("model", True, f"{name} ({identity[:12]}), {embedder.dimension} dimensions, {backend}")


def _check_leftovers(folder: Path) -> Iterator[Finding]:
    names = [path.name for path in folder.iterdir() if path.name.endswith(BEING_WRITTEN)]
    if names:
        yield Finding(
            "leftovers", True, f"{len(names)} unfinished files of an interrupted build; the next removes them"
        )
