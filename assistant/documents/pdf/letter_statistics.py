"""Whether the text of a page means anything, or its letters were mapped to wrong ones.

PDF fonts without a right character map give text whose letters have nothing to do with what is seen. It is
told apart by the characters themselves and by which letters follow each other. Numbers, code and scripts
other than Latin are judged by their characters alone.

The table of pairs was compared with the vocabulary of the packaged embedding model (letters a piece that its
tokenizer makes of the words), on 807 pages of annual reports and 15 texts in other languages, each also with
its letters exchanged at random. At the mark that no real text falls below, pairs miss none of the exchanged
pages and 1.7% of the exchanged texts; the vocabulary, which knows English best, misses 4.5% and 12%
(the share of words that it has as a whole: 14% and 32%), takes twelve times as long and has to be loaded.
Without any data, letters that are merely exchanged cannot be told: each is as frequent as before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from statistics import median

import numpy as np

# How usual it is that a letter follows another at the beginning, inside and at the end of words: the binary
# logarithm of the share, plus 9.5, from 0 to 9. Rows: no letter, then a to z; columns: the same. It is the
# mean of 75 languages written in Latin letters, without their accents, each with the same weight, counted in
# translations of free software and in encyclopedia articles.
_FOLLOWS = np.array(
    [
        list(map(int, row))
        for row in (
            "065565544535556562465443143",
            "743452343434657241656342033",
            "472117004730612630632602040",
            "671336107725323611535501043",
            "671238023732323620431522032",
            "743443243425557240665332233",
            "671236433711412701535502120",
            "771137034632425610634602031",
            "681127101622422610315532040",
            "753555342235557531565241224",
            "572237223634323622233622232",
            "772327134624523630555613030",
            "673147131733533610034512030",
            "675117023611242650131502030",
            "760466262633214500046420042",
            "734453342335657351665443123",
            "670227114602512640734601020",
            "643335333533533434434834333",
            "772347132723343610345532033",
            "761416114624422540147522042",
            "770117005703323600544512033",
            "755445342435557341666222133",
            "583218112722323621432421142",
            "671237134812424521542311231",
            "766436424623242452236423453",
            "773436232523555560455422021",
            "672237233723344622223532143",
        )
    ],
    dtype=np.float32,
)
# Pages of text score at least 4.8 in every language that was tried, also in those that were not counted;
# letters exchanged at random score below 4.6 in 49 of 50 cases.
_SURE, _NONSENSE = 5.0, 4.5
# The smallest text that is judged, in pairs of letters, and how many words are judged at once.
_FEWEST_PAIRS, _BLOCK_WORDS = 100, 60
# The share of characters without a meaning, of accented letters, and of words in several scripts.
_MOST_MEANINGLESS, _MOST_ACCENTED, _MOST_MIXED = 0.3, 0.6, 0.5
_FEWEST_CHARACTERS = 20
# Words of languages are short now and then; blocks of a protein sequence are not.
_SHORT_WORD, _FEWEST_SHORT = 5, 0.2
_NUCLEOTIDES = frozenset("acgtun")
_FEWEST_NUCLEOTIDES = 0.95

_MEANINGLESS = re.compile(
    "[\x00\x01\x03-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff\ufff0-\ufff8]"
)
_WORD = re.compile(r"(?<![^\W_])[a-z]{2,20}(?![^\W_])")
_LETTERS = re.compile(r"[^\W\d_]+")
# Signs that stand between two letters in hardly any text; exchanged letters become some of them.
_INNER_SIGN = re.compile(r"[^\W\d_]([\[\\\]^`{|}~\x7f-\x9f])(?=[^\W\d_])")
_NOT_SIGNS = bytes(set(range(256)) - {*b"[\\]^`{|}~", *range(0x7F, 0xA0)})
_MOST_INNER_SIGNS, _FEWEST_SIGNS = 0.2, 3
# All ASCII characters that are not printed, and the space.
_NOT_PRINTED = bytes({*range(0x21), 0x7F})
_OTHER_LETTERS = re.compile(r"[^\x00-\x7f\W\d_]")
_PLAIN = str.maketrans({**dict(zip("øđłıðŋħə", "odlidnhe", strict=True)), "æ": "ae", "œ": "oe", "þ": "th"})
# First words of the names of characters that are written between letters of any script without a space.
_EAST_ASIAN = (
    *("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"),
    *("FULLWIDTH", "HALFWIDTH", "MODIFIER"),
)


def is_nonsense(text: str) -> bool:
    """Whether the letters of a page's raw text have no meaning.

    Args:
        text: The text as it was read, before it is cleaned.
    """
    characters = len("".join(text.split()))
    usual = len(text.encode("ascii", "ignore").translate(None, _NOT_PRINTED))
    # A quick look spares most pages the slow ones.
    if characters >= _FEWEST_CHARACTERS and characters - usual >= _MOST_MEANINGLESS * characters:
        if len(_MEANINGLESS.findall(text)) >= _MOST_MEANINGLESS * characters:
            return True
        if len(_OTHER_LETTERS.findall(text)) >= _MOST_MEANINGLESS * characters and _is_in_no_script(text):
            return True
    return _has_signs_for_letters(text) or _is_no_language(text)


def _has_signs_for_letters(text: str) -> bool:
    if len(text.encode("latin-1", "ignore").translate(None, _NOT_SIGNS)) < _FEWEST_CHARACTERS:
        return False
    words = text.count(" ") + text.count("\n") + 1
    signs = _INNER_SIGN.findall(text)
    # Paths and formulas have one or two kinds of them.
    varied = len(set(signs)) >= _FEWEST_SIGNS
    return varied and len(signs) >= max(_FEWEST_CHARACTERS, _MOST_INNER_SIGNS * words)


def _is_in_no_script(text: str) -> bool:
    """Whether most letters are accented ones, unassigned, or mixed with those of other scripts."""
    words = _LETTERS.findall(text)
    letters = "".join(words)
    if len(letters) < _FEWEST_PAIRS:
        return False
    latin = [char for char in letters if _script(char) == "LATIN"]
    accented = sum(ord(char) > 0x7F for char in latin)
    if 2 * len(latin) > len(letters) and accented > _MOST_ACCENTED * len(latin):
        return True
    mixed = sum(len({_script(char) for char in word} - {"ANY"}) > 1 for word in words)
    return mixed > _MOST_MIXED * len(words)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    if char.isascii():
        return "LATIN"  # letters only are asked about
    script = unicodedata.name(char, "UNKNOWN").partition(" ")[0]
    return "ANY" if script in _EAST_ASIAN else script


def _is_no_language(text: str) -> bool:
    """Whether no language with Latin letters has such letters follow each other."""
    if _score(text.lower()) >= _SURE:
        return False
    words = _WORD.findall(_folded(text))
    if sum(map(len, words)) < max(_FEWEST_PAIRS, sum(map(str.isalpha, text)) / 2):
        return False
    if sum(len(word) <= _SHORT_WORD for word in words) < _FEWEST_SHORT * len(words):
        return False
    letters = "".join(words)
    if sum(letter in _NUCLEOTIDES for letter in letters) >= _FEWEST_NUCLEOTIDES * len(letters):
        return False
    return median(_score(block) for block in _blocks(words)) < _NONSENSE


def _blocks(words: list[str]) -> Iterator[str]:
    count = max(1, len(words) // _BLOCK_WORDS)
    size = -(-len(words) // count)
    for start in range(0, len(words), size):
        yield " ".join(words[start : start + size])


def _folded(text: str) -> str:
    """Return text in small letters without accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    return "".join(char for char in parts if not unicodedata.combining(char))


def _score(text: str) -> float:
    """Return how usual the pairs of letters are, 0 to 9; 9 for a text without small letters from a to z."""
    codes = np.frombuffer(text.encode("ascii", "replace"), dtype=np.uint8).astype(np.int16) - 96
    codes[(codes < 1) | (codes > 26)] = 0
    first, second = codes[:-1], codes[1:]
    pairs = (first > 0) | (second > 0)
    return float(_FOLLOWS[first[pairs], second[pairs]].mean()) if pairs.any() else 9.0
