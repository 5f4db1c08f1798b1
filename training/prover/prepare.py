"""Write the pairs to train, tune and measure on: train.jsonl, tune.jsonl, measure.jsonl.

python -m training.prover.prepare DATA build/prover
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.models.pairs import PairEncoder
from assistant.models.source import packaged_tokenizer
from training.kept_back import Part
from training.prover.entailment import entailment_pairs
from training.prover.made import made_pairs
from training.prover.pairs import Pair
from training.reader.sources import prose_items

# The most tokens of a pair to train on.
MOST_TRAINED = 128
# Of the reading sets those of whole sentences about named things; clumsy ones are left out.
_READING = frozenset({"squad", "new_wiki", "qed", "tydiqa-goldp", "timeqa", "squad2-cr"})
# The most pairs of a source that are measured on.
_MOST_MEASURED = 400
_SEED = 20


def main() -> None:
    """Prepare the data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with training/ and evaluation/encyclopedia")
    parser.add_argument("target", type=Path)
    parser.add_argument("--made", type=int, default=12_000, help="items of the reading sets to train on")
    options = parser.parse_args()
    prepare(options.data, options.target, options.made)


def prepare(data: Path, target: Path, made: int) -> None:
    """Write the files of all three parts."""
    corpus = data / "evaluation" / "encyclopedia" / "corpus"
    articles = "\n".join(path.read_text(encoding="utf-8") for path in sorted(corpus.iterdir()))
    pairs = list(entailment_pairs(data / "training" / "entailment.jsonl.gz"))
    items = [
        item
        for item in prose_items(data / "training")
        if item.source in _READING and item.text.text not in articles
    ]
    chooser = random.Random(_SEED)
    for part, count in (("train", made), ("tune", made // 10), ("measure", made // 10)):
        own = [item for item in items if item.part == part]
        pairs += made_pairs(chooser.sample(own, min(count, len(own))), _SEED)
    target.mkdir(parents=True, exist_ok=True)
    encoder = PairEncoder(packaged_tokenizer())
    for part in ("train", "tune", "measure"):
        write_part(target / f"{part}.jsonl", _of_part(pairs, part, encoder))


def _of_part(pairs: Iterable[Pair], part: Part, encoder: PairEncoder) -> list[Pair]:
    own = list(dict.fromkeys(pair for pair in pairs if pair.part == part))
    random.Random(_SEED).shuffle(own)
    if part == "train":
        return [pair for pair in own if _is_short(pair, encoder)]
    seen: Counter[str] = Counter()
    chosen = []
    for pair in own:
        seen[pair.source] += 1
        if seen[pair.source] <= _MOST_MEASURED:
            chosen.append(pair)
    return chosen


def _is_short(pair: Pair, encoder: PairEncoder) -> bool:
    # Words are at least a token each: most that are too long need not be cut into tokens.
    if len(pair.evidence.split()) > MOST_TRAINED:
        return False
    (encoded,) = encoder.encode(pair.statement, [pair.evidence])
    return len(encoded.ids) <= MOST_TRAINED


def write_part(path: Path, pairs: Sequence[Pair]) -> None:
    """Write pairs as JSON, one a line, and say how many there are of each source."""
    with path.open("w", encoding="utf-8") as file:
        for pair in pairs:
            file.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")
    counts = Counter((pair.source, pair.label) for pair in pairs)
    for (source, label), count in sorted(counts.items()):
        print(f"{path.stem}\t{source}\t{label}\t{count}", file=sys.stderr)


def read_part(path: Path) -> list[Pair]:
    """Read pairs that were written."""
    with path.open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return [
            Pair(**row | {"sentences": tuple(row["sentences"]), "chosen": tuple(row["chosen"])})
            for row in rows
        ]


if __name__ == "__main__":
    main()
