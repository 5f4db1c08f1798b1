"""Fit the weights of sentence scores and of the confidence; see README.md in this folder.

python -m training.fit_scores build/reader build/fit [--reader none]
python -m training.fit_scores --kinds build/tune build/fit
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant import open_index
from assistant.answering.confidence import ConfidenceFeatures, ReaderConfidenceFeatures, confidence_features
from assistant.answering.evidence import Evidence
from assistant.answering.features import sentence_features
from assistant.answering.weights import READER_WEIGHTS, WEIGHTS
from assistant.evaluation.metrics.confidence import expected_calibration_error
from assistant.evaluation.sets.questions import Question
from assistant.retrieval.search import make_query, rank_passages
from training.swapped import SWAPPED
from training.tuning import write_halves, write_kinds

# What a confidence is fitted for: the share of each group among the questions that people ask.
_SHARES = {"answerable": 0.6, "near miss": 0.15, "foreign": 0.15, SWAPPED: 0.15}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it went: features (sentences, features), right sentences, and what ranked them."""

    question: Question
    measured: np.ndarray
    right: np.ndarray
    evidence: list[Evidence]
    passages: list


def main() -> None:
    """Fit both sets of weights and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "data", type=Path, help="folder that training.reader.prepare wrote, or with --kinds training.kinds"
    )
    parser.add_argument("work", type=Path, help="folder for corpora and indexes")
    parser.add_argument("--reader", default="packaged", help="packaged or none")
    parser.add_argument("--count", type=int, default=300, help="answerable questions of each half")
    parser.add_argument(
        "--shipped", action="store_true", help="fit the confidence to the sentence weights that ship"
    )
    parser.add_argument("--kinds", action="store_true", help="fit on question sets of every kind")
    parser.add_argument("--passages", type=int, default=10, help="passages read")
    options = parser.parse_args()
    parts: Mapping[str, Iterable[tuple[Path, list[Question]]]]
    if options.kinds:
        parts = write_kinds(options.data, options.work, options.count)
    else:
        halves = write_halves(options.data, options.work, options.count)
        parts = {f"half {n}": half.sets() for n, half in enumerate(halves)}
    asked = {name: ask_part(sets, options.reader, options.passages) for name, sets in parts.items()}
    names = list(WEIGHTS if options.reader == "none" else READER_WEIGHTS)
    fitted = fit_sentences(asked, names)
    shipped = WEIGHTS if options.reader == "none" else READER_WEIGHTS
    weights = np.array(list(shipped.values())) if options.shipped else fitted
    fit_confidence(asked, weights, options.reader != "none")


def ask_part(sets: Iterable[tuple[Path, list[Question]]], reader: str, passages: int) -> list[Asked]:
    """Ask every question of a half or a kind, in the index that it belongs to."""
    asked = []
    for path, questions in sets:
        with open_index(path, reader=reader) as index, index.newest() as (snapshot, embedder, scorer):
            for n, question in enumerate(questions):
                if n % 50 == 0:
                    print(f"{path}: {n} of {len(questions)}", file=sys.stderr)
                query = make_query(question.text, embedder)
                ranked = rank_passages(snapshot, query, passages, question.asked_of)
                evidence, measured = sentence_features(
                    query, ranked, snapshot.caches.lexical, scorer.embed, scorer.readers_for(query)
                )
                right = np.array([holds(question, each) for each in evidence])
                asked.append(Asked(question, measured, right, evidence, ranked))
    return asked


def holds(question: Question, evidence: Evidence) -> bool:
    """Whether a sentence holds a gold answer."""
    name, sentence = evidence.ranked.passage.documents[0], evidence.sentence
    return any(gold.is_contained_in(name, None, sentence.start, sentence.end) for gold in question.gold)


def fit_sentences(parts: Mapping[str, list[Asked]], names: Sequence[str]) -> np.ndarray:
    """Maximise the likelihood of the right sentences under a softmax over a question's sentences.

    Each part is measured with weights that were fitted on the others.
    """
    rows = {name: [(a.measured, a.right) for a in part if a.right.any()] for name, part in parts.items()}
    answerable = {n: sum(a.question.group == "answerable" for a in part) for n, part in parts.items()}
    for n, held_out in rows.items():
        weights = softmax_fit([row for other, its in rows.items() if other != n for row in its])
        found = [r[np.argsort(-(measured @ weights))] for measured, r in held_out]
        first, three = sum(r[0] for r in found), sum(r[:3].any() for r in found)
        print(
            f"{n}, of {answerable[n]} answerable: among the passages read "
            f"{len(found) / answerable[n]:.3f}, first {first / answerable[n]:.3f}, "
            f"one of three {three / answerable[n]:.3f}"
        )
    weights = softmax_fit([row for its in rows.values() for row in its])
    print("weights of a sentence's score:", dict(zip(names, weights.round(2).tolist(), strict=True)))
    return weights


def softmax_fit(rows: Sequence[tuple[np.ndarray, np.ndarray]], steps: int = 300) -> np.ndarray:
    """Return the weights under which the right sentences are likeliest."""
    weights = torch.zeros(rows[0][0].shape[1], requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=0.05)
    data = [(torch.tensor(measured), torch.tensor(right)) for measured, right in rows]
    for _ in range(steps):
        losses = []
        for measured, right in data:
            scores = torch.log_softmax(measured @ weights, dim=0)
            losses.append(-torch.logsumexp(scores[right], dim=0))
        loss = torch.stack(losses).mean() + 1e-3 * weights.square().sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return weights.detach().numpy()


def fit_confidence(parts: Mapping[str, list[Asked]], weights: np.ndarray, with_reader: bool) -> None:
    """Fit the probability that the first sentence is right, measure it across parts, and print it."""
    fit = presence_and_clarity if with_reader else logistic
    measured = {name: confidence_rows(part, weights) for name, part in parts.items()}
    for n, held_out in measured.items():
        model = fit(joined([rows for other, rows in measured.items() if other != n]))
        sure = model.sure(held_out[0])
        groups = held_out[2]
        for group in ("near miss", "foreign", SWAPPED):
            of = np.isin(groups, ["answerable", group])
            if group in groups:
                area = roc_auc_score(groups[of] == "answerable", sure[of])
                print(f"{n}: AUROC against {group} {area:.3f}")
        error = expected_calibration_error(sure, held_out[1].astype(float), np.ones((1, len(sure))))[0]
        print(f"{n}: right {held_out[1].mean():.3f}, said {sure.mean():.3f}, calibration error {error:.3f}")
        for limit in (0.2, 0.3, 0.4, 0.5):
            refused = {g: round(float((sure[groups == g] < limit).mean()), 3) for g in _SHARES if g in groups}
            print(f"{n}: refused below {limit}: {refused}")
    model = fit(joined(list(measured.values())))
    names = list((ReaderConfidenceFeatures if with_reader else ConfidenceFeatures).__dataclass_fields__)
    print("weights of the confidence:", dict(zip(names, model.weights.round(2).tolist(), strict=False)))
    print("bias:", round(model.bias, 2), "power of the clarity:", round(model.power, 2))


@dataclass(frozen=True, slots=True)
class FittedConfidence:
    """A logistic regression on all features but the clarity, times a power of the exponential of that."""

    weights: np.ndarray
    bias: float
    power: float = 0.0

    def sure(self, rows: np.ndarray) -> np.ndarray:
        """Return the probability of each row of features, which have a clarity last if there is a power."""
        features = rows[:, : len(self.weights)]
        presence = 1 / (1 + np.exp(-(self.bias + features @ self.weights)))
        return presence * np.exp(self.power * rows[:, -1]) if self.power else presence


def presence_and_clarity(measured: tuple[np.ndarray, ...]) -> FittedConfidence:
    """Fit the confidence with a reader, groups weighted to their shares."""
    rows, right, groups = measured
    share = shares_of(groups)

    def fitted(parameters: np.ndarray) -> FittedConfidence:
        *weights, bias, power = parameters
        return FittedConfidence(np.array(weights), float(bias), float(power))

    def loss(parameters: np.ndarray) -> float:
        sure = np.clip(fitted(parameters).sure(rows), 1e-4, 1 - 1e-4)
        likelihood = np.where(right, np.log(sure), np.log(1 - sure))
        return float(-(share * likelihood).mean() + 1e-3 * (parameters[:-2] ** 2).sum())

    start = np.array([0.0] * (rows.shape[1] - 1) + [0.0, 1.0])
    bounds = [(None, None)] * rows.shape[1] + [(0.01, 3.0)]
    return fitted(minimize(loss, start, method="L-BFGS-B", bounds=bounds).x)


def joined(parts: Sequence[tuple[np.ndarray, ...]]) -> tuple[np.ndarray, ...]:
    """Return features, rightness and groups of several parts as one."""
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))


def confidence_rows(half: Sequence[Asked], weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features (questions, features), whether the first sentence is right, and the groups."""
    rows, right, groups = [], [], []
    for a in half:
        order = np.argsort(-(a.measured @ weights))
        rows.append(astuple(confidence_features(a.question.text, a.passages, [a.evidence[n] for n in order])))
        right.append(bool(a.right[order[0]]) and a.question.group == "answerable")
        groups.append(a.question.group)
    return np.array(rows), np.array(right), np.array(groups)


def logistic(measured: tuple[np.ndarray, ...]) -> FittedConfidence:
    """Fit the confidence without a reader, groups weighted to their shares."""
    rows, right, groups = measured
    model = LogisticRegression(C=10, max_iter=2000).fit(rows, right, shares_of(groups))
    return FittedConfidence(model.coef_[0], float(model.intercept_[0]))


def shares_of(groups: np.ndarray) -> np.ndarray:
    """Return the weight of each question, such that each group has its share."""
    return np.array([_SHARES[g] / (groups == g).sum() for g in groups]) * len(groups)


if __name__ == "__main__":
    main()
