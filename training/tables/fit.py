"""Fit the weights of cells and of how sure the best one is: `python -m training.tables.fit DATA`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import LogisticRegression

from assistant.answering.tables.choose import sureness_features, tied_cells
from assistant.answering.tables.features import FEATURES
from benchmarks.tables.material import Question, questions
from training.tables.examples import Example, look_ups, unanswerable

_SHRINKAGE = 1e-3
_CAUTION = 0.5


def fit_cells(examples: Sequence[Example]) -> npt.NDArray[np.float64]:
    """Return the weights that make the right cells of the examples likeliest among all of their table."""
    packed = [
        (torch.tensor(each.features.values), torch.tensor(each.right)) for each in examples if each.right
    ]
    weights = torch.zeros(len(FEATURES), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=80)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        losses = [
            torch.logsumexp(values @ weights, 0) - torch.logsumexp((values @ weights)[right], 0)
            for values, right in packed
        ]
        loss = torch.stack(losses).mean() + _SHRINKAGE * weights @ weights
        loss.backward()
        return loss

    optimizer.step(closure)
    return weights.detach().numpy()


def sureness(
    examples: Sequence[Example], weights: npt.NDArray[np.float64]
) -> tuple[list[str], npt.NDArray, npt.NDArray]:
    """Return the names and values of what tells how sure a choice is, and whether it was right."""
    rows: list[Mapping[str, float]] = []
    right: list[bool] = []
    for each in examples:
        scores = each.features.values @ weights
        tied = tied_cells(each.features, scores)
        rows.append(sureness_features(each.question, each.features, scores, tied))
        right.append(int(scores.argmax()) in each.right)
    names = list(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows]), np.array(right)


def examples_of(found: Sequence[Question]) -> list[Example]:
    """Return look-ups and unanswerable questions of some questions, those with cells."""
    pairs = list(look_ups(found))
    all_of_them = [*(example for _, example in pairs), *unanswerable([question for question, _ in pairs])]
    return [each for each in all_of_them if each.features.places]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the weights and what they give on tables that were not fitted on."""
    parser = argparse.ArgumentParser(prog="python -m training.tables.fit", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with training/tables.jsonl.gz")
    parser.add_argument(
        "--questions", type=int, default=25_000, help="questions of the training part to draw from"
    )
    given = parser.parse_args(arguments)
    fitted_on = examples_of(questions(given.data, given.questions, "train"))
    held_out = examples_of(questions(given.data, given.questions, "tune"))
    weights = fit_cells(fitted_on)
    names, values, right = sureness(fitted_on, weights)
    model = LogisticRegression(C=1.0, max_iter=5000).fit(values, right)
    print({name: round(float(weight), 2) for name, weight in zip(FEATURES, weights, strict=True)})
    print({name: round(float(weight), 2) for name, weight in zip(names, model.coef_[0], strict=True)})
    print("bias", round(float(model.intercept_[0]), 2))
    _, values, right = sureness(held_out, weights)
    sure = model.predict_proba(values)[:, 1]
    for kind in dict.fromkeys(each.kind for each in held_out):
        of_kind = np.array([each.kind == kind for each in held_out])
        answered = of_kind & (sure >= _CAUTION)
        print(
            f"{kind}: {of_kind.sum()} questions, right {right[of_kind].mean():.3f}, "
            f"said {sure[of_kind].mean():.3f}, answered {answered.sum() / of_kind.sum():.3f}, "
            f"of these right {right[answered].sum() / max(1, answered.sum()):.3f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
