"""How long an answer takes with both readers, with the small one, and with none, in one run.

`python -m benchmarks.reading INDEX`, where INDEX is one of the encyclopedia set's corpus.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from contextlib import ExitStack
from pathlib import Path

from assistant import open_index
from benchmarks.extraction.speed import matrix_rate
from benchmarks.material import ENCYCLOPEDIA

_QUESTIONS = 60
_READERS = ("packaged", "small", "none")


def main() -> None:
    """Ask the same questions with each choice of readers in turn; print medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    folder = parser.parse_args().index
    asked = [json.loads(line) for line in (ENCYCLOPEDIA / "questions.jsonl").read_text("utf-8").splitlines()]
    questions = [each["question"] for each in random.Random(6).sample(asked, _QUESTIONS)]
    seconds: dict[str, list[float]] = {reader: [] for reader in _READERS}
    with ExitStack() as stack:
        indexes = {reader: stack.enter_context(open_index(folder, reader=reader)) for reader in _READERS}
        for index in indexes.values():
            index.ask(questions[0])
        for question in questions[1:]:
            for reader, index in indexes.items():
                begun = time.perf_counter()
                index.ask(question)
                seconds[reader].append(time.perf_counter() - begun)
    print(f"matrices, float32, one core: {matrix_rate():.0f} billion operations a second")
    medians = {reader: statistics.median(each) for reader, each in seconds.items()}
    for reader, median in medians.items():
        times = median / medians["small"]
        print(f"{reader}: {1000 * median:.0f} ms an answer, {times:.2f} times that of the small reader")


if __name__ == "__main__":
    main()
