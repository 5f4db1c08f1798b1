"""The commits of an index on Milvus: one small row each, written when all that it shows is there."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.errors import IndexDamagedError, IndexVersionError
from assistant.index.milvus.bm25 import Totals
from assistant.index.milvus.engine import Engine, Row
from assistant.index.milvus.schema import Names
from assistant.index.store.meta import meta_rows, read_meta

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its number, 0 before the first, and the values that are kept with it."""

    number: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def dimension(self) -> int:
        """The dimension of the embeddings, 0 where there are no passages."""
        return int(self.values.get("dimension", 0))

    @property
    def totals(self) -> Totals:
        """How many passages it has, with how many words."""
        return Totals(*(int(self.values.get(name, 0)) for name in ("passages", "texts", "places")))

    @property
    def time(self) -> float:
        """When it was made, in seconds since 1970."""
        return float(self.values.get("time", 0))

    def next_id(self, name: str) -> int:
        """Return the first number of "row", "content" or "passage" that no commit has used."""
        return int(self.values.get(f"next_{name}", 1))


def newest_commit(engine: Engine, names: Names, known: int = 0) -> Commit:
    """Return the newest commit, in one round trip.

    Args:
        engine: The connection.
        names: The collections of the index.
        known: The number of a commit that is there.

    Raises:
        IndexMissingError: There is no index.
        IndexDamagedError: The row of the commit is not what was written.
        IndexVersionError: It was made by another version of the program.
    """
    rows = engine.few(names.state, f"number >= {max(known, 1)}", ("row", "number", "data"))
    return read_commit(engine, max(rows, key=lambda row: int(row["number"]))) if rows else Commit()


def commits(engine: Engine, names: Names) -> list[Commit]:
    """Return all commits whose rows are kept, the oldest first."""
    rows = engine.few(names.state, "number > 0", ("row", "number", "data"))
    return [read_commit(engine, row) for row in sorted(rows, key=lambda row: int(row["number"]))]


def read_commit(engine: Engine, row: Row) -> Commit:
    """Return a commit from its row; raises IndexDamagedError or IndexVersionError."""
    where = engine.address.written
    try:
        values = read_meta(json.loads(row["data"]))
    except (ValueError, TypeError):
        values = None
    if values is None or values.get("commit") != str(row["number"]):
        raise IndexDamagedError(
            f"The last commit of the index '{where}' is damaged; build the index anew under another name."
        )
    if values.get("format") != str(FORMAT_VERSION):
        is_older = int(values.get("format", 0)) < FORMAT_VERSION
        advice = "build it anew" if is_older else "update Assistant"
        raise IndexVersionError(
            f"The index '{where}' was made by another version of Assistant; {advice}.", is_older=is_older
        )
    return Commit(int(row["number"]), values)


def write_commit(engine: Engine, names: Names, values: Mapping[str, str]) -> Commit:
    """Write the row that makes a commit visible, and return the commit."""
    number = int(values["commit"])
    written = {**values, "format": str(FORMAT_VERSION), "time": repr(time.time())}
    data = json.dumps(meta_rows(written))
    engine.insert(
        names.state, [{"row": f"commit {number}", "number": number, "data": data, "nothing": [0.0, 0.0]}]
    )
    return Commit(number, written)
