"""Words divided at the ends of lines: joined again, with their hyphen where it belongs to the word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

SOFT_HYPHEN = "\u00ad"

_LINE_END_HYPHEN = re.compile(rf"[-\u2010{SOFT_HYPHEN}]\n")
# A divided word: what stands before the hyphen, the hyphen, and the rest up to the next white space.
_DIVIDED = re.compile(
    rf"(?<![^\W\d_])([^\W\d_]++)([-\u2010{SOFT_HYPHEN}])\n *(?=([^\W\d_]+))(\S+)( +|$|(?=\n))"
)
# A range or a number of several parts ("2023-24", "COVID-19", "10-K") keeps its hyphen.
_DIVIDED_NUMBER = re.compile(
    r"(?<=[^\W_])[-\u2010]\n *(?=\d)(\S+)( +|$|(?=\n))|(?<=\d)[-\u2010]\n *(\w\S*)( +|$|(?=\n))"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
# "long- and short-term": the hyphen stands for what follows later.
_CONJUNCTION = re.compile(r"and|or|nor|to|und|oder|bzw|et|ou|y|o|e|ed|en|of|och|og|eller")

# What a hyphen mostly follows, and what one mostly stands before, in English.
_FIRST_PART = re.compile(
    r"all|anti|best|better|child|cost|cross|debt|double|eight|energy|fast|fifth|first|five|"
    r"fixed|four|fourth|free|full|fully|government|half|hard|high|higher|ill|income|large|"
    r"left|life|light|long|longer|low|lower|market|medium|middle|nine|non|old|one|open|"
    r"price|privately|profit|publicly|quasi|right|risk|second|self|semi|seven|share|short|"
    r"shorter|single|six|state|tax|third|three|triple|twelve|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|two|ultra|user|value|variable|well|wholly|wide"
)
_SECOND_PART = re.compile(
    r"adjusted|aligned|assisted|associated|aware|based|bearing|bound|building|controlled|"
    r"defined|dependent|dimensional|driven|efficient|enhanced|financed|friendly|funded|generated|"
    r"generating|guided|intensive|language|level|like|making|managed|month|optimized|oriented|"
    r"owned|priced|quality|quarter|related|resistant|scale|secured|sensitive|sided|specific|"
    r"stage|standing|term|trained|tuned|type|weighted|year"
)
# What makes one word together with a first part ("shortage", "highway", "taxation").
_ENDING = re.compile(
    r"able|ability|ages|ation|back|bone|books|cast|coming|comings|days|down|ened|ening|ents|"
    r"eous|fall|fare|fulness|hand|hold|holder|holders|holding|holdings|hood|house|icles|"
    r"ities|lance|land|lands|less|light|lighted|lights|likely|line|lines|main|ment|ments|"
    r"ness|over|place|places|roads|ship|ships|shot|side|some|sound|spread|stand|standing|"
    r"stands|stop|stream|style|teen|teenth|ties|time|times|tion|tions|violet|ward|wards|"
    r"ware|ways|weight|wide|wise|work|works|year"
)
# Beginnings of words that are words as well.
_PREFIX = re.compile(r"after|back|counter|down|every|fore|inter|micro|other|over|some|super|tele|under|with")
_SHORTEST_PART = 4
# The share of the words of an English text that "the" has at least.
_ENGLISH = 0.02
# So many compounds at line ends, and not one word that was divided, show that the document divides no words.
_FEWEST_COMPOUNDS = 3


def join_divided_words(texts: Sequence[str]) -> list[str]:
    """Move the rest of each word that was divided at a line end up to where it begins.

    Args:
        texts: The text of each page of one document.
    """
    words = _Words(texts)
    return [_join(text, words) for text in texts]


class _Words:
    """The words of a document, to tell compounds from words that were merely divided."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def is_compound(self, first: str, second: str) -> bool:
        """Whether two parts of a word are written with a hyphen between them.

        The document decides where it has the word elsewhere, else what its other lines end in, else what is
        usual in English. Words of other languages are joined.
        """
        is_acronym = first.isupper() and second.islower()
        first, second = first.lower(), second.lower()
        hyphenated, joined = self._counts[f"{first}-{second}"], self._counts[first + second]
        if hyphenated or joined:
            return hyphenated > joined
        # "e-mail", "x-ray", "HIV-related": no word is divided there.
        if len(first) == 1 or is_acronym or self._divides_no_words:
            return True
        return self._is_english and self._is_english_compound(first, second)

    @cached_property
    def _counts(self) -> Counter[str]:
        """How often each word occurs within lines, in small letters."""
        tokens: Counter[str] = Counter()
        for text in self._texts:
            whole = _DIVIDED.sub("\n", text) if _LINE_END_HYPHEN.search(text) else text
            tokens.update(whole.lower().split())
        counts: Counter[str] = Counter()
        for token, count in tokens.items():
            for word in _WORD.findall(token.replace("\u2010", "-").replace(SOFT_HYPHEN, "")):
                counts[word] += count
        return counts

    @cached_property
    def _is_english(self) -> bool:
        return self._counts["the"] >= _ENGLISH * self._counts.total()

    @cached_property
    def _divides_no_words(self) -> bool:
        compounds = 0
        for text in filter(_LINE_END_HYPHEN.search, self._texts):
            for match in _DIVIDED.finditer(text.lower()):
                if self._counts[match[1] + match[3]]:
                    return False
                compounds += self._counts[f"{match[1]}-{match[3]}"] > 0
        return compounds >= _FEWEST_COMPOUNDS

    def _is_english_compound(self, first: str, second: str) -> bool:
        if len(second) < _SHORTEST_PART or _ENDING.fullmatch(second) or _PREFIX.fullmatch(first):
            return False
        if _FIRST_PART.fullmatch(first) or (_SECOND_PART.fullmatch(second) and len(first) >= _SHORTEST_PART):
            return True
        both = self._counts[first] and self._counts[second]
        return bool(both) and len(first) >= _SHORTEST_PART


def _join(text: str, words: _Words) -> str:
    if not _LINE_END_HYPHEN.search(text):
        return text.replace(SOFT_HYPHEN, "")

    def without_break(match: re.Match[str]) -> str:
        first, hyphen, second, rest, after = match.groups()
        if _CONJUNCTION.fullmatch(rest.strip(".,;:").lower()):
            return match.group()
        # Of "state-of-the-art" and "North-South" no part is divided.
        of_several = text[match.start() - 1 : match.start()] == "-" or rest[len(second) :].startswith("-")
        keep = hyphen != SOFT_HYPHEN and (
            not rest[0].islower() or of_several or words.is_compound(first, second)
        )
        return f"{first}{'-' if keep else ''}{rest}" + ("\n" if after else "")

    def number(match: re.Match[str]) -> str:
        rest = match[1] or match[3]
        if _CONJUNCTION.fullmatch(rest.lower()):
            return match.group()
        return f"-{rest}" + ("\n" if match[2] or match[4] else "")

    return _DIVIDED_NUMBER.sub(number, _DIVIDED.sub(without_break, text)).replace(SOFT_HYPHEN, "")
