"""Measure the product with other weights in the readers' place: what a larger reader would bring.

python -m training.evaluate_with build/teacher/checkpoint.safetensors -- DATA/evaluation/encyclopedia
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import torch

from assistant import cli
from assistant.models.pairs import padded
from assistant.models.reader import Reader, Readers, Reading, as_reading
from assistant.settings import Settings
from training.reader.scorer import Scorer, mean_scores


class TorchReader(Reader):
    """A reader that says the mean of what several weights say, computed by torch."""

    def __init__(self, weights: Sequence[Path]) -> None:
        """Load checkpoints of trainings, or exported readers."""
        super().__init__()
        self._scorers = [Scorer(path, self._encoder) for path in weights]

    def _read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        pairs = self._encoder.encode(question, passages)
        tokens, holds = mean_scores(self._scorers, *map(torch.from_numpy, padded(pairs)))
        return [
            as_reading(pair, scores[: len(pair.ids)].numpy(), float(sure))
            for pair, scores, sure in zip(pairs, tokens, holds, strict=True)
        ]


def main() -> int:
    """Run `assistant evaluate` with what stands behind the two dashes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, nargs="+", help="checkpoint.safetensors or reader.onnx")
    if "--" not in sys.argv:
        parser.error("put '--' between the weights and what `assistant evaluate` is to be given")
    split = sys.argv.index("--")
    options = parser.parse_args(sys.argv[1:split])
    torch.set_num_threads(os.cpu_count() or 1)

    def load(_: Settings) -> Readers:
        return Readers(TorchReader(options.weights))

    with patch("assistant.answering.models.load_readers", load):
        return cli.main(["evaluate", *sys.argv[split + 1 :]])


if __name__ == "__main__":
    sys.exit(main())
