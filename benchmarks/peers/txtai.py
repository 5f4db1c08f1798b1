"""txtai: hybrid search (dense and BM25 together) over paragraphs, with the text kept beside the vectors."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from txtai import Embeddings


def paragraphs(document: Path) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(document.read_text(encoding="utf-8").split("\n\n")):
        if text.strip():
            yield f"{document.name}#{number}", text


def index(corpus: str, place: str, model: str) -> None:
    embeddings = Embeddings(path=model, hybrid=True, content=True)
    embeddings.index(each for document in sorted(Path(corpus).glob("*.txt")) for each in paragraphs(document))
    embeddings.save(place)


def add(document: str, corpus: str, place: str, model: str) -> None:
    embeddings = Embeddings()
    embeddings.load(place)
    embeddings.upsert(paragraphs(Path(document)))
    embeddings.save(place)


def open_index(place: str, model: str) -> Embeddings:
    embeddings = Embeddings()
    embeddings.load(place)
    return embeddings


def search(opened: Embeddings, question: str, k: int) -> list[dict[str, Any]]:
    return opened.search(question, k)


def passages(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turn what was found into plain data; not counted as user code."""
    return [{"document": each["id"].rpartition("#")[0], "text": each["text"]} for each in found]
