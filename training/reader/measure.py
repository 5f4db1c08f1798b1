"""Measure how well weights read the texts kept back, without an index: what tells two trainings apart.

python -m training.reader.measure build/reader build/teacher/checkpoint.safetensors
python -m training.reader.measure build/reader assistant/models/weights/reader.onnx
"""

from __future__ import annotations

import argparse
import json
import os
import random
from pathlib import Path

import torch

from assistant.models.pairs import PairEncoder
from assistant.models.source import packaged_tokenizer
from training.reader.batch import Batch
from training.reader.batches import as_batch
from training.reader.examples import Examples
from training.reader.figures import Sums
from training.reader.scorer import Scorer, mean_scores

# Passages of a question, and questions that are read together.
_PASSAGES, _QUESTIONS = 3, 8


def main() -> None:
    """Print the figures of one or more weights, or of the mean of their scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder that prepare wrote")
    parser.add_argument("weights", type=Path, nargs="+", help="checkpoint.safetensors or reader.onnx")
    parser.add_argument("--count", type=int, default=1200, help="questions")
    parser.add_argument(
        "--trained", action="store_true", help="questions that were trained on, of the same sources, instead"
    )
    options = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    encoder = PairEncoder(packaged_tokenizer())
    questions = chosen(options.work, encoder, options.count, options.trained)
    scorers = [Scorer(path, encoder) for path in options.weights]
    for asked in [[scorer] for scorer in scorers] + ([scorers] if len(scorers) > 1 else []):
        print(json.dumps(measured(questions, asked)), flush=True)


def chosen(work: Path, encoder: PairEncoder, count: int, trained: bool = False) -> list[Batch]:
    """Return questions with their passages, always the same ones: kept back, or trained on like those."""
    examples, chooser = Examples(work, "tune"), random.Random(1)
    if trained:
        sources = {item.source for item in examples.items}
        examples = Examples(work, "train")
        examples.items = [item for item in examples.items if item.source in sources]
    items = chooser.sample(examples.items, min(count, len(examples.items)))
    made = [examples.example(item, chooser, _PASSAGES) for item in items]
    encoded = [(each, encoder.encode(each.question, [p.text for p in each.passages])) for each in made]
    encoded.sort(key=lambda pair: max(len(p.ids) for p in pair[1]))
    return [as_batch(encoded[n : n + _QUESTIONS]) for n in range(0, len(encoded), _QUESTIONS)]


def measured(questions: list[Batch], scorers: list[Scorer]) -> dict[str, float]:
    """Return the figures of the mean of what the scorers say."""
    sums = Sums()
    for batch in questions:
        sums.add(batch, *mean_scores(scorers, batch.ids, batch.segments, batch.mask))
    return sums.said()


if __name__ == "__main__":
    main()
