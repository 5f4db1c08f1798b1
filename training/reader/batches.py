"""Examples to padded batches with everything that the loss needs, as tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch

from assistant.models.pairs import Pair, PairEncoder, padded
from training.reader.batch import Batch
from training.reader.examples import Example, Together
from training.reader.passages import Passage

# Examples that are sorted by length together, so that little is padded.
_POOL = 256
# Longer rows cost more than they teach.
MOST_ROW_TOKENS = 300

Encoded = list[tuple[Example, list[Pair]]]


def batches(examples: Iterator[Together], encoder: PairEncoder, tokens: int, seed: int) -> Iterator[Batch]:
    """Yield batches of about so many padded tokens at most, for ever, in an order that the seed gives.

    Examples that belong together are in one batch.
    """
    chooser = random.Random(seed)
    while True:
        encoded = [encoded_together(next(examples), encoder) for _ in range(_POOL)]
        encoded = [each for each in encoded if longest(each) <= MOST_ROW_TOKENS]
        encoded.sort(key=longest)
        ready: list[Encoded] = [[]]
        rows = 0
        for each in encoded:
            more = sum(len(pairs) for _, pairs in each)
            if rows and (rows + more) * longest(each) > tokens:
                ready.append([])
                rows = 0
            ready[-1] += each
            rows += more
        chooser.shuffle(ready)
        yield from map(as_batch, ready)


def encoded_together(examples: Together, encoder: PairEncoder) -> Encoded:
    """Return examples with the tokens of each of their passages."""
    return [(each, encoder.encode(each.question, [p.text for p in each.passages])) for each in examples]


def longest(encoded: Encoded) -> int:
    """Return the most tokens of a row."""
    return max(len(pair.ids) for _, pairs in encoded for pair in pairs)


def as_batch(encoded: Encoded) -> Batch:
    """Pad and label encoded examples."""
    pairs = [pair for _, own in encoded for pair in own]
    ids, segments, mask = (torch.from_numpy(array) for array in padded(pairs))
    marks = [torch.zeros(ids.shape, dtype=torch.bool) for _ in range(3)]
    sentences = torch.full(ids.shape, -1)
    groups, sentence_groups, gold, holds = [], [], [], []
    row = 0
    for group, (example, own) in enumerate(encoded):
        for passage, pair in zip(example.passages, own, strict=True):
            _mark(passage, pair, [each[row] for each in marks])
            first = len(gold)
            for n, (start, end) in enumerate(passage.sentences):
                inside = (pair.offsets[:, 0] >= start) & (pair.offsets[:, 0] < end)
                if inside.any():
                    sentences[row, pair.first : pair.end][torch.from_numpy(inside)] = len(gold)
                    gold.append(n in passage.gold)
            sentence_groups += [group] * (len(gold) - first)
            groups.append(group)
            holds.append(bool(passage.gold))
            row += 1
    readable, starts, ends = marks
    return Batch(
        ids,
        segments,
        mask,
        readable,
        starts,
        ends,
        sentences,
        torch.tensor(groups),
        torch.tensor([example.has_spans for example, _ in encoded]),
        torch.tensor(sentence_groups),
        torch.tensor(gold),
        torch.tensor(holds),
    )


def _mark(passage: Passage, pair: Pair, marks: list[torch.Tensor]) -> None:
    """Mark the tokens of the passage, and those at which an answer starts and ends."""
    readable, starts, ends = marks
    readable[pair.first : pair.end] = True
    offsets = torch.from_numpy(pair.offsets)
    for start, end in passage.answers:
        first = ((offsets[:, 0] <= start) & (offsets[:, 1] > start)).nonzero()
        last = ((offsets[:, 0] < end) & (offsets[:, 1] >= end)).nonzero()
        if len(first) and len(last):
            starts[pair.first + int(first[0])] = True
            ends[pair.first + int(last[0])] = True
