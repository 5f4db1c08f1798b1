"""What a conversation is about, followed from question to question by names and topical words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.index.search.analyzer import analyze, function_words
from assistant.types import Turn

_NAME = re.compile(
    r"\b[^\W\d_a-zß-öø-ÿ][\w’'-]*(?:\s+(?:of|de|la|le|the|du|von|van|al)?\s*[^\W\d_a-zß-öø-ÿ][\w’'-]*)*"
)
_POSSESSIVE = re.compile(r"['’]s?\Z")
_MARKER = re.compile(r"\[\d+\]")
# "Who was arrested?", not "Who was Ada Thornbury?"
_ASKS_FOR_PERSON = re.compile(r"\s*[Ww]ho(?:m|se)?\b(?! (?:is|was|are|were) [^\W\da-z_])")
_SHORTEST_NAME, _MOST_NAMES = 3, 3
# Words of questions that ask for anything at all.
_FILLER = re.compile(
    r"happen(ed)?|anything|something|things?|interesting|important|significant|aspects?|article|information"
    r"|tell|know|find|found|learn|facts?|else|others?|next|more|mean|said|say",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about.

    `names` are those of the last question that named its own subject, the most important first, and
    `words` its other topical words. `theme` is the name that all this belongs to: as long as what is asked
    about was spoken of before, the conversation keeps it. `person` was named in answer to "who", and is
    meant by "he" and "she". `said` are the terms of all turns.
    """

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    theme: str = ""
    person: str = ""
    said: frozenset[str] = frozenset()

    def named_by(self, turn: Turn) -> Subject:
        """Return the subject after a turn whose question stands alone."""
        names = tuple(dict.fromkeys(self._in_full(name) for name in names_in(turn.question)))[:_MOST_NAMES]
        words = tuple(topical_words(turn.question, names))
        person = next((name for name in answered_with(turn) if " " in name), "")
        person = person if _ASKS_FOR_PERSON.match(turn.question) else ""
        if not names or (self.names and self.names[0] in names[0]):
            # Without a name of its own a question is taken to stay with the subject.
            return replace(self, words=words, person=person or self.person).heard(turn)
        belongs = (
            _terms(self.theme) & _terms(f"{turn.question} {turn.answer}") or _terms(names[0]) & self.said
        )
        return Subject(names, words, self.theme if belongs else names[0], person, self.said).heard(turn)

    def heard(self, turn: Turn) -> Subject:
        """Return the subject with the terms of a turn added to what was said."""
        return replace(self, said=self.said | _terms(f"{turn.question} {turn.answer}"))

    def is_in(self, question: str) -> bool:
        """Whether a question has a word of the names, perhaps in small letters."""
        return not _terms(" ".join(self.names)).isdisjoint(analyze(question))

    def _in_full(self, name: str) -> str:
        """Return "Mike Gravel" for "Gravel" where that is known."""
        part = f" {name} ".casefold()
        return next((known for known in self.names if part in f" {known} ".casefold()), name)


def answered_with(turn: Turn) -> list[str]:
    """Return the names in an answer."""
    return list(names_in(_MARKER.sub("", turn.answer)))


def names_in(text: str) -> Iterator[str]:
    """Yield runs of capitalised words, without what has a capital only because it begins a sentence."""
    for match in _NAME.finditer(text):
        words = _POSSESSIVE.sub("", match.group()).split()
        begins = not text[: match.start()].strip()
        if begins and len(words) == 1 and re.match(r" [a-z]", text[match.end() :]):
            continue
        while words and set(analyze(words[0])) <= function_words():
            words = words[1:]
        if len(name := " ".join(words)) >= _SHORTEST_NAME:
            yield name


def topical_words(text: str, names: Sequence[str] = ()) -> Iterator[str]:
    """Yield the words of a text that say what it is about and are in none of the names."""
    for word in re.findall(r"[^\W\d_][\w’'-]*", text):
        is_topical = not set(analyze(word)) <= function_words() and not _FILLER.fullmatch(word)
        if is_topical and not any(word in name for name in names):
            yield word


def _terms(text: str) -> frozenset[str]:
    return frozenset(analyze(text)) - function_words()
