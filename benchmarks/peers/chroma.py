"""Chroma, kept on disk in this process; it has no splitter, so the passages are paragraphs."""

from pathlib import Path
from typing import Any

import chromadb
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction


def collection(place: str, model: str) -> chromadb.Collection:
    client = chromadb.PersistentClient(path=place)
    return client.get_or_create_collection(
        "documents",
        embedding_function=SentenceTransformerEmbeddingFunction(model_name=model),
        configuration={"hnsw": {"space": "cosine"}},
    )


def upsert(into: chromadb.Collection, document: Path) -> None:
    texts = [text for text in document.read_text(encoding="utf-8").split("\n\n") if text.strip()]
    into.upsert(
        ids=[f"{document.name}#{number}" for number in range(len(texts))],
        documents=texts,
        metadatas=[{"document": document.name}] * len(texts),
    )


def index(corpus: str, place: str, model: str) -> None:
    documents = collection(place, model)
    for document in sorted(Path(corpus).glob("*.txt")):
        upsert(documents, document)


def add(document: str, corpus: str, place: str, model: str) -> None:
    upsert(collection(place, model), Path(document))


def open_index(place: str, model: str) -> chromadb.Collection:
    return collection(place, model)


def search(opened: chromadb.Collection, question: str, k: int) -> Any:
    return opened.query(query_texts=[question], n_results=k)


def passages(found: Any) -> list[dict[str, Any]]:
    """Turn what was found into plain data; not counted as user code."""
    return [
        {"document": data["document"], "text": text}
        for data, text in zip(found["metadatas"][0], found["documents"][0], strict=True)
    ]
