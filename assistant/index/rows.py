"""What the store's rows say, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.passages import PassageRange
from assistant.types import Line, Page, Sentence

# The columns of a passage that are its fields as they stand.
PASSAGE_COLUMNS = ("id", "content", "start", "end", "text", "heading", "page", "page_label")


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file as of the last commit; `content` is None where it failed, for `reason`."""

    path: str
    sha256: str
    size: int
    recipe: str
    content: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage row: range, text, sentences (document offsets) and the names that share it."""

    id: int
    content: int
    start: int
    end: int
    text: str
    heading: str
    page: int | None
    page_label: str
    sentences: tuple[Sentence, ...]
    embedding: npt.NDArray[np.float32]
    title: str
    documents: tuple[str, ...]


def stored_page(lines: Iterable[dict[str, Any]] = (), **fields: Any) -> Page:
    """Return a page from its stored fields; those written before pages had lines lack them."""
    return Page(**fields, lines=tuple(Line(line["start"], line["end"], tuple(line["box"])) for line in lines))


def stored_passage(
    columns: list[Any], sentences: str, embedding: bytes, title: str, names: str
) -> StoredPassage:
    """Return a passage from the values of `PASSAGE_COLUMNS` and of the rest, lists as JSON."""
    return StoredPassage(
        **dict(zip(PASSAGE_COLUMNS, columns, strict=True)),
        sentences=tuple(Sentence(start, end, bool(flag)) for start, end, flag in json.loads(sentences)),
        embedding=np.frombuffer(embedding, dtype=np.float16).astype(np.float32),
        title=title,
        documents=tuple(sorted(json.loads(names))),
    )


def passage_row(
    content: int, text: str, passage: PassageRange, vector: npt.NDArray[np.float32]
) -> tuple[int | str | bytes | None, ...]:
    """Return the values of a new row of `passages`, in the order of the table without its id."""
    page = passage.page
    sentences = json.dumps([(s.start, s.end, int(s.is_heading)) for s in passage.sentences])
    return (
        content,
        passage.start,
        passage.end,
        text[passage.start : passage.end],
        passage.heading,
        page.number if page else None,
        page.label if page else "",
        sentences,
        vector.astype(np.float16).tobytes(),
    )
