"""Key phrase extraction: n-grams that distinguish groups of texts, without a model and in any language.

A phrase is an n-gram of one to three words of a sequence of content words (`word_sequences.py`). The best are
frequent in the texts that they describe, rare in the others, and occur alone or in names.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.themes.word_sequences import Word, WordSequence, word_sequences

Key = tuple[str, ...]
"""The index terms of a phrase, the same for all its spellings."""

_MAX_WORDS = 3  # of a phrase in a script with spaces
_MAX_UNSPACED = 4  # characters of a phrase in a script without
_LENGTH_WEIGHTS = (1.0, 1.6, 1.6, 1.6)  # of phrases of one, two, ... words
_NAME_WEIGHT = 1.5
_ADJECTIVE_WEIGHT = 0.5
_ADJECTIVE = re.compile(r"(?:ic|ical|ish|ian|ean|ese|nch|tch|ive|ous|ional)\Z")
_MAX_VERB_SHARE = 0.12  # a phrase with a larger share of occurrences before a determiner is taken for a verb
_MIN_SCORE_SHARE = 0.15  # the share of the best score that the third and later phrases must exceed
_MIN_LONGER_SHARE = 0.5  # a longer phrase in this share of a phrase's texts replaces it


class GroupedText(NamedTuple):
    """A text from which phrases are extracted, and the number of its group."""

    text: str
    group: int


class _Occurrence(NamedTuple):
    """An occurrence of a phrase: numbers of text and group, and its words `start`..`end` in a sequence."""

    text: int
    group: int
    sequence: WordSequence
    start: int
    end: int

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the phrase."""
        return self.sequence.words[self.start : self.end]


@dataclass(slots=True)
class _Candidate:
    """A phrase with counts of its occurrences.

    Attributes:
        groups: The number of texts with it, by group.
        spellings: Its spellings; those inside a sentence count most.
        occurrences: All occurrences.
        capitalised: Those that start with a capital inside a sentence.
        whole: Those that are a whole sequence of content words, or a name.
        before_determiner: Those before a determiner, as a verb is.
    """

    groups: Counter[int] = field(default_factory=Counter)
    spellings: Counter[tuple[Word, ...]] = field(default_factory=Counter)
    occurrences: int = 0
    capitalised: int = 0
    whole: int = 0
    before_determiner: int = 0

    def add(self, occurrence: _Occurrence) -> None:
        """Count one occurrence."""
        sequence, words = occurrence.sequence, occurrence.words
        inside_sentence = occurrence.start > 0 or not sequence.starts_sentence
        self.occurrences += 1
        # The first word of a sentence is capitalised anyway, so its spelling tells little.
        self.spellings[words] += 1000 if inside_sentence else 1
        self.capitalised += inside_sentence and words[0].text[0].isupper()
        self.whole += len(words) == len(sequence.words) or _is_name(occurrence)
        self.before_determiner += sequence.before_determiner and occurrence.end == len(sequence.words)

    @property
    def spelling(self) -> str:
        """The most frequent spelling."""
        words = self.spellings.most_common(1)[0][0]
        return ("" if words[0].is_unspaced else " ").join(word.text for word in words)

    def weight(self, key: Key) -> float:
        """Return a weight by form: higher for names and longer phrases, 0 for what looks like a verb."""
        if self.before_determiner > _MAX_VERB_SHARE * self.occurrences:
            return 0.0
        weight = _LENGTH_WEIGHTS[min(len(key), len(_LENGTH_WEIGHTS)) - 1]
        if 2 * self.capitalised >= self.occurrences:
            weight *= _NAME_WEIGHT
        if len(key) == 1 and is_adjective(self.spelling):
            weight *= _ADJECTIVE_WEIGHT
        return weight * math.sqrt(self.whole / self.occurrences + 0.05)


def is_adjective(word: str) -> bool:
    """Whether the ending of a word is that of an adjective such as "Islamic" or "French"."""
    return _ADJECTIVE.search(word) is not None


def _is_name(occurrence: _Occurrence) -> bool:
    """Whether a phrase is several words, capitalised at both ends, between words that are not."""
    _, _, sequence, start, end = occurrence
    is_capital = [word.text[0].isupper() for word in sequence.words]
    neighbours = is_capital[max(0, start - 1) : start] + is_capital[end : end + 1]
    return end - start > 1 and is_capital[start] and is_capital[end - 1] and not any(neighbours)


