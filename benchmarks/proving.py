"""How long proving a statement takes, beside the speed of the machine: `python -m benchmarks.proving`.

Statements are sentences of the encyclopedia set with one word left out, each judged by the sentences of its
article. Seconds tell of a machine; the share of its peak tells of the prover.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import onnx
from onnx import TensorProto

from assistant.common.cores import available_cores
from assistant.models.prover import Judgement, Prover
from assistant.models.shipped import SHIPPED_WEIGHTS
from assistant.passages.blocks import split_blocks
from assistant.passages.sentences import split_sentences
from assistant.proving.prove import prove
from assistant.types import Extraction, ReadSentence
from benchmarks.errors import BenchmarkError
from benchmarks.material import ENCYCLOPEDIA
from benchmarks.peak import OWN, product_in_8_bits, rate_of

_STATEMENTS, _SENTENCES, _ROUNDS = 40, 200, 3


@dataclass
class _Counting:
    """A prover that counts the texts that it judges, and times them."""

    prover: Prover
    texts: int = 0
    seconds: float = 0.0
    judged: list[int] = field(default_factory=list)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """Judge as the prover does."""
        started = time.perf_counter()
        said = self.prover.judge(pairs)
        self.seconds += time.perf_counter() - started
        self.texts += len(pairs)
        self.judged += [len(statement) + len(text) for statement, text in pairs]
        return said


def main() -> None:
    """Measure the peak and the prover in turns, and print them."""
    cases = _cases()
    prove(cases[0][0], cases[0][1], Prover())  # what is loaded once
    whole, each, peaks = [], [], []
    for _ in range(_ROUNDS):
        peaks.append(rate_of(product_in_8_bits(OWN), OWN))
        judge = _Counting(Prover())
        started = time.perf_counter()
        for statement, sentences in cases:
            prove(statement, sentences, judge)
        whole.append((time.perf_counter() - started) / len(cases))
        each.append(judge.seconds / judge.texts)
    peak = float(np.median(peaks))
    print(f"{available_cores()} cores, {len(cases)} statements, {len(cases[0][1])} sentences each")
    print(f"a statement: {np.median(whole) * 1e3:.1f} ms, {judge.texts / len(cases):.1f} texts judged")
    print(f"a judged text: {np.median(each) * 1e3:.1f} ms, {np.mean(judge.judged):.0f} characters")
    print(f"the model's product in 8 bits: {peak / 1e9:,.0f} billion operations/s")
    # Four characters are about a token.
    share = _operations() * np.mean(judge.judged) / 4 / np.median(each) / peak
    print(f"judging is at {share:.0%} of it")


def _cases() -> list[tuple[str, list[ReadSentence]]]:
    articles = sorted((ENCYCLOPEDIA / "corpus").glob("*.txt"))
    if not articles:
        raise BenchmarkError(f"'{ENCYCLOPEDIA}' is not there.")
    cases = []
    for path in articles:
        text = path.read_text(encoding="utf-8")
        sentences = [
            ReadSentence(text[each.start : each.end], path.stem)
            for block in split_blocks(Extraction(text))
            for each in split_sentences(text, block)
        ][:_SENTENCES]
        for sentence in sentences[20::40]:
            words = sentence.text.split()
            cases.append((" ".join([*words[:3], *words[4:]]), sentences))
    return cases[:_STATEMENTS]


def _operations() -> float:
    """Return two for each weight of the prover's matrices."""
    graph = onnx.load(str(SHIPPED_WEIGHTS / "prover.onnx")).graph
    return 2.0 * sum(
        float(np.prod(each.dims)) for each in graph.initializer if each.data_type == TensorProto.INT8
    )


if __name__ == "__main__":
    main()
