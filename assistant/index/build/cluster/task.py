"""What a node of a cluster does for each file: read it in a child process, split and embed it.

A worker process of Ray keeps its child and its embedder from file to file, while the job is the same.
"""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.documents import FileReader, ReadFile
from assistant.errors import AssistantError, ExtractionError, TransientError
from assistant.index.build.cluster.job import Job, installed_versions, other_versions
from assistant.index.build.cluster.wire import NodeResult, encode_failure, encode_refusal, encode_result
from assistant.index.build.corpus_file import CHANGED, hash_file
from assistant.index.build.prepare import embedding_text, split
from assistant.models.embedder import Embedder, load_embedder


def prepare_file(job: str, request: dict[str, Any], content: bytes | None) -> bytes:
    """Return what became of a file, encoded by `wire.py`.

    Args:
        job: The job as JSON.
        request: `path`, `sha256` of the file there, `attached` and `suffix` as in `ReadFile`.
        content: What the file holds; None where the node reads it at `path`.
    """
    node = platform.node()
    try:
        preparer = _preparer(job)
        with tempfile.TemporaryDirectory(prefix="assistant-", ignore_cleanup_errors=True) as folder:
            path = Path(request["path"])
            if content is not None:
                path = Path(folder) / path.name  # a parser may look at the name, and needs the suffix
                path.write_bytes(content)
            else:
                _check_shared(path, request["sha256"], preparer.job.corpus, node)
            return encode_result(
                preparer.prepare(ReadFile(path, request["attached"], request["suffix"]), node)
            )
    except ExtractionError as error:
        return encode_failure(error)
    except (AssistantError, OSError) as error:
        return encode_refusal(f"The node '{node}' of the Ray cluster cannot work for this build: {error}")


@dataclass(slots=True)
class _Preparer:
    """What a worker process keeps from file to file."""

    job: Job
    embedder: Embedder
    reader: FileReader
    temporary: tempfile.TemporaryDirectory[str]

    def prepare(self, request: ReadFile, node: str) -> NodeResult:
        """Return what became of a file; raises ExtractionError."""
        outcome = self.reader.read(request)
        if isinstance(outcome, ExtractionError):
            raise outcome
        assert not isinstance(outcome, tuple)  # a list is not asked for
        passages = split(outcome, self.embedder, self.job.passage_tokens)
        texts = [embedding_text(outcome, passage, self.embedder) for passage in passages]
        counts: list[int] = []

        def embedded(_: Sequence[int], tokens: int) -> None:
            counts.append(tokens)

        vectors = self.embedder.embed_passages(texts, embedded)
        return NodeResult(node, outcome, tuple(passages), vectors, sum(counts))


@lru_cache(maxsize=1)
def _preparer(text: str) -> _Preparer:
    job = Job.from_json(text)
    differences = other_versions(job.versions, installed_versions(reads_scans=job.page_seconds > 0))
    if differences:
        raise AssistantError(f"it has {differences}; install the same there as where the build runs.")
    embedder = load_embedder(job.settings(), job.identity)
    temporary = tempfile.TemporaryDirectory(prefix="assistant-", ignore_cleanup_errors=True)
    return _Preparer(job, embedder, FileReader.with_limits(job.limits, temporary.name), temporary)


def _check_shared(path: Path, sha256: str, corpus: str, node: str) -> None:
    """Raise unless a file of the shared folder is the one that was planned."""
    if not Path(corpus).is_dir():
        raise AssistantError(f"it has no folder '{corpus}'; share it, or set ray_files = \"send\".")
    try:
        if sha256 and hash_file(path) != sha256:
            raise TransientError(CHANGED)
    except OSError as error:
        raise TransientError(f"The node '{node}' cannot read it ({error.strerror or error}).") from error
