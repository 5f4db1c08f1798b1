"""Which documents of the training sets are kept back: a fixed rule, so that no training sees them.

A document belongs to one part. "train" is trained on. "tune" is for weights of scores and the confidence.
"measure" is for figures that are reported, and nothing is chosen by it. All questions of a document, near
misses too, belong to its part.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

Part = Literal["train", "tune", "measure"]
Row = Mapping[str, Any]

_MEASURE, _TUNE = 0.10, 0.05
# Paragraphs of these stand in the order of their articles or policies, without a title: their ends are
# kept back. A hash of each paragraph would tear documents apart.
_ENDS: dict[str, tuple[float, Part]] = {
    "squad/train": (0.13, "tune"),
    "squadshifts/new_wiki": (0.13, "tune"),
    "policyqa": (0.12, "measure"),
}


def part_of(document: str, measure: float = _MEASURE, tune: float = _TUNE) -> Part:
    """Return the part of a document by the hash of its identity: its title, or its text without one.

    Args:
        document: The identity.
        measure: The share of documents to measure on.
        tune: The share to tune on.
    """
    spelled = " ".join(document.replace("_", " ").casefold().split())
    place = int.from_bytes(hashlib.sha256(spelled.encode()).digest()[:8], "big") / 2**64
    if place < measure:
        return "measure"
    return "tune" if place < measure + tune else "train"


def document_of(row: Row) -> str:
    """Return the identity of the document that a row of any of the sets asks about."""
    if row["source"].startswith("tat-qa"):  # its titles are captions, the same for many tables
        return json.dumps([row["header"], row["rows"]], ensure_ascii=False)
    return row.get("title") or row.get("table") or row["context"]


def parts_of_rows(rows: Sequence[Row]) -> list[Part]:
    """Return the part of each row of a set whose rows have titles or are documents of their own."""
    return [part_of(document_of(row)) for row in rows]


def parts_of_reading(rows: Sequence[Row], near_misses: Iterable[Row]) -> list[Part]:
    """Return the part of each row of `reading.jsonl.gz`.

    Args:
        rows: All rows, in the order of the file.
        near_misses: Rows of `near_misses.jsonl.gz`; they tell which article some paragraphs are of.
    """
    parts: dict[tuple[str, str], Part] = {}
    for source in {row["source"] for row in rows}:
        own = [row for row in rows if row["source"] == source]
        texts = list(dict.fromkeys(row["context"] for row in own))
        found = _by_place(texts, *_ENDS[source]) if source in _ENDS else [part_of(text) for text in texts]
        parts |= {(source, text): part for text, part in zip(texts, found, strict=True)}
    titles = {row["context"]: row["title"] for row in near_misses}
    parts |= _whole_articles([row for row in rows if row["source"] == "squad/train"], titles)
    # Of two articles people asked what they do not answer; weights of scores were always fitted there.
    fitted = {titles.get(r["context"]) for r in rows if r["source"] == "squad/train" and not r["answers"]}
    for source, text in parts:
        if source == "squad/train" and titles.get(text, "") in fitted:
            parts[source, text] = "tune"
    return [parts[row["source"], row["context"]] for row in rows]


def parts_of_near_misses(near: Sequence[Row], reading: Sequence[Row], parts: Sequence[Part]) -> list[Part]:
    """Return the part of each near miss.

    The paragraph decides: its title may be that of an article that is kept back by another rule.

    Args:
        near: Rows of `near_misses.jsonl.gz`.
        reading: All rows of `reading.jsonl.gz`.
        parts: Their parts.
    """
    of_text = {r["context"]: p for r, p in zip(reading, parts, strict=True) if r["source"] == "squad/train"}
    return [of_text.get(row["context"], part) for row, part in zip(near, parts_of_rows(near), strict=True)]


def titles_of_texts(reading: Sequence[Row], near: Iterable[Row]) -> dict[str, str]:
    """Return the title of each paragraph of SQuAD whose article is known by its near misses."""
    titles = {row["context"]: row["title"] for row in near}
    texts = list(dict.fromkeys(row["context"] for row in reading if row["source"] == "squad/train"))
    found: dict[str, str] = {}
    for title, numbers in _places_of_titles(texts, titles).items():
        found |= {text: title for text in texts[min(numbers) : max(numbers) + 1] if text not in found}
    return found | titles


def _by_place(texts: Sequence[str], share: float, part: Part) -> list[Part]:
    """Keep the end of a set back; where it is measured on, what stands before it is tuned on."""
    first = int(len(texts) * (1 - share))
    before = int(len(texts) * (1 - share - _TUNE)) if part == "measure" else first
    return [part if n >= first else "tune" if n >= before else "train" for n in range(len(texts))]


def _whole_articles(rows: Sequence[Row], titles: Mapping[str, str]) -> dict[tuple[str, str], Part]:
    """Keep articles back by title: all paragraphs from the first to the last that is known to be theirs."""
    texts = list(dict.fromkeys(row["context"] for row in rows))
    last = _by_place(texts, *_ENDS["squad/train"])
    parts: dict[tuple[str, str], Part] = {}
    for title, numbers in _places_of_titles(texts, titles).items():
        for number in range(min(numbers), max(numbers) + 1):
            # What was kept back by its place stays what it is.
            if last[number] == "train" and part_of(title) != "train":
                parts["squad/train", texts[number]] = part_of(title)
    return parts


def _places_of_titles(texts: Sequence[str], titles: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the numbers of the texts whose title is known, by title."""
    places: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        if text in titles:
            places.setdefault(titles[text], []).append(number)
    return places
