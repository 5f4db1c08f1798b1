"""A build of the index: its changes, its progress and its report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ChangeKind = Literal["added", "changed", "removed", "renamed", "unchanged", "reindexed", "failed"]
FileStage = Literal["read", "embed", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one file of the corpus in a build, planned or done.

    `reason` says why a file failed or is read again; `previous_path` is the path before a renaming.
    `warnings` say what was left out of a file that was read or is doubtful in it, one sentence each.
    """

    kind: ChangeKind
    path: str
    reason: str = ""
    previous_path: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileProgress:
    """The progress of one file in a build; `reason` says why it failed."""

    path: str
    stage: FileStage
    passages_done: int = 0
    passages_total: int = 0
    seconds_left: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a build; `tokens` is the number embedded so far.

    `nodes` are those of a cluster that work now, 0 on one machine. `files` are those in progress, then the
    last finished ones, newest first; of many only some.
    """

    stage: Literal["plan", "read", "embed", "commit", "done"]
    files_done: int = 0
    files_total: int = 0
    passages_done: int = 0
    passages_total: int = 0
    tokens: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    current: str = ""
    files: tuple[FileProgress, ...] = ()
    nodes: int = 0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build: its changes, whether the index has changed, totals, and cost."""

    changes: tuple[Change, ...]
    commit: int
    documents: int
    passages: int
    changed: bool = True
    embedded_passages: int = 0
    tokens: int = 0
    seconds: float = 0.0
    notices: tuple[str, ...] = field(default=())

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Return the changes of one kind, in path order."""
        return tuple(change for change in self.changes if change.kind == kind)

    def with_warnings(self) -> tuple[Change, ...]:
        """Return the changes of files that were read with warnings, in path order."""
        return tuple(change for change in self.changes if change.warnings)
