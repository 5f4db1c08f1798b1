"""How many passages have to be read before none that is left can change the answer.

`python -m benchmarks.unread INDEX`, where INDEX is one of the encyclopedia set's corpus.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant import open_index
from assistant.answering.features import sentence_features
from assistant.answering.selection import READER_MARGIN
from assistant.answering.weights import READER_WEIGHTS
from assistant.retrieval.search import make_query, rank_passages
from benchmarks.material import ENCYCLOPEDIA

_QUESTIONS, _PASSAGES = 250, 10
_OF_READING = [list(READER_WEIGHTS).index(name) for name in ("evidence", "answer", "passage_answer")]
Scores = npt.NDArray[np.float32]


def main() -> None:
    """Measure and print, for two ideas of the most that reading can add to a score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    asked = [json.loads(line) for line in (ENCYCLOPEDIA / "questions.jsonl").read_text("utf-8").splitlines()]
    questions = [each["question"] for each in random.Random(5).sample(asked, _QUESTIONS)]
    weights = np.array(list(READER_WEIGHTS.values()), dtype=np.float32)
    parts: list[tuple[Scores, Scores, list[int]]] = []
    with open_index(parser.parse_args().index) as index, index.newest() as (snapshot, embedder, scorer):
        for question in questions:
            query = make_query(question, embedder)
            ranked = rank_passages(snapshot, query, _PASSAGES)
            sentences, measured = sentence_features(
                query, ranked, snapshot.caches.lexical, scorer.embed, scorer.readers_for(query)
            )
            read = measured[:, _OF_READING] @ weights[_OF_READING]
            parts.append((measured @ weights - read, read, [e.ranked.passage.id for e in sentences]))
    added = np.concatenate([read for _, read, _ in parts])
    for name, most in (("ever", added.max()), ("but once in a thousand", np.quantile(added, 0.999))):
        needed = np.mean([_needed(*each, float(most)) for each in parts])
        print(f"the most that reading adds, {name}: {most:.1f}; to read: {needed:.1f} of {_PASSAGES}")


def _needed(unread: Scores, read: Scores, passages: list[int], most: float) -> int:
    """Return how many passages are read, the likeliest first, until the others cannot come near the best."""
    of = np.array(passages)
    order = sorted(set(passages), key=lambda passage: -unread[of == passage].max())
    best = -np.inf
    for count, passage in enumerate(order):
        if unread[of == passage].max() + most < best - READER_MARGIN:
            return count
        best = max(best, float((unread + read)[of == passage].max()))
    return len(order)


if __name__ == "__main__":
    main()
