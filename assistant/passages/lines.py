"""What kind of line a line of text is: list item, row of a table, names of columns, page number, prose."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Literal

LineKind = Literal["row", "figure", "columns", "label", "prose"]

_LIST_ITEM = re.compile(r"\s*(?:[-*+•‣◦▪–·]\s+|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+)\S")
_CELLS = re.compile(r"\S(?:\t| \| |\s{3,})\S.*\S(?:\t| \| |\s{3,})\S|^\s*\|.*\|\s*$")
# A figure as it stands in a table: no comma or stop after it, as in "January 29, 2022" or "of 5."
_FIGURE = re.compile(r"[(\[$€£¥+<>~-]*\d(?:[\d,.]*\d)?[)\]%x*]*\Z", re.IGNORECASE)
_NO_FIGURE = frozenset({"—", "–", "-", "--", "—%", "–%", "-%", "n/a", "nm", "n.m."})
_CURRENCY = frozenset("$€£¥")
# What may stand after or between figures and is none: "23.1 %", "(6.4) %", "( 3 )".
_BESIDE = frozenset({"%", ")", ")%", "("})
_ENDS_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*\s*\Z")
_ENDS_CLAUSE = re.compile(r"[:;]\s*\Z")
# The mark of a footnote, which PDFs set on a line of its own.
_MARK = re.compile(r"(?:\(\w{1,2}\)|[*†‡])+\Z")
_REFERENCE = re.compile(
    r"(exhibit|table|figure|note|page|section|appendix|item|part)\s[\dA-Z.]+", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = r"(?=[ivxlIVXL])(?:x[lc]|l?x{0,3})(?:i[xv]|v?i{0,3})"
_PAGE = r"(?:page|pages|pg\.?|p\.|seite|s\.|página|pagina|pág\.|pag\.|sida|side|strona|str\.)"
# A number with nothing that it counts: "17", "- 17 -", "Page 3 of 12", "F-17", "iv", "1,234".
_LONE_NUMBER = re.compile(
    rf"[-–—|\[(\s]*(?:{_PAGE}\s*)?(?:(?:[A-Z]{{1,2}}-)?\d(?:[\d.,\s]*\d)?|(?-i:{_ROMAN}|{_ROMAN.upper()}))"
    r"(?:\s*(?:of|/|von|de|sur|di|van|av|z)\s*\d+)?[-–—|\])\s]*\Z",
    re.IGNORECASE,
)
# Dots that lead the eye from an entry of a table of contents to its page.
_LEADERS = re.compile(r"\S\s*(?:(?:\.\s?){4,}|(?:…\s?){2,}|(?:·\s?){4,}|_{4,})\s*(\S{1,6})?\s*\Z")
_ENDS_WITH_PAGE = re.compile(r"\S.*?[\s|](\d{1,4})\s*\|?\s*\Z")
_CONTENTS = re.compile(
    r"[\W\d_]*(?:(?:table\s+of\s+)?contents|index|inhalt|inhaltsverzeichnis|sommaire|table\s+des\s+matières"
    r"|índice|contenido|indice|sommario|inhoud|inhoudsopgave|innehåll|indhold|innhold|spis\s+treści|obsah)[\W_]*\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_PERIODS = _MONTHS + " year years quarter quarters month months week weeks fiscal fy q1 q2 q3 q4 h1 h2"
_BESIDE_PERIODS = (
    "ended ending as of at for the in and to through first second third fourth half three six nine twelve "
    "audited unaudited millions thousands billions change"
)
_TELLS_WHEN, _TELLS_NOTHING = frozenset(_PERIODS.split()), frozenset(_BESIDE_PERIODS.split())

_LONGEST_LONE_NUMBER = 30
# Rows are short; long lines are told apart by nothing but how long they are.
_LONGEST_ROW = 500
# A name in a table may be this long, in words; longer if written as titles are or between brackets.
_LABEL_WORDS, _TITLE_WORDS = 10, 25
# Words of other columns, or of a unit, beside years and dates.
_OTHER_COLUMNS = 4
# A line of words at least this share of the usual width is a part of wrapped prose.
_FULL_LINE = 0.7
# Words of fewer letters are small in titles, too.
_SMALL_WORD = 4
_TITLE_SHARE = 0.6


def is_list_item(line: str) -> bool:
    """Whether a line begins with a bullet or a number of a list."""
    return _LIST_ITEM.match(line) is not None


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a stop."""
    return _ENDS_SENTENCE.search(line) is not None


