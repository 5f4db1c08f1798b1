"""Train on a package for some minutes, on a GPU if there is one; an interrupted training goes on.

python -m training.packed.train PACKAGE WORK --encoder mpnet --minutes 6

A second training learns from the first with `--teacher WORK`. The rate falls with the time that is left, so
it has always fallen to nothing at the end.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from training.packed.labels import labelled_loss
from training.packed.model import Model
from training.packed.rows import Gatherer, Rows
from training.packed.schedule import Schedule, Stopwatch
from training.packed.state import Progress, load_state, save_state, write_result
from training.reader.batch import Batch
from training.reader.figures import Sums
from training.reader.loss import likeness_loss

# Heads that begin at chance are trained so many times faster than what is below them.
_NEW_HEADS = 25.0
_TEACHING = 1.0
_SAY_STEPS = 50


@dataclass(frozen=True)
class Options:
    """What a training depends on besides its package."""

    encoder: str
    minutes: float
    rate: float = 1e-4
    tokens: int = 32_768
    dropout: float = 0.1
    decay: float = 0.01
    seed: int = 1
    teacher: Path | None = None
    checkpoint_seconds: float = 150.0
    bits: int = 0
    threads: int = 0


def main() -> None:
    """Train from the start or from the last checkpoint, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="folder that training.packed.join wrote")
    parser.add_argument("work", type=Path, help="folder for checkpoint, log and result")
    parser.add_argument("--encoder", required=True, help="name of the packed encoder to start from")
    parser.add_argument("--minutes", type=float, required=True, help="of training, loading not counted")
    parser.add_argument("--rate", type=float, default=Options.rate, help="highest learning rate")
    parser.add_argument("--tokens", type=int, default=Options.tokens, help="padded tokens of a batch")
    parser.add_argument("--dropout", type=float, default=Options.dropout)
    parser.add_argument("--seed", type=int, default=Options.seed)
    parser.add_argument("--teacher", type=Path, help="folder of a training to learn from")
    parser.add_argument("--checkpoint-seconds", type=float, default=Options.checkpoint_seconds)
    parser.add_argument("--bits", type=int, choices=(0, 8, 16), default=0, help="of the result; 0: what fits")
    parser.add_argument("--threads", type=int, default=0, help="of the processor; 0: as torch likes")
    options = vars(parser.parse_args())
    package, work = options.pop("package"), options.pop("work")
    training = Training(package, work, Options(**options))
    signal.signal(signal.SIGTERM, training.stop)
    training.run()


