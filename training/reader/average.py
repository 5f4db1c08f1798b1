"""Average the weights of trainings that went on from one another: often better than the last of them.

python -m training.reader.average build/second build/third --to build/mean --shares 1 2
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import save_file

from training.reader.scorer import checkpoint_weights, said_of


def main() -> None:
    """Write a checkpoint with the mean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, nargs="+", help="folders with checkpoint.safetensors")
    parser.add_argument("--to", type=Path, required=True, help="folder to write to")
    parser.add_argument("--shares", type=float, nargs="+", help="how much each counts; all the same")
    options = parser.parse_args()
    shares = options.shares or [1.0] * len(options.work)
    if len(shares) != len(options.work):
        parser.error(f"'--shares' must be {len(options.work)} numbers, one for each folder.")
    write_average([work / "checkpoint.safetensors" for work in options.work], shares, options.to)


def write_average(checkpoints: Sequence[Path], shares: Sequence[float], target: Path) -> None:
    """Write `checkpoint.safetensors` with the weighted mean of others to a folder.

    It is there to be measured and exported; of an optimiser it keeps nothing.
    """
    weights = [checkpoint_weights(path) for path in checkpoints]
    parts = [share / sum(shares) for share in shares]
    mean = {
        f"weight/{name}": sum(part * own[name] for part, own in zip(parts, weights, strict=True))
        for name in weights[0]
    }
    target.mkdir(parents=True, exist_ok=True)
    save_file(mean, target / "checkpoint.safetensors", said_of(checkpoints[-1]))


if __name__ == "__main__":
    main()
