"""Tokenised examples as a few flat arrays, and batches gathered from them on the device that trains."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch

from training.reader.batch import Batch

# What `sentences` holds for tokens of the question.
NO_SENTENCE = 255
STARTS, ENDS = 1, 2
# Examples repeat the same texts, far apart: a large dictionary finds them again.
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 4, "dict_size": 1 << 27}]


@dataclass(frozen=True)
class Rows:
    """Arrays over tokens, sentences, rows (a question with a passage), questions, and units.

    A unit is what must be in one batch. `tokens`, `sentences` (its number in the row) and `marks` go over
    tokens; `gold` over sentences; `lengths`, `firsts` (the first token of the passage) and
    `sentence_counts` over rows; `row_counts`, `has_spans` and `labelled` over questions; `question_counts`
    over units.
    """

    tokens: np.ndarray
    sentences: np.ndarray
    marks: np.ndarray
    gold: np.ndarray
    lengths: np.ndarray
    firsts: np.ndarray
    sentence_counts: np.ndarray
    row_counts: np.ndarray
    has_spans: np.ndarray
    labelled: np.ndarray
    question_counts: np.ndarray

    def save(self, folder: Path) -> None:
        """Write each array, compressed."""
        folder.mkdir(parents=True, exist_ok=True)
        for field in fields(self):
            with lzma.open(folder / f"{field.name}.npy.xz", "wb", filters=_FILTERS) as file:
                np.lib.format.write_array(file, getattr(self, field.name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Rows:
        """Read what `save` wrote."""
        arrays = {}
        for field in fields(cls):
            with lzma.open(folder / f"{field.name}.npy.xz") as file:
                arrays[field.name] = np.lib.format.read_array(file, allow_pickle=False)
        return cls(**arrays)


class Gatherer:
    """Holds rows on a device and gathers batches of units there."""

    def __init__(self, rows: Rows, device: torch.device) -> None:
        """Copy the arrays to the device; a few hundred bytes a row."""
        self._device = device
        for field in fields(rows):
            array = getattr(rows, field.name)
            setattr(self, field.name, torch.from_numpy(array.astype(np.int32)).to(device))
        self._token_starts = _starts(self.lengths)
        self._gold_starts = _starts(self.sentence_counts)
        self._row_starts, self._question_starts = _starts(self.row_counts), _starts(self.question_counts)
        # On the CPU, for plans.
        of_row = np.repeat(
            np.repeat(np.arange(len(rows.question_counts)), rows.question_counts), rows.row_counts
        )
        self.unit_rows = np.bincount(of_row, minlength=len(rows.question_counts))
        self.unit_longest = np.zeros(len(rows.question_counts), dtype=np.int64)
        np.maximum.at(self.unit_longest, of_row, rows.lengths.astype(np.int64))

    def plan(self, tokens: int, seed: int, pool: int = 4096) -> list[np.ndarray]:
        """Return all units in batches of about so many padded tokens, in an order that the seed gives."""
        chance = np.random.default_rng(seed)
        order = chance.permutation(len(self.unit_rows))
        batches: list[np.ndarray] = []
        for first in range(0, len(order), pool):
            own = order[first : first + pool]
            batches += _cut(own[np.argsort(self.unit_longest[own], kind="stable")], self, tokens)
        return [batches[n] for n in chance.permutation(len(batches))]

    def batches(self, tokens: int, seed: int) -> Iterator[tuple[Batch, torch.Tensor]]:
        """Yield all batches once, in order."""
        for units in self.plan(tokens, seed):
            yield self.gather(units)

    def gather(self, units: np.ndarray) -> tuple[Batch, torch.Tensor]:
        """Return the batch of some units, and which of its questions are labelled."""
        chosen = torch.from_numpy(units).to(self._device)
        questions, _ = _ranges(self._question_starts[chosen], self.question_counts[chosen])
        rows, groups = _ranges(self._row_starts[questions], self.row_counts[questions])
        lengths, firsts = self.lengths[rows], self.firsts[rows]
        width = -(-int(lengths.max()) // 8) * 8  # kernels of attention want multiples of 8
        places = torch.arange(width, device=self._device)
        mask = places < lengths[:, None]
        flat = (self._token_starts[rows][:, None] + places).clamp_max(len(self.tokens) - 1)
        own = self.sentences[flat]
        inside = mask & (own != NO_SENTENCE)
        counts = self.sentence_counts[rows]
        gold, of_row = _ranges(self._gold_starts[rows], counts)
        marks = self.marks[flat] * mask
        is_gold = self.gold[gold].bool()
        holds = torch.zeros(len(rows), device=self._device).index_add(0, of_row, is_gold.float()) > 0
        batch = Batch(
            ids=(self.tokens[flat] * mask).long(),
            segments=(mask & (places >= firsts[:, None])).long(),
            mask=mask.long(),
            readable=mask & (places >= firsts[:, None]) & (places < lengths[:, None] - 1),
            starts=(marks & STARTS) > 0,
            ends=(marks & ENDS) > 0,
            sentences=torch.where(inside, own + _starts(counts)[:, None], -1),
            groups=groups,
            has_spans=self.has_spans[questions].bool(),
            sentence_groups=groups[of_row],
            gold=is_gold,
            holds=holds,
        )
        return batch, self.labelled[questions].bool()


def _starts(counts: torch.Tensor) -> torch.Tensor:
    return torch.cumsum(counts.long(), 0) - counts


def _ranges(starts: torch.Tensor, counts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the numbers in ranges one after the other, and for each of them the number of its range."""
    of = torch.repeat_interleave(torch.arange(len(counts), device=counts.device), counts.long())
    within = torch.arange(len(of), device=counts.device) - _starts(counts)[of]
    return starts[of] + within, of


def _cut(units: np.ndarray, gatherer: Gatherer, tokens: int) -> list[np.ndarray]:
    """Cut units that are sorted by length into batches."""
    batches, first, rows = [], 0, 0
    for number, unit in enumerate(units):
        own = int(gatherer.unit_rows[unit])
        if rows and (rows + own) * gatherer.unit_longest[unit] > tokens:
            batches.append(units[first:number])
            first, rows = number, 0
        rows += own
    return [*batches, units[first:]]
