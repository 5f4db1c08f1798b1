"""The readers: question and passage read together, run by onnxruntime.

They score every token as the start and the end of an answer and as evidence, and the passage as a whole.
Scores are log-odds against "no answer here" (0), so those of different passages and questions can be
compared. How they were trained, on what and how well they do: `weights/README.md` beside this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from assistant.common.lru import LruCache
from assistant.models.pairs import Pair, PairEncoder, padded
from assistant.models.runtime import Feed, Session
from assistant.models.shipped import SHIPPED_WEIGHTS, shipped_weights
from assistant.models.source import packaged_tokenizer
from assistant.settings import Settings

Scores = npt.NDArray[np.float32]

# Most tokens of a short answer.
_MOST_ANSWER_TOKENS = 30
# The readings of a hundred questions: one that is asked again or explained is not read again.
_CACHED_READINGS = 1_000
_LAST_LATIN = 0x24F

SMALL, LARGE = "small_reader", "large_reader"
# The outputs of the ONNX: the scores of tokens and of the passage.
READER_OUTPUTS = ("token_scores", "passage_scores")
# The readers of all open indexes, by name and threads: the large one takes 170 MB.
_loaded: WeakValueDictionary[tuple[str, int], Reader] = WeakValueDictionary()
_loading = Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader's scores of one passage.

    `offsets`, of shape (tokens, 2), are ranges of the passage's text; `starts`, `ends` and `evidence`, of
    shape (tokens,), are log-odds of each token; `holds` those of the passage holding an answer at all.
    """

    offsets: npt.NDArray[np.int64]
    starts: Scores
    ends: Scores
    evidence: Scores
    holds: float

    def mixed_with(self, other: Reading, share: float) -> Reading:
        """Return the mean of two readings of the same text, in which `other` counts `share` (0..1)."""

        def mixed(own: Scores, theirs: Scores) -> Scores:
            return own + np.float32(share) * (theirs - own)

        return Reading(
            self.offsets,
            mixed(self.starts, other.starts),
            mixed(self.ends, other.ends),
            mixed(self.evidence, other.evidence),
            self.holds + share * (other.holds - self.holds),
        )

    def without_prefix(self, characters: int) -> Reading:
        """Return the reading of the text without its first `characters`, which stood above the passage."""
        if not characters:
            return self
        left = self.offsets[:, 0] >= characters
        tokens = (self.starts[left], self.ends[left], self.evidence[left])
        return Reading(self.offsets[left] - characters, *tokens, self.holds)

    def of_sentence(self, start: int, end: int) -> SentenceReading | None:
        """Return the scores of the sentence at a range of the passage; None if it was not read."""
        first, last = np.searchsorted(self.offsets[:, 0], (start, end))
        if first == last:
            return None
        starts, ends = self.starts[first:last], self.ends[first:last]
        together = np.triu(starts[:, None] + ends[None, :]) + np.tril(np.full((last - first,) * 2, -1e4), -1)
        together -= 1e4 * np.triu(np.ones_like(together), _MOST_ANSWER_TOKENS)
        begin, stop = np.unravel_index(int(np.argmax(together)), together.shape)
        return SentenceReading(
            evidence=float(self.evidence[first:last].mean()),
            answer=float(together[begin, stop]) / 2,
            start=int(self.offsets[first + begin, 0]),
            end=int(self.offsets[first + stop, 1]),
            holds=self.holds,
        )


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """The reader's scores of one sentence, in log-odds.

    `evidence` for the sentence, `answer` for its best short answer, which stands at `start`..`end` of the
    passage, and `holds` for the passage.
    """

    evidence: float
    answer: float
    start: int
    end: int
    holds: float


def load_readers(settings: Settings) -> Readers | None:
    """Load the readers that the settings name, None for "none"; raises ModelError."""
    if settings.reader == "none":
        return None
    large = _shared(LARGE, settings.threads) if settings.reader == "packaged" else None
    return Readers(_shared(SMALL, settings.threads), large)


def _shared(name: str, threads: int) -> Reader:
    """Return the reader that another open index uses, if there is one."""
    with _loading:
        reader = _loaded.get((name, threads))
        if reader is None:
            _loaded[name, threads] = reader = Reader(name, threads)
        return reader


def can_read(question: str) -> bool:
    """Whether the packaged reader can read a question: most of its letters are Latin."""
    letters = [character for character in question if character.isalpha()]
    return 2 * sum(ord(letter) <= _LAST_LATIN for letter in letters) >= len(letters)


@dataclass(frozen=True, slots=True)
class Readers:
    """The small reader, which reads all passages, and the large one, if any, for those left in question."""

    small: Reader
    large: Reader | None = None

    @property
    def identity(self) -> str:
        """Changes with the weights of each."""
        return "+".join(each.identity for each in (self.small, self.large) if each)


class Reader:
    """A packaged reader, with a cache of its last readings; safe to use from several threads."""

    def __init__(self, name: str = SMALL, threads: int = 0, folder: Path = SHIPPED_WEIGHTS) -> None:
        """Load the weights; costs a fraction of a second and no torch.

        Args:
            name: `SMALL` or `LARGE`, which reads better and takes eight times as long.
            threads: Threads of one call; 0: one a core.
            folder: Holds its files.

        Raises:
            ModelError: The weights are missing or damaged.
        """
        weights = shipped_weights(folder, name)
        self.identity: str = weights.identity
        self._encoder = PairEncoder(packaged_tokenizer())
        self._words = weights.word_vectors
        self._session = Session(weights.path, threads)
        self._readings: LruCache[tuple[str, str], Reading] = LruCache(_CACHED_READINGS)

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """Read a question with each passage; after about 300 tokens a passage is not read on."""

        def read_new(new: Sequence[tuple[str, str]]) -> list[Reading]:
            return self._read(question, [passage for _, passage in new])

        return self._readings.get_or_compute([(question, passage) for passage in passages], read_new)

    def _read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        pairs = self._encoder.encode(question, passages)
        outputs = self._session.run(READER_OUTPUTS, map(self._feed, pairs))
        return [
            as_reading(pair, tokens[0], float(holds[0]))
            for pair, (tokens, holds) in zip(pairs, outputs, strict=True)
        ]

    def _feed(self, pair: Pair) -> Feed:
        ids, segments, mask = padded([pair])
        feed: Feed = {"word_vectors": self._words[ids], "segments": segments, "mask": mask}
        # Not every encoder knows segments.
        return {name: value for name, value in feed.items() if name in self._session.inputs}


def as_reading(pair: Pair, scores: Scores, passage: float) -> Reading:
    """Return scores of a pair's tokens, of shape (tokens, 3), and of its passage, as what is read there."""
    starts, ends, evidence = scores[pair.first : pair.end].T
    return Reading(pair.offsets, starts, ends, evidence, passage)
