"""What the last build changed, stored in the index folder, so that it can be shown after a restart."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from assistant.common.files import write_durably
from assistant.types import BuildReport, Change, ChangeKind

CHANGES_NAME = "changes.json"
_MOST = 500  # changes of each kind that are kept by name


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What the build that made a commit changed: how often, when, and which (only some of many)."""

    commit: int
    at: float
    counts: dict[ChangeKind, int]
    changes: tuple[Change, ...]

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Return the changes of one kind that are kept by name."""
        return tuple(change for change in self.changes if change.kind == kind)


def write_changes(folder: Path, commit: int, changes: Sequence[Change]) -> None:
    """Write what a build changed; raises OSError."""
    counts: dict[ChangeKind, int] = {}
    kept = []
    for change in changes:
        if change.kind == "unchanged":
            continue
        counts[change.kind] = counts.get(change.kind, 0) + 1
        if counts[change.kind] <= _MOST:
            kept.append([change.kind, change.path, change.reason, change.previous_path])
    record = {"commit": commit, "at": time.time(), "counts": counts, "changes": kept}
    folder.mkdir(parents=True, exist_ok=True)
    write_durably(folder / CHANGES_NAME, json.dumps(record).encode())


def read_changes(folder: Path, commit: int) -> LastBuild | None:
    """Return what the build that made this commit changed, None if that is not known."""
    try:
        record = json.loads((folder / CHANGES_NAME).read_bytes())
        counts = {kind: int(record["counts"].get(kind, 0)) for kind in get_args(ChangeKind)}
        changes = tuple(_change(*fields) for fields in record["changes"])
        found = LastBuild(int(record["commit"]), float(record["at"]), counts, changes)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found if found.commit == commit else None


def _change(kind: ChangeKind, path: str, reason: str, previous_path: str) -> Change:
    if kind not in get_args(ChangeKind) or not all(isinstance(t, str) for t in (path, reason, previous_path)):
        raise ValueError(kind)
    return Change(kind, path, reason, previous_path)


def record_changes(folder: Path, report: BuildReport) -> None:
    """Write what a build changed, if anything; an error is ignored, since the index does not depend on it."""
    if report.changed:
        with suppress(OSError):
            write_changes(folder, report.commit, report.changes)
