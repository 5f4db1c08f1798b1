"""Where the files of a build are read, split and embedded: on this machine, or on the nodes of a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.index.build.corpus_file import CorpusFile
from assistant.index.build.prepare import Prepared, Unread
from assistant.settings import Settings

BATCH_PASSAGES = 64
"""Passages stored together: enough to keep all cores busy, few enough to lose little."""


class Listener(Protocol):
    """What is told while files are prepared."""

    def start_reading(self, file: CorpusFile) -> None:
        """Hear that a file is being read; may be called from other threads."""

    def start_embedding(self, file: CorpusFile, passages: int) -> None:
        """Hear that a file was read and has so many passages to embed."""

    def count_embedded(self, paths: Sequence[str], tokens: int) -> None:
        """Hear that one passage of each of these paths, which may come more than once, was embedded."""

    def count_nodes(self, nodes: int) -> None:
        """Hear how many nodes of a cluster work now."""


class Workers(Protocol):
    """A place where files are prepared."""

    def prepare(
        self, files: Sequence[CorpusFile], listener: Listener
    ) -> Iterator[Sequence[Prepared | Unread]]:
        """Yield what became of each file once, in any order, in groups to be stored together.

        Memory is bounded: no more is read than is on its way to being consumed.

        Raises:
            ModelError: The embedding model cannot be used.
            AssistantError: The place cannot be used.
        """


def choose_workers(settings: Settings, identity: str, *, reads_scans: bool) -> Workers:
    """Return where the settings say that files are prepared.

    Args:
        settings: Name the cluster, if any, and the limits.
        identity: The identity of the embedding model.
        reads_scans: Whether pages are read by text recognition.
    """
    if settings.ray:
        from assistant.index.build.cluster.workers import RayWorkers

        return RayWorkers(settings, identity, reads_scans=reads_scans)
    from assistant.index.build.local_workers import LocalWorkers

    return LocalWorkers(settings, identity, reads_scans=reads_scans)
