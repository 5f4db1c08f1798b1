"""Key phrases: which words tell some texts from others, without a model and in any language.

A phrase is one to three words of a run (`runs.py`). The best are frequent in the texts that they are to
describe, rare in the others, and stand alone or in names.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.themes.word_runs import Run, Word, runs_of

Key = tuple[str, ...]  # the index terms of a phrase: one for all its spellings
_Place = tuple[
    int, int, Run, int, int
]  # number and group of a text, run, first word and the one after the last

_LONGEST = 3  # words, of languages that write spaces
_LONGEST_UNSPACED = 4  # characters, of those that do not
_WEIGHT_OF_WORDS = (1.0, 1.6, 1.6, 1.6)
_WEIGHT_OF_NAMES = 1.5
_WEIGHT_OF_ADJECTIVES = 0.5
_ADJECTIVE = re.compile(r"(?:ic|ical|ish|ian|ean|ese|nch|tch|ive|ous|ional)\Z")
_VERB_LIKE = 0.12  # the share of occurrences before a determiner from which on something is taken for a verb
_FAR_BEHIND = 0.15  # the share of the best score below which a phrase says too little
_MOSTLY = 0.5  # the share of a phrase's texts from which on it is a part of a longer one


class Text(NamedTuple):
    """A text that phrases are taken from, and the number of the group that it belongs to."""

    text: str
    group: int


@dataclass(slots=True)
class _Candidate:
    """A phrase in all its spellings, and how it stands in the texts."""

    groups: Counter[int] = field(default_factory=Counter)  # how many texts of each group it is in
    spellings: Counter[tuple[Word, ...]] = field(default_factory=Counter)
    occurrences: int = 0
    named: int = 0  # begins with a capital where no sentence begins
    whole: int = 0  # stands alone
    acts: int = 0  # stands before a determiner, as a verb does

    def add(self, run: Run, first: int, last: int) -> None:
        """Count one occurrence, the words of a run from `first` to before `last`."""
        words = run.words[first:last]
        inside = first > 0 or not run.begins
        self.occurrences += 1
        # How a phrase is spelled inside a sentence is how it is spelled.
        self.spellings[words] += 1000 if inside else 1
        self.named += inside and words[0].written[0].isupper()
        self.whole += len(words) == len(run.words) or _is_name(run, first, last)
        self.acts += run.acts and last == len(run.words)

    @property
    def spelling(self) -> str:
        """The most frequent spelling."""
        words = self.spellings.most_common(1)[0][0]
        return ("" if words[0].is_unspaced else " ").join(word.written for word in words)

    def weight(self, key: Key) -> float:
        """Return how much it looks like what people call things, 0 for what does not."""
        if self.acts > _VERB_LIKE * self.occurrences:
            return 0.0
        weight = _WEIGHT_OF_WORDS[min(len(key), len(_WEIGHT_OF_WORDS)) - 1]
        if 2 * self.named >= self.occurrences:
            weight *= _WEIGHT_OF_NAMES
        if len(key) == 1 and is_adjective(self.spelling):
            weight *= _WEIGHT_OF_ADJECTIVES
        return weight * math.sqrt(self.whole / self.occurrences + 0.05)


def is_adjective(word: str) -> bool:
    """Say whether a word looks, by its ending, like "Islamic" or "French"."""
    return _ADJECTIVE.search(word) is not None


def _is_name(run: Run, first: int, last: int) -> bool:
    """Say whether these are several words with capitals between others without."""
    capital = [word.written[0].isupper() for word in run.words]
    around = capital[max(0, first - 1) : first] + capital[last : last + 1]
    return last - first > 1 and capital[first] and capital[last - 1] and not any(around)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of some groups of texts, counted."""

    candidates: Mapping[Key, _Candidate]
    of_group: Mapping[int, Sequence[Key]]
    sizes: Counter[int]  # texts of each group

    def best(self, groups: Collection[int], most: int) -> tuple[str, ...]:
        """Return the phrases that describe some groups as one, the most telling first.

        Args:
            groups: The groups, told from all others.
            most: How many phrases at most.

        Returns:
            Phrases in their most frequent spelling, each in several texts if there are several; no two of
            them share a word.
        """
        texts = sum(self.sizes[group] for group in groups)
        if not texts:
            return ()
        others, least = self.sizes.total() - texts, min(2, texts)
        here: dict[Key, int] = {}
        scores: dict[Key, float] = {}
        for key in {key for group in groups for key in self.of_group.get(group, ())}:
            candidate = self.candidates[key]
            count = sum([candidate.groups.get(group, 0) for group in groups])
            if count >= least:
                outside = (candidate.groups.total() - count) / max(1, others)
                here[key] = count
                scores[key] = _contrast(count / texts, outside) * candidate.weight(key)
        best = max(scores.values(), default=0.0)
        chosen: list[Key] = []
        for key in sorted(scores, key=lambda key: (-scores[key], key)):
            if len(chosen) == most or scores[key] <= (_FAR_BEHIND * best if len(chosen) > 1 else 0):
                break
            if not _shares_a_word(key, chosen):
                longer = _longer(key, here, scores)
                chosen.append(key if _shares_a_word(longer, chosen) else longer)
        return tuple(self.candidates[key].spelling for key in chosen)


