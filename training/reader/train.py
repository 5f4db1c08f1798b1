"""Train the reader; an interrupted training goes on from its last checkpoint.

python -m training.reader.train build/reader --steps 1500

A teacher is the same model on a larger encoder (`--base`), trained the same way; a reader learns from it
what it thinks of every token, beside what is right (`--teacher`).
"""

from __future__ import annotations

import argparse
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from assistant.models.pairs import PairEncoder
from assistant.models.source import packaged_folder, packaged_tokenizer
from training.checkpoint import log, resume, save_checkpoint
from training.reader.batch import Batch
from training.reader.batches import batches
from training.reader.examples import Examples
from training.reader.loss import likeness_loss, reader_loss
from training.reader.model import ReaderModel, load_weights, word_vectors
from training.reader.precision import precision
from training.reader.scorer import Scorer, mean_scores
from training.reader.shipped import shipped_weights
from training.recipe import Recipe as BaseRecipe

_CHECKPOINT_STEPS = 50
# How many times faster heads are trained that begin at chance: an encoder's vectors can be short (those of
# MPNet are), and scores that must range over ten then want large weights.
_NEW_HEADS = 25.0
# What the teacher says counts so much beside what is right.
_TEACHING = 1.0


@dataclass(frozen=True, kw_only=True)
class Recipe(BaseRecipe):
    """What a training depends on besides the data.

    Of the examples the first `singles` have one passage, later ones mostly several.
    """

    rate: float = 2e-4
    warmup: int = 60
    fall: float = 0.3
    tokens: int = 5000
    singles: int = 12_000


def main() -> None:
    """Train from the start or from the last checkpoint."""
    options = _parser().parse_args()
    torch.set_num_threads(options.threads)
    recipe = Recipe(
        steps=options.steps,
        rate=options.rate,
        fall=options.fall,
        tokens=options.tokens,
        singles=options.singles,
        seed=options.seed,
        dropout=options.dropout,
    )
    training = Training(
        options.work,
        recipe,
        options.start,
        options.base,
        options.teacher,
        options.frozen,
        options.layers,
    )
    signal.signal(signal.SIGTERM, training.stop)
    training.run()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder that prepare wrote, for checkpoints too")
    parser.add_argument("--steps", type=int, required=True, help="batches in all")
    parser.add_argument("--rate", type=float, default=Recipe.rate, help="highest learning rate")
    parser.add_argument("--tokens", type=int, default=Recipe.tokens, help="padded tokens of a batch")
    parser.add_argument("--singles", type=int, default=Recipe.singles)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--dropout", type=float, default=Recipe.dropout, help="share left out of each layer")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument(
        "--fall", type=float, default=Recipe.fall, help="share of the steps with a falling rate"
    )
    parser.add_argument("--start", type=Path, help="reader.onnx to go on from, its first member")
    parser.add_argument("--base", type=Path, help="another embedding model to start from, for a teacher")
    parser.add_argument("--layers", type=int, help="only so many of its lowest layers")
    parser.add_argument("--frozen", type=int, default=0, help="lowest layers that are not trained (any more)")
    parser.add_argument(
        "--teacher", type=Path, nargs="+", default=[], help="checkpoints or readers to learn from"
    )
    return parser


