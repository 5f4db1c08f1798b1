"""Prove a written statement by sentences of documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from assistant.models.prover import Judgement, Prover
from assistant.proving.candidates import Likeness, likeness_of
from assistant.proving.facts import as_written_in, denial_differs, missing_facts
from assistant.types import Proof, ReadSentence

# From these probabilities on a statement is shown as supported, and as contradicted: on the part "tune" of
# the training data about the best balance (training/prover/measure.py).
SUPPORTED, CONTRADICTED = 0.4, 0.25
# How many sentences are judged each alone, and how many groups of two or three.
_ALONE, _GROUPS = 6, 4
# A statement with a number, date, name or denial that its sentences lack is at most so likely.
_LACKING = 0.05
# Of many sentences, one that shares a smaller part of the statement's terms speaks of something else, and
# contradicts nothing; few were chosen by the caller.
_LEAST_SHARED, _CHOSEN = 0.45, 3
_WORD = re.compile(r"\w+")


class Judge(Protocol):
    """What judges statements by texts: `assistant.models.prover.Prover`."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """Judge each statement by the text beside it."""
        ...


@dataclass(frozen=True, slots=True)
class _Judged:
    """A statement judged by sentences together."""

    numbers: tuple[int, ...]
    supported: float
    contradicted: float
    missing: tuple[str, ...]


def prove(
    statement: str,
    sentences: Sequence[ReadSentence | str],
    prover: Judge | None = None,
    cosines: Sequence[float] | None = None,
) -> Proof:
    """Say whether sentences support a statement, contradict it or say too little.

    The nearest sentences are judged each alone, then, unless one supports the statement, two or three of them
    together. Numbers, dates, names and denials of the statement must stand in the sentences that support it.

    Args:
        statement: One sentence, without citation marks.
        sentences: Those of everything that was read, in the order of their documents: a sentence that only
            its predecessor makes plain is judged behind it.
        prover: A loaded prover; by default the one that ships, loaded once.
        cosines: The cosine of the statement's embedding with that of each sentence, if at hand.

    Raises:
        ModelError: The prover that ships is missing or damaged.
        ValueError: `cosines` are not as many as the sentences.
    """
    if cosines is not None and len(cosines) != len(sentences):
        raise ValueError(f"There are {len(sentences)} sentences, but {len(cosines)} cosines.")
    statement = " ".join(statement.split())
    if not statement or not sentences:
        return Proof("not enough", 0.0, 0.0)
    given = [ReadSentence(each) if isinstance(each, str) else each for each in sentences]
    return _proven(statement, given, prover or _packaged_prover(), likeness_of(statement, given, cosines))


@cache
def _packaged_prover() -> Prover:
    return Prover()


def _proven(statement: str, sentences: Sequence[ReadSentence], prover: Judge, likeness: Likeness) -> Proof:
    nearest = likeness.best(_ALONE)
    if not nearest:
        return Proof("not enough", 0.0, 0.0)
    alone = _judged(statement, sentences, [(number,) for number in nearest], prover)
    best = max(alone, key=lambda each: each.supported)
    together: list[_Judged] = []
    if best.supported < SUPPORTED:
        groups = list(dict.fromkeys(_groups(likeness, nearest, sentences)))[:_GROUPS]
        together = _judged(statement, sentences, groups, prover)
        best = max([best, *together], key=lambda each: each.supported)
    # What sentences contradict together, one of them contradicts alone.
    against = max(alone, key=lambda each: each.contradicted * likeness.covered(each.numbers))
    contradiction = against.contradicted if _is_about(likeness, against) else 0.0
    if best.supported >= SUPPORTED:
        return Proof("supported", best.supported, contradiction, best.numbers, best.numbers[0])
    if contradiction >= CONTRADICTED:
        numbers = against.numbers
        return Proof("contradicted", best.supported, contradiction, numbers, numbers[0], against.missing)
    return Proof("not enough", best.supported, contradiction, (), nearest[0], best.missing)


def _is_about(likeness: Likeness, judged: _Judged) -> bool:
    """Whether sentences share enough with the statement to contradict it, and not speak of something else."""
    return len(likeness.scores) <= _CHOSEN or likeness.covered(judged.numbers) >= _LEAST_SHARED


def _judged(
    statement: str, sentences: Sequence[ReadSentence], groups: Sequence[tuple[int, ...]], prover: Judge
) -> list[_Judged]:
    texts = [evidence_of([sentences[number] for number in group]) for group in groups]
    # The model compares letters: what is the same number or date is written the same.
    pairs = [(as_written_in(statement, text), text) for text in texts]
    words = _words(statement)
    judged = []
    for group, text, judgement in zip(groups, texts, prover.judge(pairs), strict=True):
        missing = missing_facts(statement, text)
        is_quoted = any(_words(sentences[number].text) == words for number in group)
        supported = 1.0 if is_quoted else judgement.supported
        if missing or denial_differs(statement, text):
            supported = min(supported, _LACKING)
        judged.append(_Judged(group, supported, judgement.contradicted, missing))
    return judged


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def evidence_of(sentences: Sequence[ReadSentence]) -> str:
    """Return sentences as the one text that a statement is judged by; what stands above some is said once."""
    parts: list[str] = []
    above = ""
    for sentence in sentences:
        parts.append(sentence.text if sentence.above == above else sentence.in_full)
        above = sentence.above
    return " ".join(" ".join(parts).split())


def _groups(
    likeness: Likeness, nearest: Sequence[int], sentences: Sequence[ReadSentence]
) -> Iterator[tuple[int, ...]]:
    """Yield groups of two or three sentences, in the order of the documents, the most promising first."""
    first = nearest[0]
    pairs = sorted(
        ((likeness.covered((first, other)), other) for other in nearest[1:]), key=lambda pair: -pair[0]
    )
    gaining = [other for covered, other in pairs if covered > likeness.covered((first,))]
    if gaining:
        yield tuple(sorted((first, gaining[0])))
    for number in nearest[:2]:
        if number and sentences[number - 1].above == sentences[number].above:
            yield number - 1, number
    if gaining:
        best = max(
            (n for n in nearest if n not in (first, gaining[0])),
            key=lambda n: likeness.covered((first, gaining[0], n)),
            default=None,
        )
        if best is not None:
            yield tuple(sorted((first, gaining[0], best)))
    if len(nearest) > 1:
        yield tuple(sorted(nearest[:2]))
        yield tuple(sorted(nearest[:3]))
