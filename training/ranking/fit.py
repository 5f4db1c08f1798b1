"""Fit the weights of the ranker and print them: `python -m training.ranking.fit DATA WORK`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from assistant.retrieval.ranker import WEIGHTS
from training.ranking.corpora import corpora
from training.ranking.examples import Example, examples

Kinds = Mapping[str, Sequence[Example]]

# Ridge penalty on the weights of the standardised features.
_SHRINKAGE = 1e-3
_NEVER = -1e9


def main() -> None:
    """Fit on the part "train" of all kinds, measure on the part "tune", also with each kind left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with training/")
    parser.add_argument("work", type=Path, help="folder for corpora and indexes")
    parser.add_argument("--count", type=int, default=260, help="questions of each kind to fit on")
    parser.add_argument("--tune", type=int, default=200, help="questions of each kind to measure on")
    options = parser.parse_args()
    train: dict[str, list[Example]] = {}
    tune: dict[str, list[Example]] = {}
    for kind, corpus in corpora(options.data):
        print(kind, file=sys.stderr)
        folder = options.work / kind.replace(" ", "-")
        train[kind] = examples(kind, corpus, folder, "train", options.count)
        tune[kind] = examples(kind, corpus, folder, "tune", options.tune)
    names = list(WEIGHTS)
    weights = fit(train, names)
    _report(train, tune, names, weights)
    print("weights:", dict(zip(names, weights.round(2).tolist(), strict=True)))


def fit(kinds: Kinds, names: Sequence[str]) -> np.ndarray:
    """Return the weights under which right candidates are likeliest; each kind counts the same."""
    blocks, shares = [], []
    for found in kinds.values():
        usable = [each for each in found if each.right.any() and not each.right.all()]
        blocks += usable
        shares += [1 / len(usable)] * len(usable)
    values = np.concatenate([_matrix(each, names) for each in blocks])
    right = np.where(np.concatenate([each.right for each in blocks]), 0.0, _NEVER)
    counts = np.array([len(each.right) for each in blocks])
    share = np.array(shares) / len(kinds)
    mean, spread = values.mean(0), values.std(0) + 1e-9
    scaled = (values - mean) / spread

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = scaled @ weights
        of_all, all_likely = _softmax(scores, counts)
        of_right, right_likely = _softmax(scores + right, counts)
        gradient = scaled.T @ (np.repeat(share, counts) * (all_likely - right_likely))
        penalty = _SHRINKAGE * weights @ weights
        return float(share @ (of_all - of_right) + penalty), gradient + 2 * _SHRINKAGE * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return found.x / spread


def _softmax(scores: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the logarithm of the sum of each question's exponentials, and the share of each candidate."""
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    highest = np.maximum.reduceat(scores, starts)
    exponentials = np.exp(scores - np.repeat(highest, counts))
    sums = np.add.reduceat(exponentials, starts)
    return highest + np.log(sums), exponentials / np.repeat(sums, counts)


def _matrix(example: Example, names: Sequence[str]) -> np.ndarray:
    return np.column_stack([example.features[name] for name in names])


def _report(train: Kinds, tune: Kinds, names: Sequence[str], weights: np.ndarray) -> None:
    print("right passage at 1 / 3 / 10: fused score, ranker, ranker fitted without this kind")
    rows = []
    for kind, found in tune.items():
        without = fit({other: own for other, own in train.items() if other != kind}, names)
        fused = found_at([-np.arange(len(each.right)) for each in found], found)
        rows.append(
            [fused, *(found_at([_matrix(e, names) @ w for e in found], found) for w in (weights, without))]
        )
        print(f"{kind:>22}", *(" / ".join(f"{value:.3f}" for value in row) for row in rows[-1]), sep="   ")
    print(f"{'mean':>22}", *(" / ".join(f"{v:.3f}" for v in row) for row in np.mean(rows, axis=0)), sep="   ")


def found_at(scores: Sequence[np.ndarray], found: Sequence[Example]) -> list[float]:
    """Return the share of questions with a right passage among the first one, three and ten."""
    ranks = []
    for own, example in zip(scores, found, strict=True):
        places = np.flatnonzero(example.right[np.argsort(-own, kind="stable")])
        ranks.append(places[0] + 1 if len(places) else np.inf)
    return [float((np.array(ranks) <= k).mean()) for k in (1, 3, 10)]


if __name__ == "__main__":
    main()