def _contrast(inside: float, outside: float) -> float:
    """Return how well a phrase that is in these shares of the texts tells the first from the others."""
    return inside * math.log((inside + 0.01) / (outside + 0.01))


def _shares_a_word(key: Key, chosen: Sequence[Key]) -> bool:
    return any(set(key) & set(other) for other in chosen)


def _longer(key: Key, here: Mapping[Key, int], scores: Mapping[Key, float]) -> Key:
    """Return the longer phrase that a phrase is mostly a part of: "Genghis Khan" for "Genghis"."""
    least = _MOSTLY * here[key]
    longer = [
        other
        for other, count in here.items()
        if count >= least and len(other) > len(key) and scores[other] > 0 and _holds(other, key)
    ]
    return max(longer, key=lambda other: (scores[other], other), default=key)


def _holds(other: Key, key: Key) -> bool:
    return any(other[at : at + len(key)] == key for at in range(len(other) - len(key) + 1))


# --- the phrases of texts


def count_phrases(texts: Iterable[Text]) -> Phrases:
    """Return the phrases of texts and where they stand."""
    places: dict[Key, list[_Place]] = defaultdict(list)
    sizes: Counter[int] = Counter()
    for number, (text, group) in enumerate(texts):
        sizes[group] += 1
        for run in runs_of(text):
            for first, last, key in _phrases(run):
                places[key].append((number, group, run, first, last))
    candidates: dict[Key, _Candidate] = {}
    of_group: dict[int, list[Key]] = defaultdict(list)
    for key, occurrences in places.items():
        if len(occurrences) > 1:
            candidates[key] = candidate = _candidate(occurrences)
            for group in candidate.groups:
                of_group[group].append(key)
    return Phrases(candidates, of_group, sizes)


def _candidate(places: Sequence[_Place]) -> _Candidate:
    candidate = _Candidate()
    seen: set[int] = set()
    for number, group, run, first, last in places:
        if number not in seen:
            seen.add(number)
            candidate.groups[group] += 1
        candidate.add(run, first, last)
    return candidate


def _phrases(run: Run) -> Iterator[tuple[int, int, Key]]:
    """Yield the phrases of a run: where they begin and end in it, and their terms."""
    words = run.words
    longest, shortest = (_LONGEST_UNSPACED, 2) if words[0].is_unspaced else (_LONGEST, 1)
    for first, head in enumerate(words):
        if head.is_function or head.is_vague:
            continue
        key: Key = ()
        content = 0
        for last in range(first, len(words)):
            word = words[last]
            if word.is_function:
                continue
            content += 1
            if content > longest or (word.is_vague and word.written.islower()):
                break
            key += word.terms
            if content >= shortest and not (word.is_vague or word.is_verbal):
                yield first, last + 1, key
