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

from training.reader.bare_lines import bare_lines
from training.reader.items import Text
from training.reader.near_misses import near_miss
from training.reader.passages import SIZES, Passage, joined, window, without_gold
from training.reader.prepare import Prepared

# How often each source is drawn; encyclopedic prose is nearest to what people ask documents.
_WEIGHTS = {
    "squad": 0.22,
    "squad2-cr": 0.17,
    "new_wiki": 0.14,
    "qed": 0.10,
    "tydiqa-goldp": 0.07,
    "wikitablequestions": 0.05,
    "fairytaleqa": 0.05,
    "timeqa": 0.05,
    "policyqa": 0.04,
    "hotpotqa": 0.03,
    "amazon": 0.02,
    "reddit": 0.02,
    "tat-qa": 0.02,
    "qamr": 0.01,
    "wikiqa": 0.01,
}
# Questions for a cause are one in a hundred of these sets and far more of what people ask.
_CAUSE = re.compile(r"\bwhy\b|what (?:reason|caused|led)|for what reason|how come", re.IGNORECASE)
_CAUSE_TIMES = 4
# Half of the questions about tables must be computed: of these only one in so many is drawn.
_COMPUTED_ONE_IN = 3
# What becomes of an answerable question, as shares of all: its answer is taken out, it is asked of other
# passages alone, it is changed, it is asked of lines that say nothing, or such lines stand around its answer.
_TAKEN_OUT, _ELSEWHERE, _CHANGED, _BARE, _AMONG_LINES = 0.06, 0.06, 0.20, 0.03, 0.06


@dataclass(frozen=True, slots=True)
class Example:
    """A question and passages that are read for it together."""

    question: str
    passages: tuple[Passage, ...]
    has_spans: bool = True


# Examples that must be in one batch: a question without an answer beside one that is answered there.
Together = tuple[Example, ...]


class Examples:
    """Draws examples from prepared items."""

    def __init__(self, work: Path, name: str = "train") -> None:
        """Read what `prepare` wrote."""
        self.texts = [
            Text(row["text"], tuple(map(tuple, row["sentences"])), row.get("above", ""))
            for row in _rows(work / "texts.jsonl")
        ]
        self.items = [
            Prepared(
                row["source"],
                row["question"],
                row["text"],
                tuple(map(tuple, row["answers"])),
                tuple(row["gold"]),
                tuple(row["negatives"]),
                tuple(row.get("neighbours", ())),
                row.get("partner", -1),
            )
            for row in _rows(work / f"{name}.jsonl")
        ]

    def stream(self, seed: int, singles: int) -> Iterator[Together]:
        """Yield examples for ever: the first `singles` of one passage each, then mostly of several."""
        chooser = random.Random(seed)
        decks = {source: [i for i in self.items if i.source == source] for source in _WEIGHTS}
        for source, deck in decks.items():
            tables = source in ("wikitablequestions", "tat-qa")
            left = [
                item for n, item in enumerate(deck) if item.gold or not tables or n % _COMPUTED_ONE_IN == 0
            ]
            decks[source] = left + [item for item in left if _CAUSE.search(item.question)] * (
                _CAUSE_TIMES - 1
            )
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
            yield self.together(item, chooser, most)

    def together(self, item: Prepared, chooser: random.Random, most: int) -> Together:
        """Make an example, with the one that it is told apart from where there is one."""
        if item.partner >= 0:
            return self._beside(self.items[item.partner], item.question, chooser, most)
        if item.gold and item.answers and chooser.random() < _CHANGED / 2:
            own = self._own(item, chooser)
            if changed := self._near_miss(item, own, chooser):
                return self._beside(item, changed, chooser, most, own)
        return (self.example(item, chooser, most),)

    def example(self, item: Prepared, chooser: random.Random, most: int) -> Example:
        """Make an example of at most so many passages; about one in three has no answer."""
        others = self._others(item, chooser, most)
        question, own = item.question, self._own(item, chooser)
        kind = chooser.random()
        bounds = [_TAKEN_OUT, _ELSEWHERE, _CHANGED, _BARE, _AMONG_LINES]
        taken_out, elsewhere, changed, bare, among = (sum(bounds[: n + 1]) for n in range(len(bounds)))
        if not item.gold or kind < taken_out:
            own = [without_gold(each) or each for each in own]
        elif kind < elsewhere and others:
            own = []
        elif kind < changed and (other := self._near_miss(item, own, chooser)):
            question, own = other, [_unanswered(each) for each in own]
        elif changed <= kind < bare:
            own = [bare_lines(question, chooser)]
        elif bare <= kind < among:
            lines = [bare_lines(question, chooser) for _ in range(2)]
            own = [joined([lines[0], own[0], lines[1]][chooser.randrange(2) :]), *own[1:]]
        return _asked(question, own, others, item, chooser, most)

    def _beside(
        self,
        item: Prepared,
        near_miss_question: str,
        chooser: random.Random,
        most: int,
        own: Sequence[Passage] = (),
    ) -> Together:
        """Ask an answerable question and a near miss of the same passages."""
        own = own or self._own(item, chooser)
        others = self._others(item, chooser, most)
        answered = _asked(item.question, own, others, item, chooser, most)
        unanswered = [_unanswered(each) for each in own]
        return answered, _asked(near_miss_question, unanswered, others, item, chooser, most)

    def _others(self, item: Prepared, chooser: random.Random, most: int) -> list[Passage]:
        """Return passages without an answer: of texts that look like one, or of the same document."""
        numbers = list(dict.fromkeys((*item.negatives, *item.neighbours)))
        chosen = chooser.sample(numbers, min(len(numbers), most))
        return [window(self.texts[n], (), (), (), chooser) for n in chosen]

    def _own(self, item: Prepared, chooser: random.Random) -> list[Passage]:
        """Return the passage that holds the evidence, or one for each sentence of it that stands apart."""
        text = self.texts[item.text]
        apart = [[n] for n in item.gold[:1]]
        for n in item.gold[1:]:
            if text.sentences[n][1] - text.sentences[apart[-1][0]][0] <= min(SIZES):
                apart[-1].append(n)
            else:
                apart.append([n])
        return [window(text, item.answers, item.gold, around, chooser) for around in apart[:4] or [[]]]

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


def _unanswered(passage: Passage) -> Passage:
    return replace(passage, answers=(), gold=())


def _asked(
    question: str,
    own: Sequence[Passage],
    others: Sequence[Passage],
    item: Prepared,
    chooser: random.Random,
    most: int,
) -> Example:
    passages = [*own, *others[: most if not own else most - 1]]
    chooser.shuffle(passages)
    has_spans = bool(item.answers) or not item.gold
    return Example(disturbed(question, chooser), tuple(passages), has_spans)


def disturbed(question: str, chooser: random.Random) -> str:
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
