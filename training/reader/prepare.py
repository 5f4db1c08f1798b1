"""Prepare the training data: items in one form, each with hard negatives found by our lexical index.

python -m training.reader.prepare ../shared/data build/reader
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.index.search.analyzer import analyze, function_words
from assistant.index.search.lexical import LexicalEntry, LexicalIndex, build_lexical, open_lexical
from training.reader.items import Item, Text
from training.reader.sources import SELF_CONTAINED, WRITTEN_NEAR_MISSES, read_items

_NEGATIVES = 6
_NEIGHBOURS = 4


@dataclass(frozen=True, slots=True)
class Prepared:
    """An item with texts as numbers: its own, its hard negatives, other parts of the same document.

    `partner` is the number of the item that a near miss is trained beside, -1 where there is none.
    """

    source: str
    question: str
    text: int
    answers: tuple[tuple[int, int], ...]
    gold: tuple[int, ...]
    negatives: tuple[int, ...]
    neighbours: tuple[int, ...] = ()
    partner: int = -1


def main() -> None:
    """Write `texts.jsonl`, `train.jsonl` and `tune.jsonl`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with training/ and evaluation/encyclopedia/")
    parser.add_argument("work", type=Path, help="folder to write to")
    options = parser.parse_args()
    train, tune = read_items(options.data / "training", options.data / "evaluation" / "encyclopedia")
    numbers = {item.text: 0 for item in [*train, *tune]}
    numbers = {text: n for n, text in enumerate(numbers)}
    options.work.mkdir(parents=True, exist_ok=True)
    _write(options.work / "texts.jsonl", (asdict(text) for text in numbers))
    for name, items in (("train", train), ("tune", tune)):
        prepared = mine(items, numbers)
        _write(options.work / f"{name}.jsonl", (asdict(each) for each in prepared))
        print(f"{name}: {len(items)} items", file=sys.stderr)


def mine(items: Sequence[Item], numbers: dict[Text, int]) -> Iterator[Prepared]:
    """Yield items with the texts that answer them worst of those that look most like an answer.

    A text that holds one of the answers word for word is no negative. Questions that make sense only
    beside their text ("How long is the battery life?") get none: any text may answer them.
    """
    pool = [
        text
        for text in dict.fromkeys(item.text for item in items if item.source in SELF_CONTAINED)
        if len(text.text) > 200
    ]
    documents: dict[str, list[Text]] = {}
    for item in items:
        if item.document and item.text not in (known := documents.setdefault(item.document, [])):
            known.append(item.text)
    partners = _partners(items)
    with tempfile.TemporaryDirectory() as folder:
        build_lexical(
            Path(folder) / "texts", (LexicalEntry(n, 0, text.text, "") for n, text in enumerate(pool))
        )
        lexical = open_lexical(Path(folder) / "texts")
        for number, item in enumerate(items):
            own = item.source in SELF_CONTAINED
            found = _lookalikes(item, pool, lexical) if own else []
            beside = _unlike(item, documents.get(item.document, []))[:_NEIGHBOURS] if own else []
            yield Prepared(
                item.source,
                item.question,
                numbers[item.text],
                item.answers,
                item.gold,
                tuple(numbers[text] for text in found),
                tuple(numbers[text] for text in beside),
                partners.get(number, -1),
            )


def _lookalikes(item: Item, pool: Sequence[Text], lexical: LexicalIndex) -> list[Text]:
    terms = {term: 1.0 for term in analyze(item.question) if term not in function_words()}
    return _unlike(item, [pool[n] for n in lexical.search(terms, 3 * _NEGATIVES)])[:_NEGATIVES]


def _unlike(item: Item, texts: Sequence[Text]) -> list[Text]:
    """Return the texts that do not hold an answer of an item."""
    said = [item.text.text[start:end].casefold() for start, end in item.answers]
    return [
        text
        for text in texts
        if text != item.text and not any(answer in text.text.casefold() for answer in said)
    ]


def _partners(items: Sequence[Item]) -> dict[int, int]:
    """Return for each near miss that people wrote the answerable question of its text most like it."""
    answerable: dict[Text, list[int]] = {}
    for number, item in enumerate(items):
        if item.gold and item.source != WRITTEN_NEAR_MISSES:
            answerable.setdefault(item.text, []).append(number)
    partners = {}
    for number, item in enumerate(items):
        others = answerable.get(item.text, [])
        if item.source == WRITTEN_NEAR_MISSES and others:
            partners[number] = max(others, key=lambda other: _likeness(item, items[other]))
    return partners


def _likeness(one: Item, other: Item) -> float:
    a, b = (set(analyze(item.question)) for item in (one, other))
    return len(a & b) / max(1, len(a | b))


def _write(path: Path, rows: Iterator[dict]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