class Training:
    """A training with its state: weights in float32, computed in bfloat16 on a GPU."""

    def __init__(
        self,
        package: Path,
        work: Path,
        options: Options,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Load the package, and the checkpoint where there is one."""
        if options.threads:
            torch.set_num_threads(options.threads)
        work.mkdir(parents=True, exist_ok=True)
        self.work, self.options, self._clock = work, options, clock
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.set_float32_matmul_precision("high")
        self.model = Model.packed(package, options.encoder, self.device)
        self.model.shape.save(work / "encoder.json")
        for weight in self.model.weights.values():
            weight.requires_grad_(True)
        self.optimiser = torch.optim.AdamW(self._groups(), lr=options.rate, betas=(0.9, 0.98))
        self.train = Gatherer(Rows.load(package / "data" / "train"), self.device)
        self.tune = Gatherer(Rows.load(package / "data" / "tune"), self.device)
        self.teacher = Model.trained(package, options.teacher, self.device) if options.teacher else None
        self.schedule = Schedule(options.minutes * 60, options.rate)
        found = load_state(work, self.model.weights, self.optimiser)
        self.progress = found or Progress(tokens=options.tokens)
        self.stopping = False
        if found:
            print(f"Going on from step {found.step}.", file=sys.stderr)

    def _groups(self) -> list[dict]:
        """Matrices decay, vectors do not; new heads learn faster."""
        new = self.model.shape.new_heads
        return [
            {
                "params": [
                    weight
                    for name, weight in self.model.weights.items()
                    if (weight.dim() > 1) == (decay > 0) and (new and "head" in name) == heads
                ],
                "weight_decay": decay,
                "times": _NEW_HEADS if heads else 1.0,
            }
            for decay in (self.options.decay, 0.0)
            for heads in ((False, True) if new else (False,))
        ]

    def stop(self, *_: object) -> None:
        """Save after the step that is being made, and end."""
        self.stopping = True

    def run(self) -> None:
        """Train until the time is over, saving now and then; write the result."""
        watch = Stopwatch(self.progress.elapsed, self._clock)
        saved, said, rows, sums = watch.elapsed, watch.elapsed, 0, {}
        for batch, labelled in self._batches():
            for name, value in self._learn(batch, labelled).items():
                sums.setdefault(name, []).append(value)
            rows += len(batch.ids)
            self.progress.elapsed = watch.elapsed
            over = self.progress.elapsed >= self.schedule.seconds or self.stopping
            if self.progress.step % _SAY_STEPS == 0 or over:
                shown = {name: round(float(torch.stack(v).mean()), 4) for name, v in sums.items()}
                self._say(shown | {"rows_a_second": round(rows / max(1e-9, watch.elapsed - said), 1)})
                said, rows, sums = watch.elapsed, 0, {}
            if over:
                break
            if watch.elapsed - saved > self.options.checkpoint_seconds:
                self._save()
                saved = watch.elapsed
        if not self.stopping:
            self._say({"tune": self.measure()})
        self._save()

    def _batches(self) -> Iterator[tuple[Batch, torch.Tensor]]:
        """Yield batches for ever, from the place that was come to."""
        progress = self.progress
        while True:
            plan = self.train.plan(progress.tokens, self.options.seed * 1_000_003 + progress.passes)
            tokens = progress.tokens
            for units in plan[progress.batch :]:
                progress.step += 1
                progress.batch += 1
                yield self.train.gather(units)
                if progress.tokens != tokens:  # the plan was made for larger batches
                    break
            progress.passes += 1
            progress.batch = 0

    def _learn(self, batch: Batch, labelled: torch.Tensor) -> dict[str, torch.Tensor]:
        rate = self.schedule.rate_at(self.progress.elapsed)
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group["times"]
        torch.manual_seed(self.options.seed * 1_000_003 + self.progress.step)  # the same when resumed
        self.optimiser.zero_grad(set_to_none=True)
        try:
            losses = self._losses(batch, labelled)
            losses["all"].backward()
        except torch.cuda.OutOfMemoryError:
            self.progress.tokens //= 2
            torch.cuda.empty_cache()
            self._say({"tokens": self.progress.tokens, "why": "the memory of the GPU was full"})
            return {}
        torch.nn.utils.clip_grad_norm_(self.model.weights.values(), 1.0)
        self.optimiser.step()
        return {name: value.detach() for name, value in losses.items()}

    def _losses(self, batch: Batch, labelled: torch.Tensor) -> dict[str, torch.Tensor]:
        tokens, passages = self.model(batch, self.options.dropout)
        losses = labelled_loss(tokens, passages, batch, labelled)
        if self.teacher:
            with torch.no_grad():
                taught = self.teacher(batch)
            losses["teacher"] = likeness_loss(tokens, passages, *taught, batch)
            losses["all"] = losses["all"] + _TEACHING * losses["teacher"]
        return losses

    def measure(self) -> dict[str, float]:
        """Return the figures on the texts kept back."""
        sums = Sums()
        with torch.no_grad():
            for batch, _ in self.tune.batches(self.progress.tokens, 0):
                sums.add(batch, *self.model(batch))
        return sums.said()

    def _say(self, values: dict) -> None:
        line = json.dumps({"step": self.progress.step, "seconds": round(self.progress.elapsed, 1), **values})
        print(line, flush=True)
        with (self.work / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(line + "\n")

    def _save(self) -> None:
        """Write the checkpoint, and what it is worth so far: the machine may be gone before the end."""
        save_state(self.work, self.model.weights, self.optimiser, self.progress)
        about = {"device": _name_of(self.device), "torch": torch.__version__, **vars(self.progress)}
        about |= {name: str(value) for name, value in vars(self.options).items()}
        write_result(self.work, self.model.weights, self.model.shape, about, self.options.bits)


def _name_of(device: torch.device) -> str:
    return torch.cuda.get_device_name() if device.type == "cuda" else "cpu"


if __name__ == "__main__":
    main()
