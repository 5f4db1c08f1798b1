"""Pairs made from the reading sets: statements that sentences of a paragraph say, do not say, or deny."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from assistant.proving.candidates import likeness_of
from assistant.types import ReadSentence
from training.prover.pairs import Label, Pair
from training.prover.statements import statement_of
from training.reader.items import Item
from training.reader.near_misses import near_miss

_LONGEST_SENTENCE = 45
_LEADING = re.compile(
    r"^(?:In|On|At|By|After|Before|During|Since|For|With|However|Although|While)\b[^,]{3,60}, "
)
_TRAILING = re.compile(r"(?:, (?:which|who|where|and|but|including|such as|with|as)\b[^,;]*|; .*)(?=\.$)")
_BRACKETS = re.compile(r" ?[(\[][^)\]]*[)\]]")


def made_pairs(items: Sequence[Item], seed: int) -> Iterator[Pair]:
    """Yield pairs of every kind from the items of one part; the same for the same seed.

    Args:
        items: Items with a paragraph.
        seed: Draws what is changed, and by which sentences a statement is judged.
    """
    chooser = random.Random(seed)
    texts = [item.text.text for item in items]
    for item in items:
        sentences = [item.text.text[start:end].strip() for start, end in item.text.sentences]
        sentences = [sentence for sentence in sentences if sentence]
        if not item.gold or len(item.gold) > 1 or len(sentences) < 2 or item.text.above:
            continue
        start, end = item.text.sentences[item.gold[0]]
        gold = item.text.text[start:end].strip()
        if gold not in sentences or len(gold.split()) > _LONGEST_SENTENCE:
            continue
        elsewhere = [chooser.choice(texts) for _ in range(5)]
        yield from _of_item(item, sentences, sentences.index(gold), elsewhere, chooser)


def shortened(sentence: str, chooser: random.Random) -> str:
    """Leave out of a sentence what it says by the way: brackets, a beginning, or an end after a comma."""
    ways = (
        lambda text: _BRACKETS.sub("", text),
        lambda text: _capital(_LEADING.sub("", text)),
        lambda text: _TRAILING.sub("", text),
    )
    for way in chooser.sample(ways, len(ways)):
        if (shorter := way(sentence)) != sentence and len(shorter.split()) >= 5:
            return shorter
    return sentence


def _of_item(
    item: Item, sentences: Sequence[str], gold: int, elsewhere: Sequence[str], chooser: random.Random
) -> Iterator[Pair]:
    def pair(statement: str, numbers: Sequence[int], label: Label) -> Pair:
        given = tuple(sentences[n] for n in sorted(numbers))
        return Pair(
            f"made/{item.source}", statement, given, label, item.part, chosen=tuple(range(len(given)))
        )

    answer = item.text.text[slice(*item.answers[0])] if item.answers else ""
    asked = statement_of(item.question, answer)
    others = [n for n in range(len(sentences)) if n != gold]
    if asked:
        # What follows from question and answer together may need the sentence before.
        given = [gold] if gold == 0 or chooser.random() < 0.5 else [gold - 1, gold]
        yield pair(asked, given, "supported")
        if wrong := near_miss(asked, item.text.text, sentences[gold], elsewhere, chooser):
            yield pair(wrong, given, "not supported")
        near = likeness_of(asked, [ReadSentence(sentences[n]) for n in others]).best(2)
        if near and (answer not in " ".join(sentences[others[n]] for n in near)):
            yield pair(asked, [others[n] for n in near[: chooser.choice((1, 2))]], "not enough")
    own = shortened(sentences[gold], chooser)
    if own == sentences[gold] and chooser.random() < 0.7:
        return
    beside = [n for n in (gold - 1, gold + 1) if 0 <= n < len(sentences)]
    given = [gold, *chooser.sample(beside, min(len(beside), chooser.choice((0, 1))))]
    if chooser.random() < 0.5:
        yield pair(own, given, "supported")
    if wrong := near_miss(own, item.text.text, sentences[gold], elsewhere, chooser):
        yield pair(wrong, given, "not supported")
    elif chooser.random() < 0.3:
        yield pair(own, [chooser.choice(others)], "not enough")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
