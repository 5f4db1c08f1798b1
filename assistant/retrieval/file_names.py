"""The name of a document in a question, such as "Best Buy" for BESTBUY_2019.pdf.

A report of Best Buy says "the company", and a table row of it names nobody. From such a passage alone the
reader cannot know that a question about Best Buy refers to it.
"""

from __future__ import annotations

import re

from assistant.index.search.analyzer import analyze
from assistant.index.store.rows import StoredPassage
from assistant.retrieval.query import Query

_WORD = re.compile(r"[^\W\d_]+")


def document_name_prefix(query: Query, passage: StoredPassage) -> str:
    """Return the prefix that a passage is read with if the question names its document: "Best Buy: ".

    Args:
        query: The question.
        passage: A retrieved passage.

    Returns:
        The words of the question that the file name or title writes as one word, with a colon; "" if there
        are none, or if the passage contains them itself. A name of a single word is not added: the match
        with the title is a feature already, and the reader found fewer answers with it.
    """
    if not query.compounds:
        return ""
    document_terms = set(analyze(" ".join((passage.title, *passage.documents))))
    name_parts = {part for name, parts in query.compounds.items() if name in document_terms for part in parts}
    terms_by_word = {word: set(analyze(word)) for word in _WORD.findall(query.text)}
    name_words = {word: terms for word, terms in terms_by_word.items() if terms and terms <= name_parts}
    if set().union(*name_words.values()) <= set(analyze(passage.text)):
        return ""
    return f"{' '.join(name_words)}: "
