"""Write trained readers as the product runs them: one ONNX with 8-bit matrices, and a description.

python -m training.reader.export build/reader/checkpoint.safetensors assistant/models/weights
python -m training.reader.export CHECKPOINT assistant/models/weights --name large_reader --smooth build/large

One that was made from another model than the packaged one has its word vectors beside it, in 8 bits.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save

from assistant.models.pairs import MOST_TOKENS, PairEncoder, padded
from assistant.models.quantize import quantize
from assistant.models.reader import LARGE, READER_OUTPUTS, SMALL
from assistant.models.shipped import words_file
from assistant.models.source import packaged_folder, packaged_tokenizer, sha256_of
from training.reader.examples import Examples
from training.reader.model import Committee, word_vectors
from training.reader.scorer import trained
from training.reader.smooth import smooth

# Questions whose passages show which channels stand out.
_SMOOTHED_BY = 40


def main() -> None:
    """Export one reader, or several that are asked together."""
    parser = argparse.ArgumentParser(description=__doc__)
    weights = "checkpoint.safetensors or an exported reader; of several the mean of what they say"
    parser.add_argument("weights", type=Path, nargs="+", help=weights)
    parser.add_argument("target", type=Path, help="folder to write to")
    parser.add_argument("--name", default=SMALL, choices=(SMALL, LARGE))
    parser.add_argument(
        "--smooth",
        type=Path,
        metavar="FOLDER",
        help="that prepare wrote; passages of it to prepare for 8 bits",
    )
    options = parser.parse_args()
    write_reader(options.weights, options.target, options.name, options.smooth)
    for path in sorted(options.target.glob(f"{options.name}.*")):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB", file=sys.stderr)


def write_reader(weights: Sequence[Path], target: Path, name: str = SMALL, work: Path | None = None) -> None:
    """Write the mean of what readers say, all made from one model, to a folder.

    Args:
        weights: Checkpoints of trainings, or exported readers.
        target: The folder.
        name: `SMALL` or `LARGE`.
        work: What `prepare` wrote: some of its passages show which channels stand out (`smooth`).
    """
    read = [trained(path) for path in weights]
    members = [model for models, _ in read for model in models]
    base = read[0][1]
    encoder = PairEncoder(packaged_tokenizer())
    words = word_vectors(members[0], base, encoder.vocabulary)
    if work is not None:
        texts = list(_texts(work, encoder, words))
        for member in members:
            smooth(member, texts)
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{name}.onnx"
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        export(Committee(members).train(False), exact)
        quantize(exact, path)
    own = base != packaged_folder()
    description = {
        "onnx_sha256": sha256_of(path),
        "word_vectors_sha256": (
            _write_words(words.numpy(), target / words_file(name))
            if own
            else hashlib.sha256(np.ascontiguousarray(words.numpy()).tobytes()).hexdigest()
        ),
        "own_word_vectors": own,
        "most_tokens": MOST_TOKENS,
    }
    (target / f"{name}.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def _texts(
    work: Path, encoder: PairEncoder, words: torch.Tensor
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Yield word vectors, segments and masks of questions with their passages, always the same ones."""
    examples, chooser = Examples(work), random.Random(9)
    for item in chooser.sample(examples.items, min(_SMOOTHED_BY, len(examples.items))):
        example = examples.example(item, chooser, 2)
        for pair in encoder.encode(example.question, [passage.text for passage in example.passages]):
            ids, segments, mask = map(torch.from_numpy, padded([pair]))
            yield words[ids], segments, mask


def _write_words(words: np.ndarray, path: Path) -> str:
    """Write word vectors in 8 bits with a scale each; return the SHA-256 of the file."""
    scales = np.maximum(np.abs(words).max(axis=1, keepdims=True) / 127, 1e-9).astype(np.float32)
    path.write_bytes(save({"values": np.rint(words / scales).astype(np.int8), "scales": scales}))
    return sha256_of(path)


def export(model: Committee, path: Path) -> None:
    """Write the ONNX graph in float32."""
    width = model.members[0].encoder.config.hidden_size
    segments = torch.tensor([[0, 0, 1, 1], [0, 1, 1, 1]])
    inputs = (torch.randn(2, 4, width), segments, torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]))
    axes = {0: "passages", 1: "tokens"}
    names = ["word_vectors", "segments", "mask"]
    tokens, passages = READER_OUTPUTS
    varying = dict.fromkeys([*names, tokens], axes) | {passages: {0: axes[0]}}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            inputs,
            str(path),
            input_names=names,
            output_names=list(READER_OUTPUTS),
            dynamic_axes=varying,
            dynamo=False,
        )


if __name__ == "__main__":
    main()
