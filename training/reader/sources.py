"""The training sets as items: a question, a text with its sentences, and where the answer stands."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.passages.blocks import split_blocks
from assistant.passages.sentences import split_sentences
from assistant.types import Extraction
from training.reader.respace import respace

Range = tuple[int, int]

# SubjQA's licence is unclear: what ships is not trained on it.
_LEFT_OUT = "subjqa"
# Sources whose questions name what they are about, so that they can be asked of any text.
SELF_CONTAINED = frozenset({"squad", "new_wiki", "qed", "hotpotqa", "wikiqa"})
# The last articles of these are kept for tuning, so that weights are fitted on texts never trained on; and so
# are the two of which people asked what they do not answer, since a confidence needs real near misses.
_TUNED_ON, _TUNING_SHARE = ("squad", "new_wiki"), 0.12
_NAMES = {
    "squad/train": "squad",
    "squadshifts/new_wiki": "new_wiki",
    "squadshifts/amazon_reviews": "amazon",
    "squadshifts/reddit": "reddit",
    "qed(nq)": "qed",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the ranges of its sentences."""

    text: str
    sentences: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A question about one text: the ranges of its answers and the sentences that hold the evidence."""

    source: str
    question: str
    text: Text
    answers: tuple[Range, ...]
    gold: tuple[int, ...]


def read_items(folder: Path, measured_on: Path) -> tuple[list[Item], list[Item]]:
    """Read all sets.

    Args:
        folder: Holds `reading.jsonl.gz` and `sentences.jsonl.gz`.
        measured_on: The folder `encyclopedia`, whose questions and articles must not be trained on.

    Returns:
        Items to train on and items to tune on.
    """
    articles = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((measured_on / "corpus").iterdir())
    )
    with (measured_on / "questions.jsonl").open(encoding="utf-8") as lines:
        asked = {json.loads(line)["question"] for line in lines}
    reading = [item for item in _reading(folder / "reading.jsonl.gz") if item.question not in asked]
    reading = [item for item in reading if item.text.text not in articles]
    train, tune = _split(reading)
    return train + list(_sentence_sets(folder / "sentences.jsonl.gz", asked)), tune


def _split(items: list[Item]) -> tuple[list[Item], list[Item]]:
    kept_back: set[str] = set()
    for source in _TUNED_ON:
        texts = list(dict.fromkeys(item.text.text for item in items if item.source == source))
        kept_back.update(texts[int(len(texts) * (1 - _TUNING_SHARE)) :])
    kept_back.update(item.text.text for item in items if not item.answers)
    return (
        [item for item in items if item.text.text not in kept_back],
        [item for item in items if item.text.text in kept_back],
    )


def _rows(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _reading(path: Path) -> Iterator[Item]:
    texts: dict[str, Text] = {}
    for row in _rows(path):
        if row["source"].startswith(_LEFT_OUT):
            continue
        source = _NAMES.get(row["source"], row["source"])
        text, ranges = row["context"], [(a["start"], a["start"] + len(a["text"])) for a in row["answers"]]
        if source == "qed":
            text, new = respace(text)
            ranges = [(new[start], new[end]) for start, end in ranges]
        ranges = [_trimmed(text, *each) for each in ranges]
        if text not in texts:
            texts[text] = Text(text, sentences_of(text))
        gold = _holding(texts[text].sentences, ranges)
        if not row["answers"] or gold:
            yield Item(source, row["question"].strip(), texts[text], tuple(dict.fromkeys(ranges)), gold)


def sentences_of(text: str) -> tuple[Range, ...]:
    """Return the ranges of the sentences of a text, cut as the product cuts documents."""
    extraction = Extraction(text)
    return tuple(
        (sentence.start, sentence.end)
        for block in split_blocks(extraction)
        for sentence in split_sentences(text, block)
    )


def _trimmed(text: str, start: int, end: int) -> Range:
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())


def _holding(sentences: tuple[Range, ...], ranges: list[Range]) -> tuple[int, ...]:
    """Return the sentences that an answer lies in or, where it goes on over several, begins in."""
    return tuple(
        n for n, (start, end) in enumerate(sentences) if any(start <= answer < end for answer, _ in ranges)
    )


def _sentence_sets(path: Path, asked: set[str]) -> Iterator[Item]:
    for row in _rows(path):
        if row["question"] in asked or (row["source"] == "wikiqa" and not row["gold"]):
            continue
        text, ranges = "", []
        for sentence in row["sentences"]:
            said, _ = respace(sentence.strip())
            ranges.append((len(text), len(text) + len(said)))
            text += said + " "
        yield Item(row["source"], row["question"].strip(), Text(text, tuple(ranges)), (), tuple(row["gold"]))
