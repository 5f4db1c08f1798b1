"""The order of training: pairs drawn by source, in batches of pairs that are about as long."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.models.pairs import Pair as Encoded
from assistant.models.pairs import PairEncoder
from training.prover.pairs import Pair

# How often a pair of a source is drawn, beside 1 for all others: small sets of natural statements about
# encyclopedias and news more, captions and tables less. By the first match.
_DRAWN = (
    ("fever", 4.0),
    ("fool", 4.0),
    ("wice", 2.0),
    ("begin", 4.0),
    ("snli", 0.5),
    ("cad", 0.7),
    ("tabfact", 0.35),
    ("made", 0.7),
)
# So many batches are sorted by length together.
_SORTED_TOGETHER = 50


def drawn(pairs: Sequence[Pair], seed: int) -> Iterator[Pair]:
    """Yield pairs without end, each source as often as it is to be drawn; the same for the same seed."""
    chooser = random.Random(seed)
    shares = [next((share for name, share in _DRAWN if pair.source.startswith(name)), 1.0) for pair in pairs]
    while True:
        epoch = [
            pair
            for pair, share in zip(pairs, shares, strict=True)
            for _ in range(int(share) + (chooser.random() < share % 1))
        ]
        chooser.shuffle(epoch)
        yield from epoch


def batches(
    pairs: Sequence[Pair], encoder: PairEncoder, tokens: int, seed: int
) -> Iterator[list[tuple[Pair, Encoded]]]:
    """Yield batches of at most so many tokens, padding counted, without end."""
    stream, chooser = drawn(pairs, seed), random.Random(seed)
    while True:
        # 50 tokens are what a pair has.
        taken = list(islice(stream, _SORTED_TOGETHER * tokens // 50))
        encoded = [(pair, encoder.encode(pair.statement, [pair.evidence])[0]) for pair in taken]
        encoded.sort(key=lambda each: len(each[1].ids))
        made: list[list[tuple[Pair, Encoded]]] = [[]]
        for each in encoded:
            if (len(made[-1]) + 1) * len(each[1].ids) > tokens and made[-1]:
                made.append([])
            made[-1].append(each)
        chooser.shuffle(made)
        yield from made
