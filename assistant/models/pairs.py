"""The input of reader and prover, in training and in use: two texts as one sequence of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

# Longer questions are cut, so that there is room for what is read.
MOST_QUESTION_TOKENS = 64
MOST_TOKENS = 384


@dataclass(frozen=True, slots=True)
class Pair:
    """Tokens of a question and a passage.

    `ids` holds the token ids; those from `first` on, but the last, are the passage's, and `offsets`, of
    shape (passage tokens, 2), tells where in the passage each stands.
    """

    ids: list[int]
    first: int
    offsets: npt.NDArray[np.int64]

    @property
    def end(self) -> int:
        """The position after the last token of the passage."""
        return self.first + len(self.offsets)


class PairEncoder:
    """Turns questions and passages into pairs; safe to use from several threads."""

    def __init__(self, tokenizer: Path, most_tokens: int = MOST_TOKENS) -> None:
        """Read a BERT tokenizer.

        Args:
            tokenizer: A file in the format of the `tokenizers` library.
            most_tokens: The most tokens of a pair.
        """
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._most_tokens = most_tokens
        self._start, self._separator = self._tokenizer.encode("").ids

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every token with its id."""
        return dict(self._tokenizer.get_vocab())

    def encode(self, question: str, passages: Sequence[str]) -> list[Pair]:
        """Pair one question with each passage; what is too long loses its end."""
        asked, *read = self._tokenizer.encode_batch([question, *passages], add_special_tokens=False)
        beginning = [self._start, *asked.ids[:MOST_QUESTION_TOKENS], self._separator]
        room = self._most_tokens - len(beginning) - 1
        return [
            Pair(
                [*beginning, *each.ids[:room], self._separator],
                len(beginning),
                np.array(each.offsets[:room], dtype=np.int64).reshape(-1, 2),
            )
            for each in read
        ]


def padded(
    pairs: Sequence[Pair],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return ids, segments (0 question, 1 passage) and mask, each of shape (pairs, longest)."""
    shape = (len(pairs), max(len(pair.ids) for pair in pairs))
    ids, segments, mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for row, pair in enumerate(pairs):
        ids[row, : len(pair.ids)] = pair.ids
        segments[row, pair.first : len(pair.ids)] = 1
        mask[row, : len(pair.ids)] = 1
    return ids, segments, mask
