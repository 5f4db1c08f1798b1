"""The training sets as items, each with the part that its document belongs to."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from training.kept_back import Part, document_of, parts_of_near_misses, parts_of_reading, parts_of_rows
from training.reader.items import Item, Text, holding, sentences_of, trimmed
from training.reader.respace import respace
from training.reader.table_sets import table_items

Row = dict[str, Any]

# The licences of these are unclear: what ships is not trained on them.
LEFT_OUT = ("subjqa", "infotabs")
# Sources whose questions name what they are about, so that they can be asked of any text.
SELF_CONTAINED = frozenset(
    {"squad", "new_wiki", "qed", "hotpotqa", "wikiqa", "tydiqa-goldp", "timeqa", "squad2-cr"}
)
# Near misses that people wrote: each is trained on beside an answerable question of its paragraph.
WRITTEN_NEAR_MISSES = "squad2-cr"
_NAMES = {
    "squad/train": "squad",
    "squadshifts/new_wiki": "new_wiki",
    "squadshifts/amazon_reviews": "amazon",
    "squadshifts/reddit": "reddit",
    "qed(nq)": "qed",
}
# Paragraphs of these stand in the order of their articles, without a title: so many next to one another
# are taken for one document, to ask a question of another part of it.
_IN_ORDER, _NEXT_TO_EACH_OTHER = frozenset({"squad", "new_wiki"}), 6
# Of QAMR's questions, about 33 a sentence and clumsy, one in so many.
_QAMR_ONE_IN = 8


def read_items(folder: Path, measured_on: Path) -> tuple[list[Item], list[Item]]:
    """Read all sets.

    Args:
        folder: Holds the files of the training sets.
        measured_on: The folder `encyclopedia`, whose questions and articles must not be trained on.

    Returns:
        Items to train on and items to tune on. What is measured on is in neither.
    """
    articles = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((measured_on / "corpus").iterdir())
    )
    with (measured_on / "questions.jsonl").open(encoding="utf-8") as lines:
        asked = {json.loads(line)["question"] for line in lines}
    items = [
        item for item in all_items(folder) if item.question not in asked and item.text.text not in articles
    ]
    return [item for item in items if item.part == "train"], [item for item in items if item.part == "tune"]


def all_items(folder: Path) -> Iterator[Item]:
    """Yield the items of all sets that may be trained on, those kept back too."""
    yield from prose_items(folder)
    tables = _rows(folder / "tables.jsonl.gz")
    yield from table_items([row for row in tables if not row["source"].startswith(LEFT_OUT)])
    yield from _sentence_sets(_rows(folder / "sentences.jsonl.gz"))


def prose_items(folder: Path) -> Iterator[Item]:
    """Yield the items of all sets of questions about a paragraph, those kept back too."""
    reading, near = _rows(folder / "reading.jsonl.gz"), _rows(folder / "near_misses.jsonl.gz")
    more = _rows(folder / "reading_more.jsonl.gz")
    parts = parts_of_reading(reading, near)
    yield from _reading(reading, parts)
    near = [row for row in near if not row.get("in_reading")]
    yield from _reading(near, parts_of_near_misses(near, reading, parts))
    more = [row for row in more if not row["source"].startswith("qamr") or _drawn(row, _QAMR_ONE_IN)]
    yield from _reading(more, parts_of_rows(more))


def _rows(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _drawn(row: Row, one_in: int) -> bool:
    said = f"{row['question']}\0{row['context']}".encode()
    return int.from_bytes(hashlib.sha256(said).digest()[:8], "big") % one_in == 0


def _reading(rows: Sequence[Row], parts: Iterable[Part]) -> Iterator[Item]:
    texts: dict[str, Text] = {}
    for row, part in zip(rows, parts, strict=True):
        if row["source"].startswith(LEFT_OUT):
            continue
        source = _NAMES.get(row["source"], row["source"].split("/")[0])
        text, ranges = row["context"], [(a["start"], a["start"] + len(a["text"])) for a in row["answers"]]
        if source == "qed":
            text, new = respace(text)
            ranges = [(new[start], new[end]) for start, end in ranges]
        ranges = [trimmed(text, *each) for each in ranges]
        if text not in texts:
            texts[text] = Text(text, sentences_of(text))
        gold = holding(texts[text].sentences, ranges)
        document = document_of(row) if "title" in row else ""
        if source in _IN_ORDER:
            document = f"{source} {len(texts) // _NEXT_TO_EACH_OTHER}"
        if (not row["answers"] or gold) and texts[text].sentences:
            answers = tuple(dict.fromkeys(ranges))
            yield Item(source, row["question"].strip(), texts[text], answers, gold, document, part)


def _sentence_sets(rows: Iterable[Row]) -> Iterator[Item]:
    for row in rows:
        if row["source"] == "wikiqa" and not row["gold"]:
            continue
        text, ranges = "", []
        for sentence in row["sentences"]:
            said, _ = respace(sentence.strip())
            ranges.append((len(text), len(text) + len(said)))
            text += said + " "
        yield Item(row["source"], row["question"].strip(), Text(text, tuple(ranges)), (), tuple(row["gold"]))
