"""Prepared items to training examples: a question with one or more passages, some without an answer.

The stream is endless and depends on the seed alone, so that a training that was interrupted goes on
with the very examples that it would have seen.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from training.reader.near_misses import near_miss
from training.reader.prepare import Prepared
from training.reader.sources import Range, Text

# How often each source is drawn; encyclopedic prose is nearest to what people ask documents.
_WEIGHTS = {
    "squad": 0.38,
    "new_wiki": 0.23,
    "qed": 0.15,
    "amazon": 0.06,
    "reddit": 0.06,
    "policyqa": 0.04,
    "hotpotqa": 0.05,
    "wikiqa": 0.03,
}
# Most characters of a passage: about the 200 tokens that the product packs, often less.
_SIZES = (350, 550, 800)


# Questions for a cause are one in a hundred of these sets and far more of what people ask.
_CAUSE = re.compile(r"\bwhy\b|what (?:reason|caused|led)|for what reason|how come", re.IGNORECASE)
_CAUSE_TIMES = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with its sentences; `answers` and `gold` (sentences) are empty where it holds none."""

    text: str
    sentences: tuple[Range, ...]
    answers: tuple[Range, ...] = ()
    gold: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A question and passages that are read for it together."""

    question: str
    passages: tuple[Passage, ...]
    has_spans: bool = True


class Examples:
    """Draws examples from prepared items."""

    def __init__(self, work: Path, name: str = "train") -> None:
        """Read what `prepare` wrote."""
        self.texts = [
            Text(row["text"], tuple(map(tuple, row["sentences"]))) for row in _rows(work / "texts.jsonl")
        ]
        self.items = [
            Prepared(
                row["source"],
                row["question"],
                row["text"],
                tuple(map(tuple, row["answers"])),
                tuple(row["gold"]),
                tuple(row["negatives"]),
            )
            for row in _rows(work / f"{name}.jsonl")
        ]

    def stream(self, seed: int, singles: int) -> Iterator[Example]:
        """Yield examples for ever: the first `singles` of one passage each, then mostly of several."""
        chooser = random.Random(seed)
        decks = {source: [i for i in self.items if i.source == source] for source in _WEIGHTS}
        for deck in decks.values():
            deck += [item for item in deck if _CAUSE.search(item.question)] * (_CAUSE_TIMES - 1)
        decks = {source: deck for source, deck in decks.items() if deck}
        for deck in decks.values():
            chooser.shuffle(deck)
        shares = [_WEIGHTS[source] for source in decks]
        drawn = dict.fromkeys(decks, 0)
        for number in range(10**9):
            source = chooser.choices(list(decks), shares)[0]
            deck = decks[source]
            item = deck[drawn[source] % len(deck)]
            drawn[source] += 1
            most = 1 if number < singles else chooser.choice((1, 2, 3, 3))
            yield self.example(item, chooser, most)

    def example(self, item: Prepared, chooser: random.Random, most: int) -> Example:
        """Make an example of at most so many passages; about one in three has no answer."""
        negatives = [
            _window(self.texts[n], (), (), (), chooser)
            for n in chooser.sample(item.negatives, min(len(item.negatives), most))
        ]
        question, own = item.question, self._own(item, chooser)
        kind = chooser.random()
        if not item.gold or kind < 0.06:
            own = [_without_gold(each) or each for each in own]
        elif kind < 0.12 and negatives:
            own = []
        elif kind < 0.32 and (other := self._near_miss(item, own, chooser)):
            question, own = other, [replace(each, answers=(), gold=()) for each in own]
        passages = [*own, *negatives[: most if not own else most - 1]]
        chooser.shuffle(passages)
        has_spans = bool(item.answers) or not item.gold
        return Example(_disturbed(question, chooser), tuple(passages), has_spans)

    def _own(self, item: Prepared, chooser: random.Random) -> list[Passage]:
        """Return the passage that holds the evidence, or one for each sentence of it that stands apart."""
        text = self.texts[item.text]
        apart = [[n] for n in item.gold[:1]]
        for n in item.gold[1:]:
            if text.sentences[n][1] - text.sentences[apart[-1][0]][0] <= min(_SIZES):
                apart[-1].append(n)
            else:
                apart.append([n])
        return [_window(text, item.answers, item.gold, around, chooser) for around in apart or [[]]]

    def _near_miss(self, item: Prepared, own: Sequence[Passage], chooser: random.Random) -> str | None:
        if not item.answers:
            return None
        text = self.texts[item.text]
        evidence = " ".join(text.text[slice(*text.sentences[n])] for n in item.gold)
        passage = " ".join(each.text for each in own)
        elsewhere = [each.text for each in chooser.choices(self.texts, k=20)]
        return near_miss(item.question, passage, evidence, elsewhere, chooser)


def _rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _window(
    text: Text,
    answers: Sequence[Range],
    gold: Sequence[int],
    around: Sequence[int],
    chooser: random.Random,
) -> Passage:
    """Cut whole sentences out of a text, those asked for among them, up to a size drawn at random."""
    size = chooser.choice(_SIZES)
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
    return Passage(
        text.text[start:end],
        tuple((s - start, e - start) for s, e in text.sentences[first : last + 1]),
        tuple((s - start, e - start) for s, e in answers if start <= s and e <= end),
        tuple(n - first for n in gold if first <= n <= last),
    )


def _without_gold(passage: Passage) -> Passage | None:
    """Take the sentences that hold the answer out of a passage."""
    kept = [span for n, span in enumerate(passage.sentences) if n not in passage.gold]
    if not kept:
        return None
    text, spans = "", []
    for start, end in kept:
        spans.append((len(text), len(text) + end - start))
        text += passage.text[start:end] + " "
    return Passage(text.rstrip(), tuple(spans))


def _disturbed(question: str, chooser: random.Random) -> str:
    """Write a question as people type: now and then without its mark, as keywords, with a slip."""
    kind = chooser.random()
    if kind < 0.3:
        return question.rstrip("?").rstrip()
    if kind < 0.34:
        words = question.rstrip("?").split()
        dropped = {"what", "who", "when", "where", "which", "did", "does", "do", "is", "was", "the", "a"}
        return " ".join(word for word in words if word.lower() not in dropped) or question
    if kind < 0.38 and len(question) > 12:
        place = chooser.randrange(1, len(question) - 2)
        slipped = question[place + 1] + question[place]
        return question[:place] + slipped + question[place + 2 :]
    return question
