"""Haystack, dense: its default splitter (200 words) and its in-memory store, saved to disk."""

from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.converters import TextFileToDocument
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.document_stores.types import DuplicatePolicy
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


def write(store: InMemoryDocumentStore, documents: list[Path], model: str) -> None:
    pipeline = Pipeline()
    pipeline.add_component("converter", TextFileToDocument())
    pipeline.add_component("splitter", DocumentSplitter())
    pipeline.add_component("embedder", SentenceTransformersDocumentEmbedder(model=model))
    pipeline.add_component("writer", DocumentWriter(store, policy=DuplicatePolicy.OVERWRITE))
    pipeline.connect("converter", "splitter")
    pipeline.connect("splitter", "embedder")
    pipeline.connect("embedder", "writer")
    pipeline.run({"converter": {"sources": documents}})


def index(corpus: str, place: str, model: str) -> None:
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    write(store, sorted(Path(corpus).glob("*.txt")), model)
    store.save_to_disk(place)


def add(document: str, corpus: str, place: str, model: str) -> None:
    store = InMemoryDocumentStore.load_from_disk(place)
    write(store, [Path(document)], model)
    store.save_to_disk(place)


def open_index(place: str, model: str) -> Pipeline:
    store = InMemoryDocumentStore.load_from_disk(place)
    pipeline = Pipeline()
    pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=model))
    pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store))
    pipeline.connect("embedder.embedding", "retriever.query_embedding")
    return pipeline


def search(opened: Pipeline, question: str, k: int) -> list[Document]:
    found = opened.run({"embedder": {"text": question}, "retriever": {"top_k": k}})
    return found["retriever"]["documents"]


def passages(found: list[Document]) -> list[dict[str, Any]]:
    """Turn what was found into plain data; not counted as user code."""
    return [
        {
            "document": Path(each.meta["file_path"]).name,
            "text": each.content,
            "start": each.meta["split_idx_start"],
            "end": each.meta["split_idx_start"] + len(each.content or ""),
        }
        for each in found
    ]
