"""A build of the index: its changes, its progress and its report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ChangeKind = Literal["added", "changed", "removed", "renamed", "unchanged", "reindexed", "failed"]
FileStage = Literal["read", "embed", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens, or happened, to one file of the corpus in a build."""

    kind: ChangeKind
    path: str
    reason: str = ""
    previous_path: str = ""


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far one file of a build is; it failed for `reason`. Counts are of passages."""

    path: str
    stage: FileStage
    passages_done: int = 0
    passages_total: int = 0
    seconds_left: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is; counts are of files and passages, `tokens` are those embedded so far.

    `files` are those in work, then those that were finished last, the newest first; only some of many.
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


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the changes, whether the index differs, its totals, and the cost."""

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
