"""Corpora and questions to fit scores on: texts that the reader was never trained on.

The tuning items of `reader.prepare` are cut in two halves. Each half is indexed as it is, and once more
without the sentences that answer some of the questions, which then are near misses, as are the questions
that people wrote to look as if their text answered them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from assistant import build_index
from assistant.evaluation.sets.question_set import find_sets
from assistant.evaluation.sets.questions import Gold, Question, load_questions
from training.reader.examples import Examples
from training.reader.items import Text
from training.reader.prepare import Prepared
from training.swapped import misspell, names_in, swap

TEXTS_A_DOCUMENT = 25
_FEW = 3
# Of the questions of a half, one in so many loses the sentence that answers it.
_LOSES = 3


@dataclass(frozen=True, slots=True)
class Half:
    """Two indexes of one half, the second without some answers, and the questions to ask of each."""

    folder: Path
    intact: list[Question]
    cut: list[Question]

    def sets(self) -> Iterator[tuple[Path, list[Question]]]:
        """Yield index folder and questions."""
        yield self.folder / "intact-index", self.intact
        yield self.folder / "cut-index", self.cut


def write_kinds(folder: Path, work: Path, count: int) -> dict[str, list[tuple[Path, list[Question]]]]:
    """Index question sets of every kind; return the index of each with `count` questions of each group.

    As many are made of answerable ones by a swap of a number or a name, and a third by a misspelt name. Each
    is asked twice: of all documents, and of a few, as of a small index.
    """
    chooser = random.Random(7)
    sets = find_sets([folder])
    questions = {kind: load_questions(each.questions) for kind, each in sets.items()}
    found: dict[str, list[tuple[Path, list[Question]]]] = {}
    for kind, each in sets.items():
        assert each.corpus is not None
        build_index(each.corpus, work / kind)
        corpus = "\n".join(path.read_text(encoding="utf-8") for path in sorted(each.corpus.iterdir()))
        names = names_in([q for other in sets if other != kind for q in questions[other] if q.gold])
        answerable = [q for q in questions[kind] if q.gold]
        swapped = (swap(q, names, corpus, chooser) for q in answerable)
        misspelt = (misspell(q, chooser) for q in answerable)
        asked = load_questions(each.questions, count)
        asked += list(islice(filter(None, swapped), count)) + list(islice(filter(None, misspelt), count // 3))
        documents = sorted(path.name for path in each.corpus.iterdir())
        few = [replace(q, asked_of=_few_documents(q, documents, chooser)) for q in asked]
        found[kind] = [(work / kind, asked + few)]
    return found


def _few_documents(question: Question, documents: Sequence[str], chooser: random.Random) -> tuple[str, ...]:
    """Return a few documents, with the one that a question is about."""
    own = {question.document, *(gold.document for gold in question.gold)} - {""}
    return tuple(sorted(own.union(chooser.sample(documents, min(_FEW, len(documents))))))


def write_halves(prepared: Path, work: Path, count: int) -> list[Half]:
    """Index both halves and choose about `count` answerable questions for each, and as many others."""
    examples = Examples(prepared, "tune")
    chooser = random.Random(3)
    # Both halves get articles of each source, and of those with near misses; no article is in both.
    asked_in_vain = {item.text for item in examples.items if not item.gold}
    parts: list[list[int]] = [[], []]
    for source in sorted({item.source for item in examples.items}):
        numbers = list(dict.fromkeys(item.text for item in examples.items if item.source == source))
        for group in (
            [n for n in numbers if n in asked_in_vain],
            [n for n in numbers if n not in asked_in_vain],
        ):
            parts[0] += group[: len(group) // 2]
            parts[1] += group[len(group) // 2 :]
    own = [[item for item in examples.items if item.text in set(part)] for part in parts]
    halves = []
    for n, (part, items) in enumerate(zip(parts, own, strict=True)):
        foreign = chooser.sample([item for item in own[1 - n] if item.gold], count // 3)
        halves.append(_half(work / str(n), examples.texts, part, items, foreign, count, chooser))
    return halves


def _half(
    folder: Path,
    texts: Sequence[Text],
    part: Sequence[int],
    items: Sequence[Prepared],
    foreign: Sequence[Prepared],
    count: int,
    chooser: random.Random,
) -> Half:
    answerable = [item for item in items if item.gold]
    chooser.shuffle(answerable)
    losing = answerable[::_LOSES]
    lost: dict[int, set[int]] = {}
    for item in losing:
        lost.setdefault(item.text, set()).update(item.gold)
    places = _write(folder / "intact", texts, part, {})
    _write(folder / "cut", texts, part, lost)
    for name in ("intact", "cut"):
        build_index(folder / name, folder / f"{name}-index")
    intact = [_question(item, places, texts, "answerable") for item in answerable[:count]]
    intact += [_question(item, places, texts, "near miss") for item in items if not item.gold]
    intact += [Question(f"foreign-{n}", item.question, "foreign") for n, item in enumerate(foreign)]
    cut = [_question(item, places, texts, "near miss", answered=False) for item in losing[: count // 4]]
    return Half(folder, intact, cut)


def _question(
    item: Prepared,
    places: dict[int, tuple[str, int]],
    texts: Sequence[Text],
    group: str,
    answered: bool = True,
) -> Question:
    document, offset = places[item.text]
    ranges = item.answers if answered else ()
    gold = tuple(Gold(document, offset + start, offset + end) for start, end in ranges)
    return Question(f"{group}-{item.text}-{item.question}", item.question, group, gold)


def _write(
    folder: Path, texts: Sequence[Text], part: Sequence[int], lost: dict[int, set[int]]
) -> dict[int, tuple[str, int]]:
    """Write texts as documents, without the sentences that are lost; return where each text begins."""
    folder.mkdir(parents=True, exist_ok=True)
    places = {}
    for first in range(0, len(part), TEXTS_A_DOCUMENT):
        name, written = f"document-{first // TEXTS_A_DOCUMENT:02d}.txt", ""
        for number in part[first : first + TEXTS_A_DOCUMENT]:
            places[number] = (name, len(written))
            text, gone = texts[number], lost.get(number, set())
            said = text.text.replace("\r", " ")
            if gone:
                kept = [said[s:e] for n, (s, e) in enumerate(text.sentences) if n not in gone]
                said = " ".join(kept)
            written += said + "\n\n"
        (folder / name).write_text(written, encoding="utf-8", newline="")
    return places
