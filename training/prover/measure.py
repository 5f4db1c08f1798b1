"""Measure a prover as the product runs it, on pairs that were kept back, source by source.

python -m training.prover.measure build/prover assistant/models/weights
python -m training.prover.measure build/prover assistant/models/weights --part tune
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from assistant.models.prover import Prover
from assistant.proving.prove import CONTRADICTED, SUPPORTED, prove
from assistant.types import Proof
from training.prover.pairs import Label, Pair
from training.prover.prepare import read_part

# Probabilities from which on "supported" and "contradicted" could be shown.
_SHOWN_THRESHOLDS = ((0.3, 0.2), (0.4, 0.3), (0.5, 0.4), (0.6, 0.5), (0.7, 0.6), (0.8, 0.7), (0.9, 0.8))
Judged = Sequence[tuple[Label, Proof]]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a prover judges pairs; None where there are no pairs to tell by.

    `balanced` is the mean of `found`, the share of supported statements that are shown as supported, and of
    the share of all others that are not. `contradictions` is the share of contradicted statements that are
    shown as contradicted, `false_alarms` of all others that are, and `precision` of those shown as supported
    that are.
    """

    pairs: int
    balanced: float | None
    found: float | None
    precision: float | None
    contradictions: float | None
    false_alarms: float | None


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder that prepare wrote")
    parser.add_argument("weights", type=Path, help="folder with prover.onnx")
    parser.add_argument("--part", default="measure", choices=["tune", "measure"])
    parser.add_argument("--count", type=int, help="the most pairs of a source")
    parser.add_argument("--thresholds", action="store_true", help="say what others would give, the best last")
    options = parser.parse_args()
    pairs = _first_of_each(read_part(options.work / f"{options.part}.jsonl"), options.count)
    judged = judged_by_source(pairs, Prover(1, options.weights))
    every = [each for own in judged.values() for each in own]
    _say(("source", "pairs", "balanced", "found", "precision", "contradictions", "false alarms"))
    for source, own in sorted(judged.items()):
        _say_figures(source, figures_of(own))
    _say_figures("all", figures_of(every))
    if options.thresholds:
        for supported, contradicted in (*_SHOWN_THRESHOLDS, best_thresholds(judged)):
            _say_figures(f"all, from {supported}, {contradicted}", figures_of(every, supported, contradicted))


def judged_by_source(pairs: Iterable[Pair], prover: Prover) -> dict[str, list[tuple[Label, Proof]]]:
    """Prove the statement of each pair by all its sentences."""
    judged: dict[str, list[tuple[Label, Proof]]] = defaultdict(list)
    for pair in pairs:
        proof = prove(pair.statement, pair.read, prover)
        judged[pair.source].append((pair.label, proof))
    return judged


def figures_of(judged: Judged, supported: float = SUPPORTED, contradicted: float = CONTRADICTED) -> Figures:
    """Return the figures of statements that are shown as supported or contradicted from probabilities on."""
    shown = [(label, _shown(proof, supported, contradicted)) for label, proof in judged]
    found = _share(said == "supported" for label, said in shown if label == "supported")
    kept = _share(said != "supported" for label, said in shown if label != "supported")
    return Figures(
        len(judged),
        None if found is None or kept is None else (found + kept) / 2,
        found,
        _share(label == "supported" for label, said in shown if said == "supported"),
        _share(said == "contradicted" for label, said in shown if label == "contradicted"),
        _share(said == "contradicted" for label, said in shown if label in ("supported", "not enough")),
    )


def best_thresholds(judged: dict[str, list[tuple[Label, Proof]]]) -> tuple[float, float]:
    """Return the probabilities from which on to show "supported" and "contradicted".

    The first is best in the mean of the sources' balanced accuracies; the second then in the mean of what
    is found of contradictions and of what is not falsely shown as one.
    """
    steps = [n / 50 for n in range(5, 46)]

    def balance(supported: float) -> float:
        each = [figures_of(own, supported, 1.1).balanced for own in judged.values()]
        known = [share for share in each if share is not None]
        return sum(known) / len(known)

    supported = max(steps, key=balance)
    every = [each for own in judged.values() for each in own]

    def told(contradicted: float) -> float:
        figures = figures_of(every, supported, contradicted)
        return (figures.contradictions or 0.0) - (figures.false_alarms or 0.0)

    return supported, max(steps, key=told)


def _shown(proof: Proof, supported: float, contradicted: float) -> str:
    if proof.likelihood >= supported:
        return "supported"
    return "contradicted" if proof.contradiction >= contradicted else "not enough"


def _share(each: Iterable[bool]) -> float | None:
    known = list(each)
    return sum(known) / len(known) if known else None


def _first_of_each(pairs: Iterable[Pair], count: int | None) -> list[Pair]:
    taken: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if count is None or len(taken[pair.source]) < count:
            taken[pair.source].append(pair)
    return [pair for own in taken.values() for pair in own]


def _say_figures(name: str, figures: Figures) -> None:
    pairs, *shares = astuple(figures)
    _say((name, str(pairs), *("–" if each is None else f"{each:.3f}" for each in shares)))


def _say(cells: Sequence[str]) -> None:
    print("\t".join(cells), file=sys.stdout)


if __name__ == "__main__":
    main()
