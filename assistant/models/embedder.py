"""The embedder: texts to unit vectors, by onnxruntime or by sentence-transformers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.models.export import ExportedModel, export_model, find_export
from assistant.models.packaged_export import find_packaged_export
from assistant.models.runtime import Feed, Session
from assistant.models.source import ModelSource, resolve_model
from assistant.settings import Settings

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Vectors = npt.NDArray[np.float32]
OnBatch = Callable[[Sequence[int], int], None]

# Number of texts tokenized at a time: a document can have a hundred thousand passages, and a token takes far
# more memory than its letters.
_TOKENIZED_AT_ONCE = 512


class Embedder(Protocol):
    """What the index needs from an embedding model; `max_tokens` of a text are read, the rest is cut off."""

    name: str
    identity: str
    dimension: int
    max_tokens: int

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        ...

    def embed_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """Return embeddings of passages, float32 of shape (texts, dimension).

        Args:
            texts: The passages.
            on_batch: Called with the indices of the texts that are done and the number of their tokens.
        """
        ...

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return embeddings of questions, float32 of shape (texts, dimension)."""
        ...


def load_embedder(settings: Settings, identity: str | None = None) -> Embedder:
    """Load the embedding model that the settings name.

    Args:
        settings: Gives the model's name, the backend, threads and the cache folder.
        identity: The identity that an index was built with, if the model must be that very one;
            a cached export of it is then used without looking for the original.

    Raises:
        ModelError: The model is missing, damaged, or not the one of that identity.
    """
    cache = settings.cache_folder()
    if identity is not None and settings.backend == "onnx":
        exported = find_packaged_export(identity) or find_export(identity, cache)
        if exported is not None:
            return OnnxEmbedder(settings.model, identity, exported, settings.threads)
    source = resolve_model(settings.model)
    if identity is not None and source.identity != identity:
        raise ModelError(
            f"The index was built with other weights than those of the model '{settings.model}' found now; "
            "run 'assistant index' to rebuild it."
        )
    if settings.backend == "torch":
        return TorchEmbedder(source)
    exported = (
        find_packaged_export(source.identity)
        or find_export(source.identity, cache)
        or export_model(source, cache)
    )
    return OnnxEmbedder(settings.model, source.identity, exported, settings.threads)


class OnnxEmbedder:
    """An exported model run by onnxruntime on the CPU; safe to use from several threads."""

    def __init__(self, name: str, identity: str, exported: ExportedModel, threads: int = 0) -> None:
        """Open the session; costs a fraction of a second and no torch."""
        self.name = name
        self.identity = identity
        self.dimension = exported.dimension
        self.max_tokens = exported.max_tokens
        self._prompts = (exported.question_prompt, exported.passage_prompt)
        self.exported = exported
        self.tokenizer = _tokenizer(exported)
        self.tokenizer.enable_truncation(exported.max_tokens)
        self._session = Session(exported.onnx, threads)

    @cached_property
    def _counter(self) -> Tokenizer:
        """A tokenizer without truncation, which only building needs."""
        return _tokenizer(self.exported)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        return [len(e.ids) for e in self._counter.encode_batch_fast(list(texts), add_special_tokens=False)]

    def embed_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """Return embeddings of shape (texts, dimension); `on_batch` as in `Embedder`."""
        return self._embed([self._prompts[1] + text for text in texts], on_batch)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return embeddings of questions, float32 of shape (texts, dimension)."""
        return self._embed([self._prompts[0] + text for text in texts], None)

    def _embed(self, texts: list[str], on_batch: OnBatch | None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), _TOKENIZED_AT_ONCE):
            encoded = self.tokenizer.encode_batch_fast(texts[first : first + _TOKENIZED_AT_ONCE])
            outputs = self._session.run_on(["embedding"], encoded, self.feed)
            for n, (vector,) in enumerate(outputs, start=first):
                vectors[n] = vector[0]
                if on_batch:
                    on_batch([n], len(encoded[n - first]))
        return _normalized(vectors)

    def feed(self, encoded: Encoding) -> Feed:
        """Return the graph's inputs for one text: of shape (1, tokens), word vectors (1, tokens, width)."""
        ids, mask = _as_batch_of_one(encoded.ids), _as_batch_of_one(encoded.attention_mask)
        words = self.exported.word_vectors
        tokens = {"input_ids": ids} if words is None else {"word_vectors": words[ids]}
        return {**tokens, "attention_mask": mask}


class TorchEmbedder:
    """Any sentence-transformers model as it is, on a GPU where torch finds one."""

    def __init__(self, source: ModelSource) -> None:
        """Load the model with torch; takes seconds."""
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(source.folder), local_files_only=True)
        self.name = source.name
        self.identity = source.identity
        self.max_tokens = int(self._model.max_seq_length or 512)
        self.dimension = int(self._model.encode([""]).shape[1])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        if not texts:
            return []
        encoded = self._model.tokenizer(
            list(texts), add_special_tokens=False, truncation=False, verbose=False
        )
        return [len(ids) for ids in encoded["input_ids"]]

    def embed_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """Return embeddings of shape (texts, dimension); `on_batch` as in `Embedder`."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), 64):
            part = list(texts[start : start + 64])
            vectors[start : start + 64] = self._model.encode_document(part, show_progress_bar=False)
            if on_batch:
                on_batch(range(start, start + len(part)), sum(self.count_tokens(part)))
        return _normalized(vectors)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return embeddings of questions, float32 of shape (texts, dimension)."""
        return _normalized(
            np.asarray(self._model.encode_query(list(texts), show_progress_bar=False), dtype=np.float32)
        )


def _tokenizer(exported: ExportedModel) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(exported.tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _as_batch_of_one(numbers: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.array([numbers or [0]], dtype=np.int64)


def _normalized(vectors: Vectors) -> Vectors:
    """Scale each row to length 1; one that is not finite or is zero becomes zero, which matches nothing."""
    finite = np.nan_to_num(vectors, nan=0.0, posinf=0.0, neginf=0.0)
    norms = np.linalg.norm(finite, axis=1, keepdims=True)
    norms[norms == 0] = 1
    unit: Vectors = finite / norms
    return unit
