"""Whose passage it is: the words of a question that a document's file name writes as one.

A report of Best Buy speaks of "the company", and a row of its tables of nobody. Who reads such a passage
alone cannot know that a question on Best Buy is meant for BESTBUY_2019.pdf.
"""

from __future__ import annotations

import re

from assistant.index.search.analyzer import analyze
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.search import Query

_WORD = re.compile(r"[^\W\d_]+")


def naming(query: Query, passage: StoredPassage) -> str:
    """Return what a passage is read with where the question calls its document by name: "Best Buy: ".

    Nothing where the passage says the name itself. A single word is not added: that a title holds it is
    counted elsewhere, and the reader found answers less well with it.
    """
    written = set(analyze(" ".join((passage.title, *passage.documents))))
    known = {part for name, parts in query.compounds.items() if name in written for part in parts}
    names = {word: set(analyze(word)) for word in _WORD.findall(query.text)}
    called = {word: terms for word, terms in names.items() if terms and terms <= known}
    if set().union(*called.values()) <= set(analyze(passage.text)):
        return ""
    return f"{' '.join(called)}: "
