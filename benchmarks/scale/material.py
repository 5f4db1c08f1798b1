"""Texts of any number, and vectors for them that cluster as real ones do, made without the model."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.models.embedder import Embedder, OnBatch, Vectors
from benchmarks.child import REPOSITORY
from benchmarks.errors import BenchmarkError

READING = REPOSITORY.parent / "shared" / "data" / "training" / "reading.jsonl.gz"
_PARAGRAPHS = 20
_PASSAGES = 18.2  # of a document: short paragraphs become one
_SEEDS, _QUESTIONS = 12_000, 300
_WORDS = 110
_FOREIGN = 0.3  # share of a paragraph's words that come from another text
_NOISE = (0.3, 1.0)  # beside a vector of length 1
_NAMED = re.compile(r"Record (\d+) of (\d+)")


@dataclass(frozen=True, slots=True)
class Seeds:
    """Real texts with their vectors, of shape (texts, dimension), and real questions about them."""

    texts: Sequence[str]
    vectors: npt.NDArray[np.float32]
    questions: Sequence[str]


def load_questions(folder: Path) -> list[str]:
    """Return the questions alone, which take no memory to speak of; `load_seeds` has left them.

    Raises:
        BenchmarkError: There are none yet.
    """
    kept = folder / "questions.json"
    if not kept.is_file():
        raise BenchmarkError(f"'{kept}' is not there; build an index first.")
    questions: list[str] = json.loads(kept.read_text(encoding="utf-8"))
    return questions


def load_seeds(folder: Path, embedder: Embedder) -> Seeds:
    """Return the texts that all others are made of; embedding them, once, takes minutes.

    Raises:
        BenchmarkError: The data are not there.
    """
    if not READING.is_file():
        raise BenchmarkError(f"'{READING}' is not there; the texts are made from it.")
    with gzip.open(READING, "rt", encoding="utf-8") as file:
        items = [json.loads(line) for line in file]
    chance = random.Random(0)
    texts = sorted({" ".join(item["context"].split()[:_WORDS]) for item in items})
    texts = chance.sample(texts, _SEEDS)
    known = set(texts)
    about = [
        item["question"]
        for item in items
        if item["source"].startswith("squad") and " ".join(item["context"].split()[:_WORDS]) in known
    ]
    kept = folder / "seeds.npy"
    if not kept.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        np.save(kept, embedder.embed_passages(texts))
    questions = chance.sample(about, _QUESTIONS)
    (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    return Seeds(texts, np.load(kept), questions)


def write_corpus(folder: Path, seeds: Seeds, passages: int) -> None:
    """Make the folder hold documents of about so many passages."""
    words = [text.split() for text in seeds.texts]
    for number in range(round(passages / _PASSAGES)):
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_document(number, words), encoding="utf-8", newline="")


def _document(number: int, words: Sequence[Sequence[str]]) -> str:
    chance = random.Random(number)
    paragraphs = []
    for paragraph in range(_PARAGRAPHS):
        seed, other = chance.randrange(len(words)), words[chance.randrange(len(words))]
        mixed = [chance.choice(other) if chance.random() < _FOREIGN else word for word in words[seed]]
        paragraphs.append(f"Record {number * _PARAGRAPHS + paragraph} of {seed}. {' '.join(mixed)}")
    return "\n\n".join(paragraphs) + "\n"


class StandIn:
    """Gives each passage the vector of the text that it was made of, moved by what sets texts apart."""

    def __init__(self, embedder: Embedder, seeds: Seeds) -> None:
        """Stand in for a real embedder."""
        self.name, self.identity = embedder.name, embedder.identity
        self.dimension, self.max_tokens = embedder.dimension, embedder.max_tokens
        self.embed_questions = embedder.embed_questions
        self._vectors = seeds.vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return about as many tokens as each text has; counting them takes as long as all the rest."""
        return [round(len(text) / 4.2) for text in texts]

    def embed_passages(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> Vectors:
        """Return vectors of shape (texts, dimension), the same ones for the same texts."""
        named = [_NAMED.search(text) for text in texts]
        records = [(int(match[1]), int(match[2])) if match else (0, 0) for match in named]
        chance = np.random.default_rng(records[0][0] if records else 0)
        size = (len(texts), 1)
        some, others = (self._vectors[chance.integers(0, len(self._vectors), len(texts))] for _ in range(2))
        noise = some - others
        noise *= chance.uniform(*_NOISE, size) / np.maximum(
            np.linalg.norm(noise, axis=1, keepdims=True), 1e-6
        )
        vectors = self._vectors[[seed for _, seed in records]] + noise
        if on_batch:
            on_batch(range(len(texts)), 0)
        unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return unit
