"""Misspelt words of a question, written as the documents write them: "coronovirus" as "coronavirus".

A slip of the pen would cost the search the word that says most. A word is changed only if no passage holds
it, if it is no English word, and if the documents have one that differs in a letter or two; what
stands in double quotes is never changed.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from functools import cache

from spellchecker import SpellChecker
from tokenizers import Tokenizer

from assistant.index.snapshot import Snapshot
from assistant.models.source import packaged_tokenizer
from assistant.retrieval.names import terms_of

# Shorter words have too many neighbours; two letters may differ in words that are so much longer.
_LEAST_LETTERS, _LETTERS_FOR_TWO = 5, 9
# The passages that are looked at for the documents' word, and how alike it must be (`difflib`).
_PASSAGES, _ALIKE = 30, 0.79
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”“»]")
_LETTERS = re.compile(r"[^\W\d_]+")


def correct_spelling(question: str, snapshot: Snapshot) -> str:
    """Return a question with the words that no document has written as the documents write them.

    Args:
        question: The question.
        snapshot: The state of the index to search.
    """
    quoted = [match.span() for match in _QUOTED.finditer(question)]

    def corrected(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in quoted):
            return match[0]
        return _as_documents_write(match[0], snapshot) or match[0]

    return _LETTERS.sub(corrected, question)


def _as_documents_write(word: str, snapshot: Snapshot) -> str | None:
    """Return the documents' word for one that they lack; None to leave it as it is."""
    # What is nearest at hand is asked first: the index may be on a server, the dictionary has to be loaded.
    if len(word) < _LEAST_LETTERS or word.isupper() or _vocabulary().token_to_id(word.lower()) is not None:
        return None
    terms = terms_of(word)
    if len(terms) != 1 or snapshot.caches.lexical.holds(terms[0]) or _dictionary().known([word]):
        return None
    return _nearest(word, terms[0], snapshot)


@cache
def _vocabulary() -> Tokenizer:
    """Return the words that the embedding model knows as a whole, many names among them."""
    return Tokenizer.from_file(str(packaged_tokenizer()))


@cache
def _dictionary() -> SpellChecker:
    return SpellChecker(language="en")


def _differ_in_ending(one: str, other: str) -> bool:
    """Whether a word is another with more behind it, and so rather a word of its own ("Thatcherite")."""
    return one.startswith(other) or other.startswith(one)


def _nearest(word: str, term: str, snapshot: Snapshot) -> str | None:
    """Return the word of the documents that is most like one, in capitals where most of them write it so."""
    edits = 2 if len(term) >= _LETTERS_FOR_TWO else 1
    written: dict[str, Counter[str]] = {}
    for passage in snapshot.passages(snapshot.caches.lexical.passages_with_similar(term, edits, _PASSAGES)):
        for said in _LETTERS.findall(passage.text):
            if said[0].lower() == word[0].lower() and not _differ_in_ending(said.lower(), word.lower()):
                written.setdefault(said.lower(), Counter())[said] += 1
    often_first = sorted(written, key=lambda said: (-written[said].total(), said))
    nearest = get_close_matches(word.lower(), often_first, 1, _ALIKE)
    return min(written[nearest[0]].items(), key=lambda each: (-each[1], each[0]))[0] if nearest else None
