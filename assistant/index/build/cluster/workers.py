"""Files prepared on the nodes of a Ray cluster, a task for each file."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from assistant.errors import AssistantError, ExtractionError, TransientError
from assistant.index.build.cluster.connection import connected
from assistant.index.build.cluster.job import make_job
from assistant.index.build.cluster.task import prepare_file
from assistant.index.build.cluster.wire import NodeResult, decode_reply
from assistant.index.build.corpus_file import CHANGED, CorpusFile, open_regular
from assistant.index.build.prepare import Prepared, Unread
from assistant.index.build.workers import BATCH_PASSAGES, Listener
from assistant.settings import Settings

# Tasks on their way for each core, so that none waits for the builder, and the bytes that are sent with them.
_TASKS_PER_CORE, _MOST_BYTES = 2, 256_000_000
# How often a file is sent whose node or worker process died: a file may be what kills them.
_MOST_TRIES = 4
_LOST = "The connection to the Ray cluster was lost; index again to go on."
_COUNTING_SECONDS, _WAITING_SECONDS = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file on its way: how often it was sent, and the bytes that travel with it."""

    file: CorpusFile
    tries: int
    size: int


class RayWorkers:
    """The nodes of a cluster; see `Workers`."""

    def __init__(self, settings: Settings, identity: str, *, reads_scans: bool) -> None:
        """Connect to nothing yet."""
        self._settings = settings
        self._job = make_job(settings, identity, reads_scans=reads_scans)

    def prepare(
        self, files: Sequence[CorpusFile], listener: Listener
    ) -> Iterator[Sequence[Prepared | Unread]]:
        """Yield what became of each file, in the order in which the nodes are done."""
        with connected(self._settings.ray) as ray:
            tasks = _Tasks(ray, self._job.as_json(), not self._job.corpus, listener, deque(files))
            try:
                yield from _batches(tasks.results())
            finally:
                tasks.cancel()


def _batches(outcomes: Iterator[Prepared | Unread]) -> Iterator[list[Prepared | Unread]]:
    """Yield groups with passages enough to be stored together."""
    batch: list[Prepared | Unread] = []
    waiting = 0
    for outcome in outcomes:
        batch.append(outcome)
        waiting += len(outcome.passages) if isinstance(outcome, Prepared) else 0
        if waiting >= BATCH_PASSAGES or isinstance(outcome, Unread):
            yield batch
            batch, waiting = [], 0
    if batch:
        yield batch


@dataclass(slots=True)
class _Tasks:
    """The tasks of a build: those still to be sent, again or for the first time, and those on their way."""

    ray: Any
    job: str
    sends_files: bool
    listener: Listener
    files: deque[CorpusFile]
    again: deque[_Sent] = field(default_factory=deque)
    pending: dict[Any, _Sent] = field(default_factory=dict)
    cores: int = 1
    counted_at: float = 0.0

    def results(self) -> Iterator[Prepared | Unread]:
        """Yield what became of each file."""
        remote = self.ray.remote(num_cpus=1, max_retries=0, scheduling_strategy="SPREAD")(prepare_file)
        while self.files or self.again or self.pending:
            self._count_nodes()
            while (sent := self._next()) is not None:
                unread = self._send(remote, sent)
                if unread is not None:
                    yield unread
            for ref in self._done():
                outcome = self._take(ref)
                if outcome is not None:
                    yield outcome

    def cancel(self) -> None:
        """Stop what is still running."""
        for ref in self.pending:
            with suppress(Exception):  # the cluster may be what failed
                self.ray.cancel(ref, force=True)
        self.pending.clear()

    def _count_nodes(self) -> None:
        if self.counted_at and time.monotonic() - self.counted_at < _COUNTING_SECONDS:
            return
        cores = [node["Resources"].get("CPU", 0) for node in self._asking(self.ray.nodes) if node["Alive"]]
        self.cores = max(1, int(sum(cores)))
        self.counted_at = time.monotonic()
        self.listener.count_nodes(sum(count > 0 for count in cores))

    def _next(self) -> _Sent | None:
        """Return the next file if there is room for one more."""
        if len(self.pending) >= _TASKS_PER_CORE * self.cores:
            return None
        if self.again:
            return self.again.popleft()
        if not self.files:
            return None
        file = self.files[0]
        size = file.location.stat().st_size if self.sends_files and file.location.is_file() else 0
        if self.pending and size + sum(sent.size for sent in self.pending.values()) > _MOST_BYTES:
            return None
        return _Sent(self.files.popleft(), 0, size)

    def _send(self, remote: Any, sent: _Sent) -> Unread | None:
        """Send a file, or say why it cannot be read."""
        file = sent.file
        self.listener.start_reading(file)
        content = None
        if self.sends_files:
            try:
                with open_regular(file.location) as opened:
                    content = opened.read()
            except OSError:
                return Unread(file, TransientError(CHANGED))
            if not file.attached_to and hashlib.sha256(content).hexdigest() != file.sha256:
                return Unread(file, TransientError(CHANGED))
        request = file.request
        fields = {
            "path": str(request.path.absolute()),
            "sha256": "" if file.attached_to else file.sha256,
            "attached": request.attached,
            "suffix": request.suffix,
        }
        ref = self._asking(remote.remote, self.job, fields, content)
        self.pending[ref] = _Sent(file, sent.tries + 1, sent.size)
        return None

    def _done(self) -> list[Any]:
        if not self.pending:
            return []
        refs = list(self.pending)
        done, _ = self._asking(self.ray.wait, refs, num_returns=1, timeout=_WAITING_SECONDS)
        if done:
            done, _ = self._asking(self.ray.wait, refs, num_returns=len(refs), timeout=0)
        return list(done)

    def _take(self, ref: Any) -> Prepared | Unread | None:
        """Return what a task brought; None where its node died, and the file is sent again."""
        sent = self.pending.pop(ref)
        errors = self.ray.exceptions
        try:
            result = decode_reply(self.ray.get(ref))
        except errors.RayTaskError as error:
            raise AssistantError(f"A node of the Ray cluster cannot do its work: {_cause(error)}") from error
        except errors.LocalRayletDiedError as error:
            raise AssistantError(_LOST) from error
        except errors.RayError:
            self.counted_at = 0.0  # a node may have gone
            if sent.tries < _MOST_TRIES:
                self.again.append(sent)
                return None
            said = f"{sent.tries} processes of the cluster ended while they read it; index again."
            return Unread(sent.file, TransientError(said))
        if isinstance(result, ExtractionError):
            return Unread(sent.file, result)
        return self._prepared(sent.file, result)

    def _prepared(self, file: CorpusFile, result: NodeResult) -> Prepared:
        self.listener.start_embedding(file, len(result.passages))
        self.listener.count_embedded([file.path] * len(result.passages), result.tokens)
        return Prepared(file, result.extraction, result.passages, result.embeddings)

    def _asking(self, call: Any, *arguments: Any, **named: Any) -> Any:
        """Call the cluster; raises AssistantError where it does not answer."""
        try:
            return call(*arguments, **named)
        except (self.ray.exceptions.RayError, ConnectionError, RuntimeError) as error:
            raise AssistantError(_LOST) from error


def _cause(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{lines[-1].strip()[:300]}." if lines else "it does not say why."
