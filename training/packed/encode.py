"""Examples to the flat arrays of a package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from assistant.models.pairs import Pair, PairEncoder
from training.packed.rows import ENDS, NO_SENTENCE, STARTS, Rows
from training.reader.batches import MOST_ROW_TOKENS, as_batch, encoded_together, longest
from training.reader.examples import Example, Together


def encoded_rows(units: Iterator[tuple[Together, bool]], encoder: PairEncoder, count: int) -> Rows:
    """Tokenise examples that belong together, with whether they are labelled, up to so many rows.

    What is too long for training is left out, as there.
    """
    made: dict[str, list[Any]] = {name: [] for name in Rows.__dataclass_fields__}
    while len(made["lengths"]) < count and (unit := next(units, None)) is not None:
        examples, labelled = unit
        encoded = encoded_together(examples, encoder)
        if longest(encoded) > MOST_ROW_TOKENS:
            continue
        for example, pairs in encoded:
            _add(made, example, pairs, labelled)
        made["question_counts"].append(len(encoded))
    kinds = {"tokens": np.uint16, "lengths": np.uint16}
    flat = ("tokens", "sentences", "marks")
    return Rows(
        **{
            name: np.concatenate(values)
            if name in flat
            else np.array(values, dtype=kinds.get(name, np.uint8))
            for name, values in made.items()
        }
    )


def _add(made: dict[str, list[Any]], example: Example, pairs: list[Pair], labelled: bool) -> None:
    batch = as_batch([(example, pairs)])
    before = 0
    for row, pair in enumerate(pairs):
        length = len(pair.ids)
        numbers = batch.sentences[row, :length].numpy()
        count = int(numbers.max(initial=before - 1)) + 1 - before
        marks = STARTS * batch.starts[row, :length].numpy() + ENDS * batch.ends[row, :length].numpy()
        made["tokens"].append(np.array(pair.ids, dtype=np.uint16))
        made["sentences"].append(np.where(numbers < 0, NO_SENTENCE, numbers - before).astype(np.uint8))
        made["marks"].append(marks.astype(np.uint8))
        made["gold"] += batch.gold[before : before + count].tolist()
        made["lengths"].append(length)
        made["firsts"].append(pair.first)
        made["sentence_counts"].append(count)
        before += count
    made["row_counts"].append(len(pairs))
    made["has_spans"].append(example.has_spans)
    made["labelled"].append(labelled)
