"""Fit what tells which computation a question asks for: `python -m training.tables.fit_computing DATA`.

A log-linear model over all that could be computed, learnt from answers alone: every computation that gives
what is right counts (Pasupat and Liang 2015, "Compositional Semantic Parsing on Semi-Structured Tables").
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

from assistant.answering.tables.computing import choose
from assistant.answering.tables.computing.choose import Weights, best_of, sureness_of
from benchmarks.tables.material import questions
from training.tables.computations import ComputedExample, computed_examples

_SHRINKAGE = 1e-4
# Rarer features are left out, and so are weights that change nothing.
_FEWEST = 15
_SMALLEST = 0.05
# Of the training part this share is for the weights, the rest for how sure they are.
_SHARE = 0.7
_CAUTIONS = (0.3, 0.5, 0.7)

Array = npt.NDArray[np.float64]


def fit_weights(examples: Sequence[ComputedExample]) -> Weights:
    """Return the weights that make right computations likeliest among all of their question."""
    counts = Counter(name for each in examples for features in each.features for name in features)
    names = {name: n for n, name in enumerate(sorted(k for k, count in counts.items() if count >= _FEWEST))}
    usable = [each for each in examples if any(each.right)]
    rows = [features for each in usable for features in each.features]
    group = np.repeat(np.arange(len(usable)), [len(each.right) for each in usable])
    right = np.array([value for each in usable for value in each.right])
    entries = [(n, names[k], v) for n, row in enumerate(rows) for k, v in row.items() if k in names]
    at, column, value = zip(*entries, strict=True)
    matrix = csr_array((value, (at, column)), shape=(len(rows), len(names)))

    def loss(weights: Array) -> tuple[float, Array]:
        scores = matrix @ weights
        all_of, all_shares = _softmax(scores, group, len(usable))
        right_of, right_shares = _softmax(np.where(right, scores, -1e9), group, len(usable))
        gradient = matrix.T @ ((all_shares - right_shares) / len(usable)) + 2 * _SHRINKAGE * weights
        return float((all_of - right_of).mean() + _SHRINKAGE * weights @ weights), gradient

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return {name: round(float(found[n]), 2) for name, n in names.items() if abs(found[n]) >= _SMALLEST}


def _softmax(scores: Array, group: npt.NDArray[np.int64], groups: int) -> tuple[Array, Array]:
    """Return the log of the sum of each group, and each score's share of its group."""
    highest = np.full(groups, -np.inf)
    np.maximum.at(highest, group, scores)
    odds = np.exp(scores - highest[group])
    sums = np.bincount(group, odds, groups)
    return np.log(sums) + highest, odds / sums[group]


def outcomes(
    examples: Sequence[ComputedExample], weights: Weights
) -> tuple[list[dict[str, float]], npt.NDArray[np.bool_]]:
    """Return for each question what tells how sure its best computation is, and whether it is right."""
    told, right = [], []
    for each in examples:
        best, share = best_of(each.computations, each.features, weights)
        told.append(sureness_of(each.computations[best], each.features[best], share))
        right.append(each.right[best])
    return told, np.array(right)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the weights and print what they give on tables that were not fitted on."""
    parser = argparse.ArgumentParser(prog="python -m training.tables.fit_computing", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with training/tables.jsonl.gz")
    parser.add_argument("--questions", type=int, default=20_000, help="most questions to fit on")
    parser.add_argument("--to", type=Path, default=choose.WEIGHTS_FILE, help="where the weights are written")
    given = parser.parse_args(arguments)
    drawn = questions(given.data, given.questions, "train")
    cut = int(_SHARE * len(drawn))
    weights = fit_weights(list(computed_examples(drawn[:cut])))
    held_out = list(computed_examples(questions(given.data, given.questions, "tune")))
    told, right = outcomes(list(computed_examples(drawn[cut:])), weights)
    names = sorted({name for row in told for name in row})
    model = LogisticRegression(C=0.3, max_iter=5000).fit(_matrix(told, names), right)
    sureness = {name: round(float(w), 2) for name, w in zip(names, model.coef_[0], strict=True)}
    bias = round(float(model.intercept_[0]), 2)
    document = {"weights": weights, "sureness": sureness, "sureness_bias": bias}
    given.to.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(len(weights), "weights; sureness", sureness, bias)
    told, right = outcomes(held_out, weights)
    _report(held_out, right, model.predict_proba(_matrix(told, names))[:, 1])
    return 0


def _matrix(told: Sequence[dict[str, float]], names: Sequence[str]) -> Array:
    return np.array([[row.get(name, 0.0) for name in names] for row in told])


def _report(examples: Sequence[ComputedExample], right: npt.NDArray[np.bool_], sure: Array) -> None:
    kinds = np.array([each.kind for each in examples])
    reached = np.array([any(each.right) for each in examples])
    for kind in ("all", *sorted(set(kinds))):
        of_kind = np.full(len(kinds), fill_value=True) if kind == "all" else kinds == kind
        line = f"{kind}: {of_kind.sum()} questions, within reach {reached[of_kind].mean():.3f}, right "
        line += f"{right[of_kind].mean():.3f}, said {sure[of_kind].mean():.3f}; answered from"
        for caution in _CAUTIONS:
            answered = of_kind & (sure >= caution)
            line += f" {caution}: {answered.sum() / of_kind.sum():.3f}, of these right "
            line += f"{right[answered].sum() / max(1, answered.sum()):.3f};"
        print(line)


if __name__ == "__main__":
    sys.exit(main())
