"""Passages of several sizes, cut out of texts by whole sentences."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from training.reader.items import Range, Text

# Most characters of a passage: about the 200 tokens that the product packs, often less.
SIZES = (350, 550, 800)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with its sentences; `answers` and `gold` (sentences) are empty where it holds none."""

    text: str
    sentences: tuple[Range, ...]
    answers: tuple[Range, ...] = ()
    gold: tuple[int, ...] = ()


def window(
    text: Text,
    answers: Sequence[Range],
    gold: Sequence[int],
    around: Sequence[int],
    chooser: random.Random,
) -> Passage:
    """Cut whole sentences out of a text, those asked for among them, up to a size drawn at random."""
    size = chooser.choice(SIZES)
    first = min(around) if around else chooser.randrange(len(text.sentences))
    last = max(around) if around else first
    while True:
        ways = [n for n in (first - 1, last + 1) if 0 <= n < len(text.sentences)]
        if not ways:
            break
        more = chooser.choice(ways)
        start, end = text.sentences[min(first, more)][0], text.sentences[max(last, more)][1]
        if end - start > size:
            break
        first, last = min(first, more), max(last, more)
    start, end = text.sentences[first][0], text.sentences[last][1]
    moved = len(text.above) - start
    return Passage(
        text.above + text.text[start:end],
        tuple((s + moved, e + moved) for s, e in text.sentences[first : last + 1]),
        tuple((s + moved, e + moved) for s, e in answers if start <= s and e <= end),
        tuple(n - first for n in gold if first <= n <= last),
    )


def without_gold(passage: Passage) -> Passage | None:
    """Take the sentences that hold the answer out of a passage; None where nothing is left."""
    kept = [span for n, span in enumerate(passage.sentences) if n not in passage.gold]
    if not kept:
        return None
    text, spans = passage.text[: passage.sentences[0][0]], []
    for start, end in kept:
        spans.append((len(text), len(text) + end - start))
        # Rows of a table stay lines.
        text += passage.text[start:end] + ("\n" if passage.text[end : end + 1] == "\n" else " ")
    return Passage(text.rstrip(), tuple(spans))


def joined(parts: Sequence[Passage]) -> Passage:
    """Put passages below one another, as one."""
    text, sentences, answers, gold = "", [], [], []
    for part in parts:
        gold += [len(sentences) + n for n in part.gold]
        sentences += [(start + len(text), end + len(text)) for start, end in part.sentences]
        answers += [(start + len(text), end + len(text)) for start, end in part.answers]
        text += part.text + "\n"
    return Passage(text.rstrip("\n"), tuple(sentences), tuple(answers), tuple(gold))
