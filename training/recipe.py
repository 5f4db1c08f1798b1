"""What every training in steps depends on besides its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The steps of a training, its learning rate, and what keeps it from learning by heart.

    The rate rises over `warmup` steps, stays, and falls to 0 over the last `fall` of all steps. Weights
    decay by `decay`; a batch has `tokens` padded tokens; of what each layer adds, the share `dropout` is
    left out.
    """

    steps: int
    rate: float
    warmup: int
    fall: float
    decay: float = 0.01
    tokens: int
    seed: int = 1
    dropout: float = 0.0

    def rate_at(self, step: int) -> float:
        """Return the learning rate of a step."""
        left = (self.steps - step) / max(1.0, self.fall * self.steps)
        return self.rate * min(1.0, (step + 1) / self.warmup, left)
