"""Haystack, BM25: its default splitter (200 words) and its in-memory store, saved to disk; no model."""

from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.converters import TextFileToDocument
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import InMemoryBM25Retriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.document_stores.types import DuplicatePolicy


def write(store: InMemoryDocumentStore, documents: list[Path]) -> None:
    pipeline = Pipeline()
    pipeline.add_component("converter", TextFileToDocument())
    pipeline.add_component("splitter", DocumentSplitter())
    pipeline.add_component("writer", DocumentWriter(store, policy=DuplicatePolicy.OVERWRITE))
    pipeline.connect("converter", "splitter")
    pipeline.connect("splitter", "writer")
    pipeline.run({"converter": {"sources": documents}})


def index(corpus: str, place: str, model: str) -> None:
    store = InMemoryDocumentStore()
    write(store, sorted(Path(corpus).glob("*.txt")))
    store.save_to_disk(place)


def add(document: str, corpus: str, place: str, model: str) -> None:
    store = InMemoryDocumentStore.load_from_disk(place)
    write(store, [Path(document)])
    store.save_to_disk(place)


def open_index(place: str, model: str) -> InMemoryBM25Retriever:
    return InMemoryBM25Retriever(InMemoryDocumentStore.load_from_disk(place))


def search(opened: InMemoryBM25Retriever, question: str, k: int) -> list[Document]:
    return opened.run(query=question, top_k=k)["documents"]


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
