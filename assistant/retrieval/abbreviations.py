"""Abbreviations in questions and passages, both ways, as the document of the passage defines them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from assistant.index.search.analyzer import analyze, function_words
from assistant.index.snapshot import Snapshot
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.matches import Match
from assistant.retrieval.query import Query

# The abbreviations of so many documents are looked up, those of the best candidates.
_DOCUMENTS = 12
_KNOWN_FORMS = 20_000
_WORD = re.compile(r"\w(?:[\w-]*\w)?")

# What stands for some terms of the question, and which terms.
_Pattern = tuple[re.Pattern[str], tuple[str, ...]]


def abbreviated_terms(
    snapshot: Snapshot, query: Query, passages: Sequence[StoredPassage]
) -> Callable[[StoredPassage], list[Match]]:
    """Return what finds terms of the question where a passage abbreviates them, or writes them out.

    Args:
        snapshot: The state of the index.
        query: The question.
        passages: The candidates, best first.
    """
    contents = list(dict.fromkeys(passage.content for passage in passages))[:_DOCUMENTS]
    words = frozenset(_WORD.findall(query.text))
    patterns = {
        content: _patterns(defined.items(), words, query)
        for content, defined in zip(contents, snapshot.abbreviations(contents), strict=True)
    }

    def find(passage: StoredPassage) -> list[Match]:
        return [
            Match(match.start(), match.end(), term, 1.0)
            for pattern, terms in patterns.get(passage.content, ())
            for match in pattern.finditer(passage.text)
            for term in terms
        ]

    return find


def _patterns(defined: Iterable[tuple[str, str]], words: frozenset[str], query: Query) -> list[_Pattern]:
    """Return the patterns of the abbreviations that matter to a question, with the terms they stand for."""
    found: list[_Pattern] = []
    for short, long in defined:
        long_terms = _topical_terms(long)
        if len(long_terms) > 1 and query.question_terms.keys() >= set(long_terms):
            found.append((re.compile(rf"(?<!\w){re.escape(short)}s?(?!\w)"), long_terms))
        elif short in words:
            terms = tuple(term for term in analyze(short) if term in query.question_terms)
            written = r"\s+".join(map(re.escape, long.split()))
            if terms:  # "IT" is a function word to the analyzer
                found.append((re.compile(rf"(?<!\w){written}", re.IGNORECASE), terms))
    return found


@lru_cache(_KNOWN_FORMS)
def _topical_terms(long: str) -> tuple[str, ...]:
    return tuple(term for term in analyze(long) if term not in function_words())
