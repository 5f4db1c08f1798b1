"""Remove what dead builds left, and what no reader needs any more."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.index.milvus.commits import Commit, commits
from assistant.index.milvus.engine import Engine, Row
from assistant.index.milvus.schema import FOREVER, HEADER, PART, Names, among

_ROWS_AT_ONCE = 1_000
_IDS = ("row", "content", "passage")


@dataclass(slots=True)
class Unfinished:
    """What a dead build completed for the coming commit.

    `contents` are complete, by hash, kind and recipe; `dimensions` are those of their embeddings, by content;
    `next_ids` are numbers that it did not use.
    """

    contents: dict[tuple[str, str, str], int] = field(default_factory=dict)
    next_ids: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_IDS, 1))
    dimensions: dict[int, int] = field(default_factory=dict)

    def see(self, row: Row) -> None:
        """Learn of numbers that are used."""
        for name in _IDS:
            self.next_ids[name] = max(self.next_ids[name], int(row.get(name, 0)) + 1)


def resume(engine: Engine, names: Names, commit: Commit) -> Unfinished:
    """Undo what a dead build began, except for the contents that it completed; the lease is held.

    Args:
        engine: The connection.
        names: The collections of the index.
        commit: The last commit.
    """
    coming, found = f"born > {commit.number}", Unfinished()
    records = list(engine.all(names.records, coming, ("row", "kind", "content")))
    headers = [row for row in records if row["kind"] == HEADER]
    new = {row["content"] for row in headers if row["content"] >= commit.next_id("content")}
    for row in records:
        found.see(row)
    _delete(
        engine,
        names.records,
        (r["row"] for r in records if r["kind"] not in (HEADER, PART) or r["content"] not in new),
    )
    for header in engine.all(names.records, f"kind == {HEADER} and {coming}", ("content", "data")):
        sha256, kind, recipe, *_ = json.loads(header["data"])
        found.contents[sha256, kind, recipe] = header["content"]
    words = list(engine.all(names.words, coming, ("row",)))
    for row in words:
        found.see(row)
    _delete(engine, names.words, (row["row"] for row in words))
    for name in names.all_passages(engine.collections()):
        rows = list(engine.all(name, coming, ("row", "content", "passage")))
        for row in rows:
            found.see(row)
        _delete(engine, name, (row["row"] for row in rows if row["content"] not in new))
        found.dimensions |= {
            row["content"]: int(name.rpartition("_")[2]) for row in rows if row["content"] in new
        }
    for name in (names.records, names.words, *names.all_passages(engine.collections())):
        marked = engine.all(name, f"died > {commit.number} and died < {FOREVER}", ("row",))
        mark(engine, name, [row["row"] for row in marked], FOREVER)
    return found


def mark(engine: Engine, name: str, rows: Sequence[int], died: int) -> None:
    """Say of rows that a commit does not show them any more."""
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        engine.update(name, [{"row": row, "died": died} for row in rows[start : start + _ROWS_AT_ONCE]])


def delete_contents(engine: Engine, names: Names, contents: Sequence[int]) -> None:
    """Remove all rows of contents that no commit shows; the headers first, so that none is half there."""
    for start in range(0, len(contents), _ROWS_AT_ONCE):
        where = among("content", contents[start : start + _ROWS_AT_ONCE])
        engine.delete(names.records, f"kind == {HEADER} and {where}")
        engine.delete(names.records, where)
        for name in names.all_passages(engine.collections()):
            engine.delete(name, where)


def remove_dead(engine: Engine, names: Names, keep_seconds: float) -> None:
    """Remove rows that no commit of the last seconds shows, and the rows of commits before those.

    Args:
        engine: The connection.
        names: The collections of the index.
        keep_seconds: How long a reader may still ask an earlier commit.
    """
    known = commits(engine, names)
    since = time.time() - keep_seconds
    # A reader of a commit needs what died later; commits that others followed long ago have no readers.
    outlived = [commit.number for commit in known[1:] if commit.time <= since]
    if not outlived:
        return
    newest = max(outlived)
    for name in (names.records, names.words, *names.all_passages(engine.collections())):
        engine.delete(name, f"died <= {newest}")
    engine.delete(names.state, f"number > 0 and number < {newest}")


def _delete(engine: Engine, name: str, rows: Iterable[int]) -> None:
    keys = list(rows)
    for start in range(0, len(keys), _ROWS_AT_ONCE):
        engine.delete(name, among("row", keys[start : start + _ROWS_AT_ONCE]))
