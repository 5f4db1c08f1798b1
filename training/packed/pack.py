"""Pack everything that a training needs elsewhere: tokenised examples, encoders, code, in numbered parts.

python -m training.packed.pack build/reader build/packed --encoder mpnet=build/mpnet --layers mpnet=6
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from assistant.models.pairs import PairEncoder
from assistant.models.source import packaged_folder, packaged_tokenizer
from training.packed.encode import encoded_rows
from training.packed.encoder import Shape
from training.packed.parts import write_parts
from training.packed.weights import save_weights
from training.reader.examples import Example, Examples, Together, disturbed
from training.reader.model import ReaderModel, load_weights, word_vectors
from training.reader.passages import window
from training.reader.scorer import checkpoint_weights, said_of
from training.reader.shipped import shipped_weights

_MEGABYTE = 1_000_000
# What runs on the other machine; it needs torch and numpy, nothing of the assistant.
CODE = (
    *(f"packed/{name}.py" for name in ("__init__", "parts", "join", "weights", "encoder", "rows")),
    *(f"packed/{name}.py" for name in ("schedule", "train", "state", "model", "labels")),
    *(f"reader/{name}.py" for name in ("__init__", "batch", "loss", "figures")),
)
WORDS = "words"


def main() -> None:
    """Write the parts and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder that training.reader.prepare wrote")
    parser.add_argument("target", type=Path, help="folder for the parts")
    parser.add_argument(
        "--encoder",
        action="append",
        required=True,
        metavar="NAME=PATH",
        help="a folder of an embedding model, a checkpoint.safetensors, or a reader.onnx (its first member)",
    )
    parser.add_argument("--layers", action="append", default=[], metavar="NAME=N", help="only the lowest N")
    parser.add_argument("--bits", type=int, choices=(8, 16), default=16, help="of each weight as packed")
    parser.add_argument("--rows", type=int, default=400_000, help="rows (question and passage) to train on")
    parser.add_argument("--unlabelled", type=float, default=0.15, help="share of rows for a teacher alone")
    parser.add_argument("--tune-rows", type=int, default=6_000, help="rows kept back, to measure on")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part-megabytes", type=float, default=38, help="most of one part")
    options = parser.parse_args()
    encoders = dict(each.split("=", 1) for each in options.encoder)
    layers = {name: int(count) for name, count in (each.split("=", 1) for each in options.layers)}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder)
        pack_rows(options.work, whole, options.rows, options.tune_rows, options.unlabelled, options.seed)
        for name, path in encoders.items():
            pack_encoder(Path(path), whole / "encoders" / name, options.bits, layers.get(name))
        pack_code(whole)
        for path in sorted(p for p in whole.rglob("*") if p.is_file() and p.stat().st_size > _MEGABYTE / 10):
            print(f"{path.stat().st_size:>12,} {path.relative_to(whole)}", file=sys.stderr)
        parts = write_parts(whole, options.target, int(options.part_megabytes * _MEGABYTE))
    for part in parts:
        print(f"{part.stat().st_size:>12,} {part}", file=sys.stderr)


def pack_rows(
    work: Path, whole: Path, rows: int, tune_rows: int, unlabelled: float = 0.0, seed: int = 1
) -> None:
    """Tokenise examples to train on, and some of the texts kept back to measure on."""
    encoder = PairEncoder(packaged_tokenizer())
    train, tune = Examples(work), Examples(work, "tune")
    encoded_rows(labelled_and_not(train, unlabelled, seed), encoder, rows).save(whole / "data" / "train")
    encoded_rows(_each_once(tune), encoder, tune_rows).save(whole / "data" / "tune")


def labelled_and_not(examples: Examples, unlabelled: float, seed: int) -> Iterator[tuple[Together, bool]]:
    """Yield examples for ever, among them such a share that only a teacher knows the answer of.

    Those ask a question of passages that it was not written for.
    """
    chooser = random.Random(seed)
    stream = examples.stream(seed, 0)
    askable = [item for item in examples.items if item.negatives]
    while True:
        if askable and chooser.random() < unlabelled:
            item = chooser.choice(askable)
            texts = [examples.texts[n] for n in chooser.sample(item.negatives, min(2, len(item.negatives)))]
            passages = tuple(window(text, (), (), (), chooser) for text in texts)
            yield (Example(disturbed(item.question, chooser), passages),), False
        else:
            yield next(stream), True


def _each_once(examples: Examples) -> Iterator[tuple[Together, bool]]:
    chooser = random.Random(1)
    items = chooser.sample(examples.items, len(examples.items))
    return (((examples.example(item, chooser, 3),), True) for item in items)


def pack_encoder(source: Path, target: Path, bits: int, layers: int | None = None) -> None:
    """Write an encoder's weights and word vectors, these in the order of our tokens, and its shape."""
    target.mkdir(parents=True)
    base, known = packaged_folder(), None
    if source.suffix == ".onnx":
        known = shipped_weights(source)[0]
    elif source.suffix == ".safetensors":
        said = said_of(source)
        base, known = Path(said["base"]), checkpoint_weights(source)
        layers = layers or int(said.get("layers", 0)) or None
    else:
        base = source
    whole = max((int(name.split(".")[3]) + 1 for name in known or () if ".layer." in name), default=None)
    model = ReaderModel.from_embedder(base, layers=whole)
    if known is not None:
        load_weights(model, known)
    model.encoder.encoder.layer = model.encoder.encoder.layer[:layers]
    words = word_vectors(model, base, PairEncoder(packaged_tokenizer()).vocabulary)
    weights = {name: weight for name, weight in model.named_parameters() if "word_embeddings" not in name}
    save_weights(target / "weights.npz", weights, bits)
    save_weights(target / f"{WORDS}.npz", {WORDS: words}, bits)
    config = model.encoder.config
    Shape(
        config.model_type,
        len(model.encoder.encoder.layer),
        config.num_attention_heads,
        config.layer_norm_eps,
        str(base),
        new_heads=known is None,
    ).save(target / "encoder.json")


def pack_code(whole: Path) -> None:
    """Copy the modules that run on the other machine."""
    training = Path(__file__).parents[1]
    for name in CODE:
        path = whole / "code" / "training" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(training / name, path)


if __name__ == "__main__":
    main()
