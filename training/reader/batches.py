"""Examples to padded batches with everything that the loss needs, as tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from assistant.models.pairs import Pair, PairEncoder, padded
from training.reader.examples import Example, Passage

# Examples that are sorted by length together, so that little is padded.
_POOL = 256
# Longer rows cost more than they teach.
_MOST_TOKENS = 300


@dataclass(slots=True)
class Batch:
    """Rows are passages; `groups` tells which question each belongs to.

    `starts` and `ends` mark the tokens at which an answer starts and ends; `sentences` gives each token
    the number of its sentence in the batch or -1; `holds` tells which passages hold an answer.
    """

    ids: torch.Tensor
    segments: torch.Tensor
    mask: torch.Tensor
    readable: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor
    sentences: torch.Tensor
    groups: torch.Tensor
    has_spans: torch.Tensor
    sentence_groups: torch.Tensor
    gold: torch.Tensor
    holds: torch.Tensor


def batches(examples: Iterator[Example], encoder: PairEncoder, tokens: int, seed: int) -> Iterator[Batch]:
    """Yield batches of at most so many padded tokens, for ever, in an order that the seed gives."""
    chooser = random.Random(seed)
    while True:
        pool = [next(examples) for _ in range(_POOL)]
        encoded = [(e, encoder.encode(e.question, [p.text for p in e.passages])) for e in pool]
        encoded = [(e, pairs) for e, pairs in encoded if _longest(pairs) <= _MOST_TOKENS]
        encoded.sort(key=lambda pair: _longest(pair[1]))
        ready: list[list[tuple[Example, list[Pair]]]] = [[]]
        rows = 0
        for example, pairs in encoded:
            if rows and (rows + len(pairs)) * _longest(pairs) > tokens:
                ready.append([])
                rows = 0
            ready[-1].append((example, pairs))
            rows += len(pairs)
        chooser.shuffle(ready)
        yield from map(as_batch, ready)


def _longest(pairs: list[Pair]) -> int:
    return max(len(pair.ids) for pair in pairs)


def as_batch(encoded: list[tuple[Example, list[Pair]]]) -> Batch:
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
