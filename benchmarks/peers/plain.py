"""The floor: paragraphs, `SentenceTransformer.encode` and a flat FAISS index, nothing else."""

import json
from pathlib import Path
from typing import Any

import faiss
from sentence_transformers import SentenceTransformer


def paragraphs(document: Path) -> list[tuple[str, str]]:
    text = document.read_text(encoding="utf-8")
    return [(document.name, part) for part in text.split("\n\n") if part.strip()]


def save(vectors: faiss.Index, texts: list[tuple[str, str]], place: str) -> None:
    Path(place).mkdir(parents=True, exist_ok=True)
    faiss.write_index(vectors, f"{place}/vectors.faiss")
    Path(place, "texts.json").write_text(json.dumps(texts), encoding="utf-8")


def load(place: str) -> tuple[faiss.Index, list[tuple[str, str]]]:
    texts = json.loads(Path(place, "texts.json").read_text(encoding="utf-8"))
    return faiss.read_index(f"{place}/vectors.faiss"), texts


def index(corpus: str, place: str, model: str) -> None:
    encoder = SentenceTransformer(model)
    texts = [each for document in sorted(Path(corpus).glob("*.txt")) for each in paragraphs(document)]
    vectors = faiss.IndexFlatIP(encoder.get_embedding_dimension())
    vectors.add(encoder.encode([text for _, text in texts], normalize_embeddings=True))
    save(vectors, texts, place)


def add(document: str, corpus: str, place: str, model: str) -> None:
    encoder = SentenceTransformer(model)
    vectors, texts = load(place)
    new = paragraphs(Path(document))
    vectors.add(encoder.encode([text for _, text in new], normalize_embeddings=True))
    save(vectors, texts + new, place)


def open_index(place: str, model: str) -> Any:
    return SentenceTransformer(model), *load(place)


def search(opened: Any, question: str, k: int) -> list[tuple[str, str]]:
    encoder, vectors, texts = opened
    _, numbers = vectors.search(encoder.encode([question], normalize_embeddings=True), k)
    return [texts[number] for number in numbers[0] if number >= 0]


def passages(found: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Turn what was found into plain data; not counted as user code."""
    return [{"document": document, "text": text} for document, text in found]
