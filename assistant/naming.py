"""Whose passage it is: the words of a question that a document's title or file name says.

A report of Best Buy speaks of "the company", and a row of its tables of nobody. Who reads such a passage
alone cannot know that a question on Best Buy is meant for it.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from assistant.index.lexical import analyze, function_words
from assistant.index.rows import StoredPassage
from assistant.retrieval import Query

_WORD = re.compile(r"[^\W\d_]+")


def naming(query: Query, passage: StoredPassage) -> str:
    """Return what a passage is read with where the question calls its document by name: "Best Buy: ".

    Nothing where the passage says the name itself. Figures are no names: reports of many years name a year.
    """
    titles = (passage.title, *(PurePath(path).stem for path in passage.documents))
    known = {term for title in titles for term in analyze(title)}
    known |= {part for name, parts in query.compounds.items() if name in known for part in parts}
    names: dict[str, set[str]] = {}
    for word in _WORD.findall(query.text):
        terms = set(analyze(word)) - function_words()
        if terms and terms <= known:
            names[word] = terms
    if set().union(*names.values()) <= set(analyze(passage.text)):
        return ""
    return f"{' '.join(names)}: "
