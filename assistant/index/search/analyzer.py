"""Text analysis: a text as the terms that the lexical index holds and that questions are searched by."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy

# Scripts written without spaces are indexed character by character.
UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
# Letters and figures apart, so that "FY2017" is found by "2017".
WORD = rf"[\p{{L}}\p{{M}}&&[^{UNSPACED}]]+"
_TERM = rf"{UNSPACED}|{WORD}|\p{{N}}+"
_FUNCTION_WORDS = """
a about above after again against all also am an and any are as at be because been before being
below between both but by can could d did do does doing don down during each either else ever every
few for from further fy had has have having he her here hers herself him himself his how i if in into
is it its itself just ll m many may me might more most much must my myself no nor not now of off on once only
or other our ours ourselves out over own please re s same shall she should so some such t tell than
that the their theirs them themselves then there these they this those through to too under until
up us ve very was we were what when where which while who whom whose why will with would you your
yours yourself yourselves
"""


def analyze(text: str) -> list[str]:
    """Return the index terms of a text: lower case, without accents, English words stemmed."""
    terms: list[str] = analyzer().analyze(normalized(text))
    return terms


@cache
def function_words() -> frozenset[str]:
    """Return the terms that carry no topic: English function and question words, analyzed."""
    return frozenset(analyze(_FUNCTION_WORDS))


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """Return tantivy's analyzer, which expects texts that are `normalized`."""
    import tantivy

    filters = (
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.remove_long(100),
        tantivy.Filter.stemmer("english"),
    )
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_TERM))
    for each in filters:
        builder = builder.filter(each)
    return builder.build()


def normalized(text: str) -> str:
    """Return a text in Unicode form NFC: each letter and its accents are one character."""
    return unicodedata.normalize("NFC", text)
