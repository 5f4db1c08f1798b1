"""The writer's lease: one build at a time, also from several machines; a dead one's ends by itself.

Milvus can neither compare and set nor refuse a second row of the same key, so writers agree by claims: each
writes that it wants the lease, looks, writes that it has it, and looks again. Whoever looks after another has
written sees it, so of two at once at least one sees the other; the lesser id goes first. A claim carries the
time of its last sign of life; one that is older than the lease is dead. The clocks of machines that build
must not differ by more than a part of the lease.
"""

from __future__ import annotations

import json
import os
import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import uuid4

from assistant.errors import AssistantError, IndexLockedError
from assistant.index.milvus.engine import Engine
from assistant.index.milvus.schema import Names

_SIGNS_PER_LEASE = 4
# What has not been renewed for this share of the lease may be taken for dead by others.
_SAFE_SHARE = 0.8
_LOOK_AGAIN = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a writer says: whether it has the lease, who it is, and when it last gave a sign of life."""

    id: str
    is_held: bool
    holder: str
    seen: float


class Lease:
    """The lease of one writer, held while its block runs."""

    def __init__(self, engine: Engine, names: Names, seconds: float) -> None:
        """Claim nothing yet.

        Args:
            engine: The connection.
            names: The collections of the index.
            seconds: How long a writer counts as alive after its last sign of life.
        """
        self._engine, self._name, self._seconds = engine, names.state, seconds
        self._id = f"claim {uuid4().hex}"
        self._renewed = 0.0
        self._ended = threading.Event()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lease.

        Raises:
            IndexLockedError: Another writer holds it; the message says which.
        """
        self._acquire()
        signs = threading.Thread(target=self._give_signs, daemon=True)
        signs.start()
        try:
            yield
        finally:
            self._ended.set()
            signs.join()
            with suppress(AssistantError):  # a server that is away forgets the claim by its clock
                self._withdraw()

    def check(self) -> None:
        """Make sure that the lease is still held, so that nobody else can have begun to write.

        Raises:
            IndexLockedError: The server was away, or this process asleep, for longer than the lease.
        """
        is_lost = time.monotonic() - self._renewed > _SAFE_SHARE * self._seconds
        if not is_lost:
            renewed = self._renewed
            self._write(is_held=True)
            is_lost = time.monotonic() - renewed > _SAFE_SHARE * self._seconds
        if is_lost:
            raise IndexLockedError(
                f"The build lost its lease on the index '{self._engine.address.written}', because the server "
                "or this machine stood still; run 'assistant index' again, which goes on where it was."
            )

    def _acquire(self) -> None:
        self._refuse([claim for claim in self._others() if claim.is_held])
        self._write(is_held=False)
        try:
            others = self._others()
            self._refuse([claim for claim in others if claim.is_held or claim.id < self._id])
            self._write(is_held=True)
            while others := [claim for claim in self._others() if claim.id < self._id]:
                # It came at the same time: it will see this claim and go, or have the lease.
                self._refuse([claim for claim in others if claim.is_held])
                time.sleep(_LOOK_AGAIN)
        except BaseException:
            self._withdraw()
            raise

    def _refuse(self, claims: list[_Claim]) -> None:
        if claims:
            raise IndexLockedError(
                f"The index '{self._engine.address.written}' is being changed by {claims[0].holder}; "
                "try again when it has ended."
            )

    def _others(self) -> list[_Claim]:
        """Return the claims of other writers that are alive."""
        rows = self._engine.few(self._name, "number == 0", ("row", "data"))
        claims = [_Claim(row["row"], *json.loads(row["data"])) for row in rows if row["row"] != self._id]
        return [claim for claim in claims if time.time() - claim.seen < self._seconds]

    def _write(self, *, is_held: bool) -> None:
        now = time.monotonic()
        holder = f"process {os.getpid()} on {platform.node()}"
        data = json.dumps([is_held, holder, time.time()])
        self._engine.replace(
            self._name, [{"row": self._id, "number": 0, "data": data, "nothing": [0.0, 0.0]}]
        )
        self._renewed = now

    def _give_signs(self) -> None:
        while not self._ended.wait(self._seconds / _SIGNS_PER_LEASE):
            with suppress(AssistantError):  # `check` notices when it stays away
                self._write(is_held=True)

    def _withdraw(self) -> None:
        self._engine.delete(self._name, f"row in ['{self._id}']")

    def sweep(self) -> None:
        """Remove the claims of dead writers."""
        rows = self._engine.few(self._name, "number == 0", ("row", "data"))
        dead = [row["row"] for row in rows if time.time() - json.loads(row["data"])[2] > 2 * self._seconds]
        if dead:
            self._engine.delete(self._name, f"row in [{', '.join(repr(key) for key in dead)}]")
