"""Questions with a number or a name swapped for one that stands nowhere, and questions with a name misspelt.

The first are near misses that people really ask; the second are what must not be taken for them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.evaluation.sets.questions import Question

SWAPPED = "swapped"
_NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w.,]*\d)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NAME = re.compile(r"(?<=[a-z0-9,’'] )[A-Z][\w’-]{2,}(?: [A-Z][\w’-]+)*")
# So far off is a year that was swapped.
_YEARS_OFF = 9
_TRIES = 10
_LEAST_LETTERS = 5


def names_in(questions: Sequence[Question]) -> list[str]:
    """Return the names in questions, each once, in order."""
    return list(dict.fromkeys(name for question in questions for name in _NAME.findall(question.text)))


def swap(question: Question, names: Sequence[str], corpus: str, chooser: random.Random) -> Question | None:
    """Return a question with one number or name of it swapped, which the corpus cannot answer.

    Args:
        question: A question that the corpus answers.
        names: Names to put in the place of its own.
        corpus: The text of all its documents.
        chooser: Chooses what is swapped.

    Returns:
        The question; None if it has neither number nor name, or nothing was found that stands nowhere.
    """
    places = [*_NUMBER.finditer(question.text), *_NAME.finditer(question.text)]
    if not places:
        return None
    place = chooser.choice(places)
    for _ in range(_TRIES):
        other = _other_number(place[0], chooser) if place[0].isdigit() else chooser.choice(names)
        if other not in corpus:
            text = f"{question.text[: place.start()]}{other}{question.text[place.end() :]}"
            return Question(f"{SWAPPED}-{question.id}", text, SWAPPED, document=question.document)
    return None


def misspell(question: Question, chooser: random.Random) -> Question | None:
    """Return a question with two letters of a name in it exchanged; None if it has no name long enough."""
    words = [m for name in _NAME.finditer(question.text) for m in re.finditer(r"[^\W\d_]+", name[0])]
    long = [word[0] for word in words if len(word[0]) >= _LEAST_LETTERS]
    if not long:
        return None
    word = chooser.choice(long)
    at = chooser.randrange(1, len(word) - 2)
    written = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return replace(question, id=f"misspelt-{question.id}", text=question.text.replace(word, written))


def _other_number(number: str, chooser: random.Random) -> str:
    if _YEAR.fullmatch(number):
        return str(int(number) + chooser.choice((-1, 1)) * chooser.randint(1, _YEARS_OFF))
    lowest = 10 ** (len(number) - 1) if len(number) > 1 else 1
    return str(chooser.randint(lowest, 10 ** len(number) - 1))
