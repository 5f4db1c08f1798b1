"""Train the prover; an interrupted training goes on from its last checkpoint.

python -m training.prover.train build/prover --start assistant/models/weights/reader.onnx --steps 1500
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from assistant.models.pairs import PairEncoder, padded
from assistant.models.source import packaged_tokenizer
from training.prover.batches import batches
from training.prover.loss import prover_loss, targets_of
from training.prover.model import new_prover, words_of
from training.prover.prepare import MOST_TRAINED, read_part
from training.reader.scorer import said_of

_CHECKPOINT_STEPS = 50
# A head that begins at chance is trained so much faster.
_NEW_HEAD = 5.0
_MOMENTS = ("exp_avg", "exp_avg_sq")


@dataclass(frozen=True)
class Recipe:
    """What a training depends on besides the data.

    The rate rises over `warmup` steps, stays, and falls to 0 over the last `fall` of all steps. Of what each
    layer adds, the share `dropout` is left out; the lowest `frozen` layers stay as they are.
    """

    steps: int
    rate: float = 1.2e-4
    warmup: int = 40
    fall: float = 0.5
    decay: float = 0.01
    tokens: int = 1500
    seed: int = 1
    dropout: float = 0.0
    frozen: int = 0

    def rate_at(self, step: int) -> float:
        """Return the learning rate of a step."""
        left = (self.steps - step) / max(1.0, self.fall * self.steps)
        return self.rate * min(1.0, (step + 1) / self.warmup, left)


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
        options.steps,
        options.rate,
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
        self.step = 0
        self._resume()
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
                self._say({"loss": round(sum_of_losses / steps, 4), "pairs_a_second": round(speed, 2)})
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

    def _say(self, values: dict[str, float]) -> None:
        line = json.dumps({"step": self.step, **values})
        print(line, file=sys.stderr, flush=True)
        with (self.work / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(line + "\n")

    def _save(self) -> None:
        words = self.words.data_ptr()
        state = {
            f"weight/{name}": weight.detach()
            for name, weight in self.model.named_parameters()
            if weight.data_ptr() != words
        }
        for name, weight in self.weights.items():
            state |= {f"{key}/{name}": self.optimiser.state[weight][key] for key in _MOMENTS}
        said = {name: str(value) for name, value in asdict(self.recipe).items()} | {"step": str(self.step)}
        save_file(state, self.work / "checkpoint.new", said)
        (self.work / "checkpoint.new").replace(self.work / "checkpoint.safetensors")

    def _resume(self) -> None:
        path = self.work / "checkpoint.safetensors"
        if not path.exists():
            return
        state = load_file(path)
        self.step = int(said_of(path)["step"])
        for name, weight in self.weights.items():
            weight.data.copy_(state[f"weight/{name}"])
            moments = {key: state[f"{key}/{name}"] for key in _MOMENTS}
            self.optimiser.state[weight] = {"step": torch.tensor(float(self.step)), **moments}
        print(f"Going on from step {self.step}.", file=sys.stderr)


if __name__ == "__main__":
    main()