class Training:
    """A training with its state: weights in float32, computed in what the processor is fast in."""

    def __init__(
        self,
        work: Path,
        recipe: Recipe,
        start: Path | None = None,
        base: Path | None = None,
        teachers: Sequence[Path] = (),
        frozen: int = 0,
        layers: int | None = None,
    ) -> None:
        """Load the starting weights, or the checkpoint where there is one."""
        self.work, self.recipe = work, recipe
        self.encoder = PairEncoder(packaged_tokenizer())
        self.base = base or packaged_folder()
        torch.manual_seed(recipe.seed)
        self.model = ReaderModel.from_embedder(self.base, recipe.dropout, layers).train()
        if start is not None:
            load_weights(self.model, shipped_weights(start)[0])
        self.words = word_vectors(self.model, self.base, self.encoder.vocabulary)
        self.teachers = [Scorer(path, self.encoder) for path in teachers]
        self.weights = {n: p.detach().clone() for n, p in self.model.named_parameters() if p.requires_grad}
        for weight in self.weights.values():
            weight.requires_grad_(True)
        self.heads = {n for n in self.weights if "head" in n and start is None}
        self.optimiser = torch.optim.AdamW(
            [self._group(decay, heads) for decay in (recipe.decay, 0.0) for heads in (False, True)],
            lr=recipe.rate,
            betas=(0.9, 0.98),
        )
        self.step = resume(work, self.weights, self.optimiser)
        self.model.freeze(frozen)
        self.precision = precision()
        self.model = self.model.to(self.precision)
        self.stopping = False

    def _group(self, decay: float, heads: bool) -> dict[str, Any]:
        """Return the matrices, or where nothing decays the vectors, of heads that are new or of the rest."""
        chosen = [
            weight
            for name, weight in self.weights.items()
            if (weight.dim() > 1) == (decay > 0) and (name in self.heads) == heads
        ]
        return {"params": chosen, "weight_decay": decay, "times": _NEW_HEADS if heads else 1.0}

    @property
    def _layers(self) -> str:
        return str(len(self.model.encoder.encoder.layer))

    def stop(self, *_: object) -> None:
        """Save after the step that is being made, and end."""
        self.stopping = True

    def run(self) -> None:
        """Train to the last step, saving now and then."""
        stream = Examples(self.work).stream(self.recipe.seed, self.recipe.singles)
        rows, steps, began, sums = 0, 0, time.monotonic(), {}
        order = batches(stream, self.encoder, self.recipe.tokens, self.recipe.seed)
        for batch in islice(order, self.step, self.recipe.steps):
            for name, value in self._learn(batch).items():
                sums[name] = sums.get(name, 0.0) + value
            rows += len(batch.ids)
            self.step += 1
            steps += 1
            last = self.step == self.recipe.steps or self.stopping
            if self.step % _CHECKPOINT_STEPS == 0 or last:
                shown = {name: round(value / steps, 4) for name, value in sums.items()}
                speed = rows / (time.monotonic() - began)
                log(self.work, self.step, shown | {"rows_a_second": round(speed, 2)})
                self._save()
                rows, steps, began, sums = 0, 0, time.monotonic(), {}
            if self.stopping:
                return

    def _learn(self, batch: Batch) -> dict[str, float]:
        with torch.no_grad():
            for name, parameter in self.model.named_parameters():
                if name in self.weights:
                    parameter.copy_(self.weights[name])
        torch.manual_seed(self.recipe.seed * 1_000_003 + self.step)  # what is left out, the same when resumed
        vectors = self.words[batch.ids].to(self.precision)
        tokens, passages = self.model(vectors, batch.segments, batch.mask)
        losses = reader_loss(tokens.float(), passages.float(), batch)
        if self.teachers:
            taught = mean_scores(self.teachers, batch.ids, batch.segments, batch.mask)
            losses["teacher"] = likeness_loss(tokens.float(), passages.float(), *taught, batch)
            losses["all"] = losses["all"] + _TEACHING * losses["teacher"]
        losses["all"].backward()
        for name, parameter in self.model.named_parameters():
            if name in self.weights and parameter.grad is not None:
                self.weights[name].grad = parameter.grad.float()
                parameter.grad = None
        torch.nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate_at(self.step) * group["times"]
        self.optimiser.step()
        return {name: float(value.detach()) for name, value in losses.items()}

    def _save(self) -> None:
        said = {"base": self.base, "layers": self._layers, **asdict(self.recipe)}
        save_checkpoint(self.work, self.step, self.weights, self.optimiser, said)


if __name__ == "__main__":
    main()
