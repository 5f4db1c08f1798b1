"""The passages of a question as they are read: all by the small reader, the likeliest by the large one, too.

The large reader takes eight times as long for a passage as the small one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from assistant.answering.evidence import Evidence
from assistant.models.reader import Reader, Readers, Reading, SentenceReading
from assistant.passages.table_context import caption_prefix
from assistant.retrieval.search import RankedPassage

Array = npt.NDArray[np.float32]

# Passages with the best sentences that the large reader reads, and how much it counts beside the small one.
_READ_AGAIN = 2
_LARGE_SHARE = 0.7
# The reading of a sentence beyond the part of the passage that a reader can take in.
_UNREAD = SentenceReading(evidence=-9.0, answer=-9.0, start=0, end=0, holds=-9.0)


class PassagesRead:
    """The readings of the passages of one question; each is read after its name and caption."""

    def __init__(
        self,
        readers: Readers,
        question: str,
        passages: Sequence[RankedPassage],
        name_prefixes: Mapping[int, str],
    ) -> None:
        """Read all passages with the small reader.

        Args:
            readers: The readers.
            question: The question, as it can be understood alone.
            passages: The retrieved passages.
            name_prefixes: By passage id, the names and dates to read before each passage.
        """
        self._readers, self._question = readers, question
        self._texts: dict[int, tuple[str, str]] = {}
        for ranked in passages:
            passage = ranked.passage
            caption = caption_prefix(passage.text, passage.heading, passage.sentences)
            self._texts[passage.id] = name_prefixes[passage.id] + caption, passage.text
        self._readings = self._read(readers.small, list(self._texts))
        self._read_again: set[int] = set()

    def readings_of(self, sentences: Sequence[Evidence]) -> list[SentenceReading]:
        """Return what is read in each sentence so far."""
        return [
            self._readings[e.ranked.passage.id].of_sentence(
                e.sentence.start - e.ranked.passage.start, e.sentence.end - e.ranked.passage.start
            )
            or _UNREAD
            for e in sentences
        ]

    def read_again(self, sentences: Sequence[Evidence], scores: Callable[[], Array]) -> None:
        """Read the likeliest passages with the large reader, until the best sentence is in one of them.

        Args:
            sentences: The citable sentences of the passages.
            scores: Returns the scores of the sentences, by what is read so far.
        """
        if self._readers.large is None or not sentences:
            return
        likeliest = self._likeliest(sentences, scores())[:_READ_AGAIN]
        while new := [number for number in likeliest if number not in self._read_again]:
            for number, reading in self._read(self._readers.large, new).items():
                self._readings[number] = self._readings[number].mixed_with(reading, _LARGE_SHARE)
            self._read_again.update(new)
            likeliest = self._likeliest(sentences, scores())[:1]

    def _likeliest(self, sentences: Sequence[Evidence], scores: Array) -> list[int]:
        """Return the ids of the passages, those with the best sentences first."""
        return list(dict.fromkeys(sentences[n].ranked.passage.id for n in np.argsort(-scores)))

    def _read(self, reader: Reader, numbers: Sequence[int]) -> dict[int, Reading]:
        readings = reader.read(self._question, ["".join(self._texts[number]) for number in numbers])
        return {
            number: reading.without_prefix(len(self._texts[number][0]))
            for number, reading in zip(numbers, readings, strict=True)
        }
