"""A question that names another value only: the last question is asked again with it.

"How much is a tyre change for the Velora 3?", "And for the Velora 5?": the part of the last question that is
like the new one is replaced. Where no part is, the question is left to what completes follow-ups by words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversation.phrases import DETERMINER, WORD, ends_with_verb, has_determiner, noun_phrases
from assistant.conversation.subject import names_in
from assistant.index.search.analyzer import analyze, function_words

_OPENING = re.compile(r"\s*(?:(?:and|but|so)\b[\s,]*)?(?:(?:what|how) about\b)?\s*", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(about|after|at|before|by|during|for|from|in|of|on|since|to|under|until|with)\s+", re.IGNORECASE
)
# Values that replace one of their own form only.
_FORMS = (re.compile(r"\b(?:FY\s?)?(?:19|20)\d\d\b"), re.compile(r"\bQ[1-4]\b"))
# The end of a question: its mark, and the topic in brackets that may follow.
_END = re.compile(r"\W*(?:\([^()]*\))?\W*\Z")
# What the subject of a question follows: "does httpx support", "is tea healthy".
_AUXILIARY = re.compile(r"\b(?:do|does|did|is|are|was|were|has|have|had|can|will)\s+\Z", re.IGNORECASE)
_MAX_WORDS = 6
# "And when?": the last question is asked again with this word, if it begins with one of these, too.
_QUESTION_WORD = r"(?:why|when|where|how|since when)"
_ONLY_WORD = re.compile(rf"\s*(?:(?:and|but|so)\b[\s,]*)?({_QUESTION_WORD})\W*\Z", re.IGNORECASE)
_BEGINS_WITH_WORD = re.compile(
    rf"\s*{_QUESTION_WORD}(?= (?:did|do|does|is|are|was|were|has|have|had|will|can)\b)", re.IGNORECASE
)


def with_other_value(question: str, last: str) -> str | None:
    """Return the last question with the value or question word of a new one, None if that has neither.

    Args:
        question: The question.
        last: The last question, completed itself.
    """
    asked = _ONLY_WORD.match(question)
    if asked:
        begins = _BEGINS_WITH_WORD.match(last)
        return f"{asked[1].capitalize()}{last[begins.end() :].rstrip()}" if begins else None
    opening = _OPENING.match(question)
    value = question[opening.end() if opening else 0 :].strip(" ?.!")
    if not opening or not opening.group().strip() or not _is_phrase(value):
        return None
    last = last.strip()
    preposition = _PREPOSITION.match(value)
    bare = value[preposition.end() :] if preposition else value
    place = _same_part(last, bare) or (
        _phrase_after(last, preposition[1]) if preposition else _part_of_its_kind(last, bare)
    )
    if place is not None:
        start, end = place
        return f"{last[:start]}{_with_determiner_of(last, start, bare)}{last[end:]}"
    if preposition:
        ending = _END.search(last)
        return f"{last[: ending.start()]} {value}{last[ending.start() :]}" if ending else None
    return None


def _is_phrase(value: str) -> bool:
    """Whether a text is a short noun phrase: no question word or verb that is known, and no pronoun."""
    return 0 < len(WORD.findall(value)) <= _MAX_WORDS and not _CLAUSE_WORD.search(value)


# Words that make a clause of what follows "and", or refer to the conversation.
_CLAUSE_WORD = re.compile(
    r"\b(who|whom|whose|what|which|when|where|why|how|is|are|was|were|be|been|do|does|did|has|have|had|can"
    r"|could|will|would|shall|should|may|might|must|it|he|she|they|him|her|his|its|them|their|this|that"
    r"|these|those|else|others?|another|then|there|if|because)\b",
    re.IGNORECASE,
)


def _same_part(last: str, value: str) -> tuple[int, int] | None:
    """Return the range of the part of a question that is another value of the same thing, None if none is.

    Of the same form (a year), or with words in common ("green pea protein" and "yellow pea protein").
    """
    form = next((form for form in _FORMS if form.fullmatch(value)), None)
    if form:
        return _last_match(form, last)
    places = (*_names(last), *_other_phrases(last))
    return next((p for p in reversed(places) if _terms(last[slice(*p)]) & _terms(value)), None)


def _part_of_its_kind(last: str, value: str) -> tuple[int, int] | None:
    """Return the range of a name for a name; for a noun that of one with a determiner, subject or object."""
    if any(form.fullmatch(value) for form in _FORMS):
        return None
    if any(True for _ in names_in(f"of {value}")):
        return next(reversed(_names(last)), None)
    phrases = _other_phrases(last)
    determined = next((part for part in phrases if has_determiner(last, part[0])), None)
    subject = next((part for part in phrases if _AUXILIARY.search(last[: part[0]])), None)
    return determined or subject or _object(last, phrases)


def _names(question: str) -> list[tuple[int, int]]:
    """Return the ranges of the names of a question."""
    return [(question.index(name), question.index(name) + len(name)) for name in names_in(question)]


def _other_phrases(question: str) -> list[tuple[int, int]]:
    """Return the ranges of the noun phrases of a question that are no names."""
    names = _names(question)
    return [
        (first, end)
        for first, end in noun_phrases(question)
        if not any(first < name_end and name_start < end for name_start, name_end in names)
    ]


def _object(last: str, parts: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the range of the last word of "Who teaches archery?", None for other forms of questions."""
    if not parts or last[parts[-1][1] :].strip(" ?.!") or ends_with_verb(last):
        return None
    _verb, *words = WORD.finditer(last, *parts[-1])
    return words[-1].span() if words else None


def _phrase_after(last: str, preposition: str) -> tuple[int, int] | None:
    """Return the range of the phrase after the last place of a preposition, without the preposition."""
    found = _last_match(re.compile(rf"\b{preposition}\s+(?:{DETERMINER}\s+)?", re.IGNORECASE), last)
    return next((place for place in noun_phrases(last) if found and place[0] == found[1]), None)


def _with_determiner_of(last: str, start: int, value: str) -> str:
    """Return a value without its determiner where one stands before its place already."""
    if has_determiner(last, start):
        return re.sub(rf"^{DETERMINER}\s+", "", value, flags=re.IGNORECASE)
    return value


def _last_match(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    return next(reversed([match.span() for match in pattern.finditer(text)]), None)


def _terms(text: str) -> set[str]:
    return set(analyze(text)) - function_words()
