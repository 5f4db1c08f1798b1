"""Fit the weights of sentence scores and of the confidence; see README.md in this folder."""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant import Index, build_index, open_index
from assistant.confidence import Signals, signals
from assistant.evaluation.questions import Gold, Question
from assistant.evidence import FEATURES, SentenceScorer, features
from assistant.retrieval import make_query, rank_passages
from assistant.types import Sentence

Quarter = tuple[Path, list[Question]]

QUARTERS = 4
PARAGRAPHS_A_DOCUMENT = 25
# Half of the corpora are cut into shorter passages, so that the weights do not hang on the default.
PASSAGE_TOKENS = (200, 200, 128, 128)
SENTENCE_QUESTIONS = 300
SIGNAL_QUESTIONS = 300
SMALL_CORPORA, SMALL_QUESTIONS = 6, 20
PASSAGES_READ = 10


def main() -> None:
    """Fit both sets of weights and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reading", type=Path, help="reading.jsonl.gz")
    parser.add_argument("work", type=Path, help="folder for corpora and indexes")
    options = parser.parse_args()
    quarters = list(write_quarters(options.reading, options.work))
    fit_sentences([sentence_features(folder, questions) for folder, questions in quarters])
    fit_confidence([confidence_signals(n, quarters) for n in range(QUARTERS)])


def write_quarters(reading: Path, work: Path) -> Iterator[tuple[Path, list[Question]]]:
    """Write each quarter's paragraphs as documents, index them, and yield folder and questions."""
    rows_by_paragraph: dict[str, list[dict]] = {}
    with gzip.open(reading, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["source"] == "squad/train" and row["answers"]:
                rows_by_paragraph.setdefault(row["context"], []).append(row)
    paragraphs = list(rows_by_paragraph)
    for quarter in range(QUARTERS):
        own = paragraphs[quarter * len(paragraphs) // QUARTERS : (quarter + 1) * len(paragraphs) // QUARTERS]
        folder = work / str(quarter)
        (folder / "corpus").mkdir(parents=True, exist_ok=True)
        questions: list[Question] = []
        for first in range(0, len(own), PARAGRAPHS_A_DOCUMENT):
            name, text = f"document-{first // PARAGRAPHS_A_DOCUMENT:02d}.txt", ""
            for paragraph in own[first : first + PARAGRAPHS_A_DOCUMENT]:
                for row in rows_by_paragraph[paragraph]:
                    gold = tuple(
                        Gold(name, len(text) + a["start"], len(text) + a["start"] + len(a["text"]))
                        for a in row["answers"]
                    )
                    questions.append(
                        Question(f"{quarter}-{len(questions)}", row["question"], "answerable", gold)
                    )
                text += paragraph.replace("\r", " ") + "\n\n"
            (folder / "corpus" / name).write_text(text, encoding="utf-8", newline="")
        build_index(folder / "corpus", folder / "index", passage_tokens=PASSAGE_TOKENS[quarter])
        documents = sorted({question.gold[0].document for question in questions})
        for name in random.Random(quarter).sample(documents, SMALL_CORPORA):
            write_small(folder, name)
        random.Random(quarter).shuffle(questions)
        yield folder, questions


def write_small(folder: Path, name: str) -> None:
    """Index one document of a quarter on its own."""
    small = folder / "small" / name
    small.mkdir(parents=True, exist_ok=True)
    (small / name).write_bytes((folder / "corpus" / name).read_bytes())
    build_index(small, folder / "small-index" / name)


def small_corpora(
    folder: Path, questions: Sequence[Question]
) -> Iterator[tuple[Path, list[Question], list[Question]]]:
    """Yield the index of each single document, questions that it answers, and others."""
    for path in sorted((folder / "small-index").iterdir()):
        inside = [q for q in questions if q.gold[0].document == path.name][:SMALL_QUESTIONS]
        outside = [q for q in questions if q.gold[0].document != path.name][:SMALL_QUESTIONS]
        yield path, inside, outside


def sentence_features(folder: Path, questions: Sequence[Question]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return features (sentences, features) and which sentences hold the answer, question by question."""
    rows = features_in(folder / "index", questions[:SENTENCE_QUESTIONS])
    for path, inside, _ in small_corpora(folder, questions):
        rows += features_in(path, inside)
    return rows


def features_in(path: Path, questions: Sequence[Question]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the same for the questions of one index."""
    rows = []
    with open_index(path) as index, index.newest() as (snapshot, embedder, scorer):
        for question in questions:
            query = make_query(question.text, embedder)
            ranked = rank_passages(snapshot, query, PASSAGES_READ)
            sentences, measured = features(query, ranked, snapshot.caches.lexical, scorer)
            right = np.array([holds(question, e.ranked.passage.documents[0], e.sentence) for e in sentences])
            if right.any():
                rows.append((measured, right))
    return rows


def holds(question: Question, document: str, sentence: Sentence) -> bool:
    """Whether a sentence holds a gold answer."""
    return any(gold.is_held_by(document, None, sentence.start, sentence.end) for gold in question.gold)


def fit_sentences(quarters: list[list[tuple[np.ndarray, np.ndarray]]]) -> None:
    """Maximise the likelihood of the right sentences under a softmax over a question's sentences."""
    for left_out in range(QUARTERS):
        weights = softmax_fit([row for n, rows in enumerate(quarters) if n != left_out for row in rows])
        found = [measured @ weights for measured, _ in quarters[left_out]]
        first = np.mean([r[np.argmax(s)] for s, (_, r) in zip(found, quarters[left_out], strict=True)])
        print(f"quarter {left_out}: right sentence first, where it was among the retrieved: {first:.3f}")
    weights = softmax_fit([row for rows in quarters for row in rows])
    print("weights of a sentence's score:", dict(zip(FEATURES, weights.round(2).tolist(), strict=True)))


def softmax_fit(rows: Sequence[tuple[np.ndarray, np.ndarray]], steps: int = 300) -> np.ndarray:
    """Return the weights under which the right sentences are likeliest."""
    weights = torch.zeros(len(FEATURES), requires_grad=True)
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


def confidence_signals(quarter: int, quarters: Sequence[Quarter]) -> tuple[np.ndarray, np.ndarray]:
    """Return signals (questions, signals) of answerable and foreign questions, and which are answerable."""
    folder, own = quarters[quarter]
    foreign = quarters[(quarter + 1) % QUARTERS][1]
    with open_index(folder / "index") as index:
        rows = [(s, True) for s in measured_signals(index, own[:SIGNAL_QUESTIONS])]
        rows += [(s, False) for s in measured_signals(index, foreign[:SIGNAL_QUESTIONS])]
    for path, inside, outside in small_corpora(folder, own):
        with open_index(path) as index:
            rows += [(s, True) for s in measured_signals(index, inside)]
            rows += [(s, False) for s in measured_signals(index, outside)]
    return np.array([s for s, _ in rows]), np.array([answerable for _, answerable in rows])


def measured_signals(index: Index, questions: Sequence[Question]) -> Iterator[tuple[float, ...]]:
    """Yield the signals of each question."""
    with index.newest() as (snapshot, embedder, scorer):
        assert isinstance(scorer, SentenceScorer)
        for question in questions:
            query = make_query(question.text, embedder)
            ranked = rank_passages(snapshot, query, PASSAGES_READ)
            yield astuple(signals(ranked, scorer.score(query, ranked, snapshot.caches.lexical)))


def fit_confidence(quarters: list[tuple[np.ndarray, np.ndarray]]) -> None:
    """Fit a logistic regression, measure it on each quarter by the others, and print it."""
    for left_out in range(QUARTERS):
        rest = [quarter for n, quarter in enumerate(quarters) if n != left_out]
        model = logistic(rest)
        measured, answerable = quarters[left_out]
        sure = model.predict_proba(measured)[:, 1]
        refused, foreign = (sure[answerable] < 0.5).mean(), (sure[~answerable] < 0.5).mean()
        print(f"quarter {left_out}: AUROC {roc_auc_score(answerable, sure):.3f}", end="; ")
        print(f"refused at 0.5: {refused:.3f} of answerable, {foreign:.3f} of foreign")
    model = logistic(quarters)
    names = list(Signals.__dataclass_fields__)
    print("weights of the confidence:", dict(zip(names, model.coef_[0].round(1).tolist(), strict=True)))
    print("bias:", model.intercept_.round(1).tolist())


def logistic(quarters: Sequence[tuple[np.ndarray, np.ndarray]]) -> LogisticRegression:
    """Return the logistic regression of answerable on the signals."""
    measured = np.concatenate([m for m, _ in quarters])
    answerable = np.concatenate([a for _, a in quarters])
    return LogisticRegression(C=10, max_iter=1000).fit(measured, answerable)


if __name__ == "__main__":
    main()
