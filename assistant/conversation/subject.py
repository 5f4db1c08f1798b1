"""The subject of a conversation, tracked from question to question by names and topical words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.index.search.analyzer import analyze, function_words
from assistant.types import Turn

# Initials keep their stops ("Y. A. Tittle", "D.O.A."), and a number belongs to its name ("Orla 9").
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAME_WORD = rf"(?:{_CAPITAL}\.(?:{_CAPITAL}\.)*|{_CAPITAL}[\w’'-]*)"
_NAME = re.compile(
    rf"(?<!\w){_NAME_WORD}(?:\s+(?:(?:of|de|la|le|the|du|von|van|al)\s+)?{_NAME_WORD})*(?:\s+\d+\b(?![.,]\d))?"
)
_POSSESSIVE = re.compile(r"['’]s?\Z")
_CITATION_NUMBER = re.compile(r"\[\d+\]")
# "Who was arrested?", not "Who was Ada Thornbury?"
_ASKS_FOR_PERSON = re.compile(r"\s*[Ww]ho(?:m|se)?\b(?! (?:is|was|are|were) [^\W\da-z_])")
_MIN_NAME_LENGTH, _MAX_NAMES = 3, 3
# Words of questions that are of no topic.
_FILLER = re.compile(
    r"happen(ed)?|anything|something|things?|interesting|important|significant|aspects?|article|information"
    r"|tell|know|find|found|learn|facts?|else|others?|next|more|mean|said|say",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a conversation.

    Attributes:
        names: The names in the last standalone question, the most important first.
        words: Its other topical words.
        main_name: The name that the conversation as a whole is about; it stays as long as the names of
            new questions occurred before.
        person: The person named in answer to "who", to whom "he" and "she" refer.
        terms: The index terms of all turns.
    """

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    main_name: str = ""
    person: str = ""
    terms: frozenset[str] = frozenset()

    def after_standalone(self, turn: Turn) -> Subject:
        """Return the subject after a turn with a standalone question."""
        names = tuple(dict.fromkeys(self._full_name(name) for name in names_in(turn.question)))[:_MAX_NAMES]
        words = tuple(topical_words(turn.question, names))
        person = next((name for name in names_in_answer(turn) if " " in name), "")
        person = person if _ASKS_FOR_PERSON.match(turn.question) else ""
        if not names or (self.names and self.names[0] in names[0]):
            # A question without a name of its own is taken to keep the subject.
            return replace(self, words=words, person=person or self.person).after_follow_up(turn)
        keeps_main_name = (
            _terms(self.main_name) & _terms(f"{turn.question} {turn.answer}") or _terms(names[0]) & self.terms
        )
        return Subject(
            names, words, self.main_name if keeps_main_name else names[0], person, self.terms
        ).after_follow_up(turn)

    def after_follow_up(self, turn: Turn) -> Subject:
        """Return the subject after a turn with a follow-up question; only the terms change."""
        return replace(self, terms=self.terms | _terms(f"{turn.question} {turn.answer}"))

    def is_mentioned_in(self, question: str) -> bool:
        """Whether a question contains a word of the names, in any case."""
        return not _terms(" ".join(self.names)).isdisjoint(analyze(question))

    def _full_name(self, name: str) -> str:
        """Return the full form of a name if it is known: "Mike Gravel" for "Gravel"."""
        part = f" {name} ".casefold()
        return next((known for known in self.names if part in f" {known} ".casefold()), name)


def names_in_answer(turn: Turn) -> list[str]:
    """Return the names in the answer of a turn."""
    return list(names_in(_CITATION_NUMBER.sub("", turn.answer)))


def names_in(text: str) -> Iterator[str]:
    """Yield names: sequences of capitalised words, unless one is capitalised as the first word only."""
    for match in _NAME.finditer(text):
        words = _POSSESSIVE.sub("", match.group()).split()
        is_first = not text[: match.start()].strip()
        if is_first and len(words) == 1 and re.match(r" [a-z]", text[match.end() :]):
            continue
        while words and set(analyze(words[0])) <= function_words():
            words = words[1:]
        name = " ".join(words)
        if len(name) >= _MIN_NAME_LENGTH or (len(name) > 1 and name.isupper()):
            yield name


def topical_words(text: str, names: Sequence[str] = ()) -> Iterator[str]:
    """Yield the topical words of a text: no function words, no filler words, and none of the names."""
    for word in re.findall(r"[^\W\d_][\w’'-]*", text):
        is_topical = not set(analyze(word)) <= function_words() and not _FILLER.fullmatch(word)
        if is_topical and not any(word in name for name in names):
            yield word


def _terms(text: str) -> frozenset[str]:
    return frozenset(analyze(text)) - function_words()
