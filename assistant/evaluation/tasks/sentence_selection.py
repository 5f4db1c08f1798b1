"""Answer sentence selection: does the product rank the sentences that answer a question first?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.evidence import Evidence
from assistant.api import Index
from assistant.evaluation.metrics.ranking import ranking_metrics, sentence_measures
from assistant.evaluation.results import Record
from assistant.evaluation.sets.sentence_selection import Selection, collapse_spaces, document_name
from assistant.evaluation.stages import ranked_and_scored

# More passages than the sentences of any question fill, so that all of them are read.
_EVERY_PASSAGE = 1000


def sentence_selection_records(
    index: Index, items: Sequence[Selection], on_question: Callable[[], None]
) -> tuple[list[Record], list[str]]:
    """Return a record for each question, and notes on sentences that could not be scored.

    Args:
        index: The index of the corpus that `write_corpus` wrote.
        items: The questions, as they were given to `write_corpus`.
        on_question: Called after each question.
    """
    rankings, unscored, empty = {}, 0, 0
    for number, item in enumerate(items):
        name = document_name(number)
        _, evidence = ranked_and_scored(index, item.question, _EVERY_PASSAGE, _EVERY_PASSAGE, [name])
        scored = _rank_sentences(item, _sentence_ranges(item, index.document_text(name)), evidence)
        blank = sum(not sentence.strip() for sentence in item.sentences)
        unscored += len(item.sentences) - blank - len(scored)
        empty += blank
        rankings[item.id] = [str(sentence) for sentence in scored]
        on_question()
    gold = {item.id: {str(sentence): 1.0 for sentence in item.gold} for item in items}
    values = ranking_metrics(rankings, gold, sentence_measures())
    counts = {"sentences without a score, ranked last": unscored, "empty sentences, passed over": empty}
    notes = [f"{what}: {count}" for what, count in counts.items() if count]
    return [Record(item.id, item.group, values[item.id]) for item in items], notes


def _sentence_ranges(item: Selection, text: str) -> list[tuple[int, int]]:
    """Return the range of each sentence in the document's text, (-1, -1) for one that is not in it."""
    ranges, position = [], 0
    for sentence in map(collapse_spaces, item.sentences):
        start = text.find(sentence, position) if sentence else -1
        if start < 0:
            ranges.append((-1, -1))
            continue
        position = start + len(sentence)
        ranges.append((start, position))
    return ranges


def _rank_sentences(
    item: Selection, ranges: Sequence[tuple[int, int]], evidence: Sequence[Evidence]
) -> list[int]:
    """Return the indices of the sentences, best first; one that was split has the rank of its best part."""
    ranked: dict[int, None] = {}
    for scored in evidence:
        for number, (start, end) in enumerate(ranges):
            if start < scored.sentence.end and scored.sentence.start < end:
                ranked.setdefault(number)
    return list(ranked)