@dataclass(frozen=True, slots=True)
class KeyPhrases:
    """The candidate phrases of some groups of texts, with their counts.

    `by_group` holds the phrases of each group, `sizes` its number of texts.
    """

    candidates: Mapping[Key, _Candidate]
    by_group: Mapping[int, Sequence[Key]]
    sizes: Counter[int]

    def best(self, groups: Collection[int], limit: int) -> tuple[str, ...]:
        """Return the phrases that distinguish some groups, taken as one, from all others, best first.

        Args:
            groups: The groups.
            limit: The most phrases.

        Returns:
            Phrases in their most frequent spelling, each in several texts if there are several; no two of
            them share a word.
        """
        texts = sum(self.sizes[group] for group in groups)
        if not texts:
            return ()
        others, min_texts = self.sizes.total() - texts, min(2, texts)
        counts: dict[Key, int] = {}
        scores: dict[Key, float] = {}
        for key in {key for group in groups for key in self.by_group.get(group, ())}:
            candidate = self.candidates[key]
            count = sum([candidate.groups.get(group, 0) for group in groups])
            if count >= min_texts:
                outside = (candidate.groups.total() - count) / max(1, others)
                counts[key] = count
                scores[key] = _contrast(count / texts, outside) * candidate.weight(key)
        best = max(scores.values(), default=0.0)
        chosen: list[Key] = []
        for key in sorted(scores, key=lambda key: (-scores[key], key)):
            if len(chosen) == limit or scores[key] <= (_MIN_SCORE_SHARE * best if len(chosen) > 1 else 0):
                break
            if not _shares_a_word(key, chosen):
                longer = _longer_phrase(key, counts, scores)
                chosen.append(key if _shares_a_word(longer, chosen) else longer)
        return tuple(self.candidates[key].spelling for key in chosen)


def _contrast(inside: float, outside: float) -> float:
    """Return how well a phrase distinguishes two sets of texts, given the shares of texts that contain it.

    It is the term of that phrase in the Kullback-Leibler divergence, smoothed.
    """
    return inside * math.log((inside + 0.01) / (outside + 0.01))


def _shares_a_word(key: Key, chosen: Sequence[Key]) -> bool:
    return any(set(key) & set(other) for other in chosen)


def _longer_phrase(key: Key, counts: Mapping[Key, int], scores: Mapping[Key, float]) -> Key:
    """Return the longer phrase that contains a phrase in most texts: "Genghis Khan" for "Genghis"."""
    min_texts = _MIN_LONGER_SHARE * counts[key]
    longer = [
        other
        for other, count in counts.items()
        if count >= min_texts and len(other) > len(key) and scores[other] > 0 and _contains(other, key)
    ]
    return max(longer, key=lambda other: (scores[other], other), default=key)


def _contains(other: Key, key: Key) -> bool:
    return any(other[at : at + len(key)] == key for at in range(len(other) - len(key) + 1))


def count_phrases(texts: Iterable[GroupedText]) -> KeyPhrases:
    """Extract the phrases of some texts and count their occurrences; single occurrences are dropped."""
    by_key: dict[Key, list[_Occurrence]] = defaultdict(list)
    sizes: Counter[int] = Counter()
    for number, (text, group) in enumerate(texts):
        sizes[group] += 1
        for sequence in word_sequences(text):
            for start, end, key in _ngrams(sequence):
                by_key[key].append(_Occurrence(number, group, sequence, start, end))
    candidates: dict[Key, _Candidate] = {}
    by_group: dict[int, list[Key]] = defaultdict(list)
    for key, occurrences in by_key.items():
        if len(occurrences) > 1:
            candidates[key] = candidate = _make_candidate(occurrences)
            for group in candidate.groups:
                by_group[group].append(key)
    return KeyPhrases(candidates, by_group, sizes)


def _make_candidate(occurrences: Sequence[_Occurrence]) -> _Candidate:
    candidate = _Candidate()
    seen: set[int] = set()
    for occurrence in occurrences:
        if occurrence.text not in seen:
            seen.add(occurrence.text)
            candidate.groups[occurrence.group] += 1
        candidate.add(occurrence)
    return candidate


def _ngrams(sequence: WordSequence) -> Iterator[tuple[int, int, Key]]:
    """Yield the n-grams of a sequence that may be phrases: first word, end (exclusive), index terms."""
    words = sequence.words
    longest, shortest = (_MAX_UNSPACED, 2) if words[0].is_unspaced else (_MAX_WORDS, 1)
    for first, head in enumerate(words):
        if head.is_function or head.is_generic:
            continue
        key: Key = ()
        content = 0
        for last in range(first, len(words)):
            word = words[last]
            if word.is_function:
                continue
            content += 1
            if content > longest or (word.is_generic and word.text.islower()):
                break
            key += word.terms
            if content >= shortest and not (word.is_generic or word.is_verbal):
                yield first, last + 1, key
