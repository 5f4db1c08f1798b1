"""Measure the choice of sentences on its own: questions that come with their sentences.

The sentences of a question become a document of an index, one paragraph each, and are scored in that
document the way the sentences of any document are.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.evidence import Evidence
from assistant.api import Index
from assistant.evaluation.metrics.ranking import measured, sentence_measures
from assistant.evaluation.report.records import Record
from assistant.evaluation.sets.lines import Row, list_of, parse_rows, sampled, text_of
from assistant.evaluation.stages import ranked_and_scored

# More passages than any list of sentences fills: all of them are read.
_EVERY_PASSAGE = 1000


@dataclass(frozen=True, slots=True)
class Selection:
    """A question with its sentences and the indices of those that answer it."""

    id: str
    group: str
    question: str
    sentences: tuple[str, ...]
    gold: tuple[int, ...]
    title: str = ""


def load_selections(path: Path, sample: int | None = None, seed: int = 0) -> tuple[list[Selection], int]:
    """Read the questions that have a gold sentence.

    Args:
        path: The JSONL file: `question`, `sentences`, `gold` (indices), and if known `id`, `source`, `title`.
        sample: If given, so many questions of each source, chosen at random.
        seed: Chooses the sample.

    Returns:
        The questions, and how many were left out because no sentence answers them.

    Raises:
        AssistantError: The file or a line of it cannot be used; names the line.
    """
    items = parse_rows(path, _selection)
    answered = [item for item in items if item.gold]
    return sampled(answered, lambda item: item.group, sample, seed), len(items) - len(answered)


def _selection(number: int, row: Row) -> Selection:
    sentences, gold = list_of(row, "sentences", str), list_of(row, "gold", int)
    if not any(sentence.strip() for sentence in sentences):
        raise ValueError("'sentences' holds none")
    if any(not 0 <= index < len(sentences) or not sentences[index].strip() for index in gold):
        raise ValueError(
            f"'gold' must be indices, from 0, of its {len(sentences)} sentences, not of empty ones"
        )
    return Selection(
        str(row.get("id") or f"line-{number}"),
        str(row.get("source") or "sentences"),
        text_of(row, "question"),
        tuple(sentences),
        tuple(dict.fromkeys(gold)),
        str(row.get("title") or ""),
    )


def write_corpus(items: Sequence[Selection], folder: Path) -> None:
    """Write each question's sentences as a page of paragraphs, which nothing takes for headings."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for place, item in enumerate(items):
        paragraphs = "\n".join(
            f"<p>{html.escape(_flat(text))}</p>" for text in item.sentences if text.strip()
        )
        page = (
            f"<html><head><title>{html.escape(item.title)}</title></head><body>\n{paragraphs}\n</body></html>"
        )
        (folder / _name(place)).write_text(page, encoding="utf-8", newline="")


def records(
    index: Index, items: Sequence[Selection], on_question: Callable[[], None]
) -> tuple[list[Record], list[str]]:
    """Return what was measured on each question, and notes on sentences that could not be scored.

    Args:
        index: The index of what `write_corpus` wrote.
        items: The questions, as they were given to `write_corpus`.
        on_question: Called after each question.
    """
    rankings, unscored, empty = {}, 0, 0
    for place, item in enumerate(items):
        name = _name(place)
        _, evidence = ranked_and_scored(index, item.question, _EVERY_PASSAGE, _EVERY_PASSAGE, [name])
        scored = _ranked(item, _places(item, index.document_text(name)), evidence)
        nothing = sum(not sentence.strip() for sentence in item.sentences)
        unscored += len(item.sentences) - nothing - len(scored)
        empty += nothing
        rankings[item.id] = [str(number) for number in scored]
        on_question()
    gold = {item.id: {str(number): 1.0 for number in item.gold} for item in items}
    values = measured(rankings, gold, sentence_measures())
    counts = {"sentences without a score, ranked last": unscored, "empty sentences, passed over": empty}
    notes = [f"{what}: {count}" for what, count in counts.items() if count]
    return [Record(item.id, item.group, values[item.id]) for item in items], notes


def _places(item: Selection, text: str) -> list[tuple[int, int]]:
    """Return the range of each sentence in the document; one that is not there has an empty range."""
    places, position = [], 0
    for sentence in map(_flat, item.sentences):
        start = text.find(sentence, position) if sentence else -1
        if start < 0:
            places.append((-1, -1))
            continue
        position = start + len(sentence)
        places.append((start, position))
    return places


def _ranked(item: Selection, places: Sequence[tuple[int, int]], evidence: Sequence[Evidence]) -> list[int]:
    """Return the numbers of the sentences, best first; one that was cut counts by its best piece."""
    ranked: dict[int, None] = {}
    for scored in evidence:
        for number, (start, end) in enumerate(places):
            if start < scored.sentence.end and scored.sentence.start < end:
                ranked.setdefault(number)
    return list(ranked)


def _flat(sentence: str) -> str:
    return " ".join(sentence.split())


def _name(place: int) -> str:
    return f"{place:05d}.html"
