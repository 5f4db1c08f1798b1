"""The models that answer a question: the embedder of an index, the readers and the prover."""

from __future__ import annotations

import threading
from functools import partial

from assistant.answering.scoring import SentenceScorer
from assistant.common.background import BackgroundLoader
from assistant.errors import IndexDamagedError
from assistant.index.snapshot import Snapshot
from assistant.models.embedder import Embedder, load_embedder
from assistant.models.prover import Prover, load_prover
from assistant.models.reader import load_readers
from assistant.settings import Settings


class AnsweringModels:
    """Loads models when they are first needed and keeps them; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        """Load nothing yet.

        Args:
            settings: Give the readers, threads and the cache folder; the embedder is the index's own.
        """
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: tuple[tuple[str, str, str], Embedder, SentenceScorer] | None = None
        self._readers = BackgroundLoader(partial(load_readers, settings))
        self._prover = BackgroundLoader(partial(load_prover, settings))

    def start_loading_readers(self) -> None:
        """Load the readers in the background, while the question is embedded and searched for."""
        self._readers.start()

    def start_loading_prover(self) -> None:
        """Load the prover in the background, while the language model is asked."""
        self._prover.start()

    def prover(self) -> Prover:
        """Return the prover of written sentences; raises ModelError."""
        return self._prover.get()

    def of(self, snapshot: Snapshot) -> tuple[Embedder, SentenceScorer]:
        """Return the embedder that a snapshot's passages were embedded with, and the scorer of sentences.

        Raises:
            IndexDamagedError: The index does not name its model.
            ModelError: The model is missing or has other weights now.
        """
        built_with = snapshot.store.model()
        if built_with is None:
            raise IndexDamagedError(
                f"The index in '{snapshot.store.place}' names no model; run 'assistant index'."
            )
        with self._lock:
            if self._loaded is None or self._loaded[0] != built_with:
                name, identity, backend = built_with
                embedder = load_embedder(self._settings.using(model=name, backend=backend), identity)
                self._loaded = built_with, embedder, SentenceScorer(embedder, self._readers.get)
            return self._loaded[1], self._loaded[2]