def ends_clause(line: str) -> bool:
    """Whether a line ends with a colon or semicolon."""
    return _ENDS_CLAUSE.search(line) is not None


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: cells apart from each other, or at least two figures at its end."""
    if len(line) > _LONGEST_ROW:
        return False
    return bool(_CELLS.search(line)) or names_columns(line) or _figures(line) > 1


def names_columns(line: str) -> bool:
    """Whether a line holds nothing but years, dates and periods, as above the columns of a table.

    A line such as "December 31, 2021." with its stop is the end of a sentence.
    """
    words = line.casefold().replace("(", " ").replace(")", " ").split()
    if not words or len(line) > _LONGEST_ROW or ends_sentence(line):
        return False
    bare = [word.strip(",.:*") for word in words]
    return all(_tells_when(word) or word in _TELLS_NOTHING or _is_small(word) for word in bare) and any(
        map(_tells_when, bare)
    )


def is_mark(line: str) -> bool:
    """Whether a line is nothing but the mark of a footnote."""
    return _MARK.match(line) is not None


def is_reference(line: str) -> bool:
    """Whether a line only says which part of a document follows ("Exhibit 5")."""
    return _REFERENCE.fullmatch(line) is not None


def is_lone_number(line: str) -> bool:
    """Whether a line is nothing but a number, as of a page or of a line ("17", "- iv -", "Page 3 of 12")."""
    return len(line) <= _LONGEST_LONE_NUMBER and _LONE_NUMBER.match(line) is not None


def is_contents_entry(line: str) -> bool:
    """Whether a line is an entry of a table of contents, by the dots that lead to its page."""
    return len(line) <= _LONGEST_ROW and _LEADERS.search(line) is not None


def is_contents_title(line: str) -> bool:
    """Whether a line is the title of a table of contents."""
    return _CONTENTS.match(line) is not None


def page_at_end(line: str) -> int | None:
    """Return the number that a line ends with, which may be a page's; None without one or without words."""
    found = _ENDS_WITH_PAGE.match(line) if len(line) <= _LONGEST_ROW else None
    return int(found[1]) if found and _WORD.search(line) and not ends_sentence(line) else None


def begins_with_figures(line: str) -> bool:
    """Whether a row has no words of its own."""
    return not _WORD.search(line)


def kind_of_line(line: str, width: float) -> LineKind:
    """Tell what a line may be in a table.

    Args:
        line: The line.
        width: The usual width of lines of prose, in characters.

    Returns:
        "row" (figures in several columns), "figure" (a few words and one figure), "columns" (what names
        the columns), "label" (a few words, or a title) or "prose".
    """
    if names_columns(line) or _ends_with_periods(line):
        return "columns"
    if is_row(line):
        return "row"
    if is_mark(line) or is_reference(line):
        return "label"
    if is_list_item(line):
        return "prose"
    words = _WORD.findall(line)
    if _figures(line) == 1 and len(words) <= _LABEL_WORDS:
        return "figure"
    return "label" if _is_label(line, words, width) else "prose"


def _is_label(line: str, words: list[str], width: float) -> bool:
    long = [word for word in words if len(word) >= _SMALL_WORD]
    raised = sum(word[0].isupper() for word in long)
    is_title = len(words) <= _TITLE_WORDS and bool(long) and raised >= _TITLE_SHARE * len(long)
    if is_title and len(words) <= _LABEL_WORDS and line[0].isupper():
        return True  # even "AMAZON.COM, INC."
    if ends_sentence(line):
        return False
    in_brackets = line.startswith("(") and line.endswith(")") and len(words) <= _TITLE_WORDS
    return is_title or in_brackets or (len(words) <= _LABEL_WORDS and len(line) < _FULL_LINE * width)


def _figures(line: str) -> int:
    """Count the figures at the end of a line; a currency that stands apart counts as well."""
    count = 0
    for word in reversed(line.split()):
        if word in _BESIDE:
            continue
        if not (word in _CURRENCY or word.lower() in _NO_FIGURE or _FIGURE.match(word)):
            break
        count += 1
    return count


def _ends_with_periods(line: str) -> bool:
    """Whether a line ends with several years or dates, and names another column or two before them."""
    words = [word.strip(",.:*()") for word in line.casefold().split()]
    periods = list(takewhile(lambda word: _tells_when(word) or _is_small(word), reversed(words)))
    others = [word for word in words[: len(words) - len(periods)] if word not in _TELLS_NOTHING]
    years = sum(_YEAR.match(word) is not None for word in periods)
    return years > 1 and len(others) <= _OTHER_COLUMNS and not ends_sentence(line)


def _tells_when(word: str) -> bool:
    return word in _TELLS_WHEN or _YEAR.match(word) is not None


def _is_small(word: str) -> bool:
    """Whether a word is a day or a number of weeks, or a mark."""
    return word in _CURRENCY or word in ("", "%") or (word.isdigit() and len(word) <= 2)
