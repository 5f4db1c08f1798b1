"""Join and check what came back, and turn it into a checkpoint that can be measured and exported.

python -m training.packed.unpack RESULT build/gpu
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from safetensors.torch import save_file

from training.packed.encoder import Shape
from training.packed.parts import DamagedPartError, join_parts
from training.packed.weights import load_weights


def main() -> int:
    """Write `checkpoint.safetensors` and `log.jsonl`; one clear sentence if that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path, help="folder with manifest.json and the parts")
    parser.add_argument("work", type=Path, help="folder to write to")
    parser.add_argument("--base", type=Path, help="the embedding model, where it lies elsewhere now")
    options = parser.parse_args()
    try:
        unpack_result(options.result, options.work, options.base)
    except DamagedPartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def unpack_result(result: Path, work: Path, base: Path | None = None) -> None:
    """Write the checkpoint of a result; raises DamagedPartError."""
    join_parts(result, work)
    shape = Shape.load(work / "encoder.json")
    about = json.loads((work / "training.json").read_text(encoding="utf-8"))
    said = {name: str(value) for name, value in about.items()}
    said |= {"base": str(base or shape.base), "layers": str(shape.layers)}
    weights = load_weights(work / "weights.npz")
    save_file(
        {f"weight/{name}": weight.contiguous() for name, weight in weights.items()},
        work / "checkpoint.safetensors",
        said,
    )
    (work / "weights.npz").unlink()


if __name__ == "__main__":
    sys.exit(main())
