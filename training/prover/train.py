"""Train the prover; an interrupted training goes on from its last checkpoint.

python -m training.prover.train build/prover --start assistant/models/weights/reader.onnx --steps 1500
"""

from __future__ import annotations

import argparse
import signal
import time
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import torch

from assistant.models.pairs import PairEncoder, padded
from assistant.models.source import packaged_tokenizer
from training.checkpoint import log, resume, save_checkpoint
from training.prover.batches import batches
from training.prover.loss import prover_loss, targets_of
from training.prover.model import new_prover, words_of
from training.prover.prepare import MOST_TRAINED, read_part
from training.recipe import Recipe as BaseRecipe

_CHECKPOINT_STEPS = 50
# A head that begins at chance is trained so much faster.
_NEW_HEAD = 5.0


@dataclass(frozen=True, kw_only=True)
class Recipe(BaseRecipe):
    """What a training depends on besides the data; the lowest `frozen` layers stay as they are."""

    rate: float = 1.2e-4
    warmup: int = 40
    fall: float = 0.5
    tokens: int = 1500
    frozen: int = 0


def main() -> None:
    """Train from the start or from the last checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder that prepare wrote, for checkpoints too")
    parser.add_argument("--steps", type=int, required=True, help="batches in all")
    parser.add_argument("--start", type=Path, help="reader.onnx whose first encoder to start from")
    parser.add_argument("--rate", type=float, default=Recipe.rate, help="highest learning rate")
    parser.add_argument("--fall", type=float, default=Recipe.fall, help="share of steps with a falling rate")
    parser.add_argument("--tokens", type=int, default=Recipe.tokens, help="padded tokens of a batch")
    parser.add_argument("--dropout", type=float, default=Recipe.dropout, help="share left out of each layer")
    parser.add_argument(
        "--frozen", type=int, default=Recipe.frozen, help="lowest layers that are not trained"
    )
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = Recipe(
        steps=options.steps,
        rate=options.rate,
        fall=options.fall,
        tokens=options.tokens,
        seed=options.seed,
        dropout=options.dropout,
        frozen=options.frozen,
    )
    training = Training(options.work, recipe, options.start)
    signal.signal(signal.SIGTERM, training.stop)
    training.run()


class Training:
    """A training with its state."""

    def __init__(self, work: Path, recipe: Recipe, start: Path | None = None) -> None:
        """Load the starting weights, or the checkpoint where there is one."""
        self.work, self.recipe = work, recipe
        self.encoder = PairEncoder(packaged_tokenizer(), MOST_TRAINED)
        torch.manual_seed(recipe.seed)
        self.model = new_prover(start, recipe.dropout, recipe.frozen).train()
        self.words = words_of(self.model)
        self.weights = {name: each for name, each in self.model.named_parameters() if each.requires_grad}
        self.optimiser = torch.optim.AdamW(
            [
                {
                    "params": [
                        each
                        for name, each in self.weights.items()
                        if (each.dim() > 1) == (decay > 0) and name.startswith("head") == is_head
                    ],
                    "weight_decay": decay,
                    "times": _NEW_HEAD if is_head else 1.0,
                }
                for decay in (recipe.decay, 0.0)
                for is_head in (False, True)
            ],
            lr=recipe.rate,
            betas=(0.9, 0.98),
        )
        self.step = resume(work, self.weights, self.optimiser)
        self.stopping = False

    def stop(self, *_: object) -> None:
        """Save after the step that is being made, and end."""
        self.stopping = True

    def run(self) -> None:
        """Train to the last step, saving now and then."""
        pairs = read_part(self.work / "train.jsonl")
        order = batches(pairs, self.encoder, self.recipe.tokens, self.recipe.seed)
        seen, steps, began, sum_of_losses = 0, 0, time.monotonic(), 0.0
        for batch in islice(order, self.step, self.recipe.steps):
            ids, segments, mask = map(torch.from_numpy, padded([encoded for _, encoded in batch]))
            sum_of_losses += self._learn(ids, segments, mask, targets_of([pair.label for pair, _ in batch]))
            seen += len(batch)
            self.step += 1
            steps += 1
            if self.step % _CHECKPOINT_STEPS == 0 or self.step == self.recipe.steps or self.stopping:
                speed = seen / (time.monotonic() - began)
                shown = {"loss": round(sum_of_losses / steps, 4), "pairs_a_second": round(speed, 2)}
                log(self.work, self.step, shown)
                self._save()
                seen, steps, began, sum_of_losses = 0, 0, time.monotonic(), 0.0
            if self.stopping:
                return

    def _learn(
        self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor, right: torch.Tensor
    ) -> float:
        torch.manual_seed(self.recipe.seed * 1_000_003 + self.step)  # what is left out, the same when resumed
        loss = prover_loss(self.model(self.words[ids], segments, mask), right)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate_at(self.step) * group["times"]
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return float(loss.detach())

    def _save(self) -> None:
        words = self.words.data_ptr()
        fixed = {name: w for name, w in self.model.named_parameters() if w.data_ptr() != words}
        save_checkpoint(self.work, self.step, self.weights, self.optimiser, asdict(self.recipe), fixed)


if __name__ == "__main__":
    main()
