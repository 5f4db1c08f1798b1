"""The classification of lines: list items, table rows, column headers, labels, page numbers, prose."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Literal

LineKind = Literal["row", "figure", "columns", "label", "prose"]

_LIST_ITEM = re.compile(r"\s*(?:[-*+•‣◦▪–·]\s+|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+)\S")
_FIELD = re.compile(r"[^\W\d_][\w'’-]{1,20}(?: [\w'’./-]{1,20}){0,3}: \S")
_CELLS = re.compile(r"\S(?:\t| \| |\s{3,})\S.*\S(?:\t| \| |\s{3,})\S|^\s*\|.*\|\s*$")
# A number as in a table cell, without a comma or full stop after it as in "January 29, 2022" or "of 5."
_NUMBER = re.compile(r"[(\[$€£¥+<>~-]*\d(?:[\d,.]*\d)?[)\]%x*]*\Z", re.IGNORECASE)
_EMPTY_CELLS = frozenset({"—", "–", "-", "--", "—%", "–%", "-%", "n/a", "nm", "n.m."})
_CURRENCY = frozenset("$€£¥")
# Signs that are set apart from their number: "23.1 %", "(6.4) %", "( 3 )".
_DETACHED_SIGNS = frozenset({"%", ")", ")%", "("})
_ENDS_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*\s*\Z")
_ENDS_CLAUSE = re.compile(r"[:;]\s*\Z")
# A footnote mark, which PDFs put on a line of its own.
_FOOTNOTE_MARK = re.compile(r"(?:\(\w{1,2}\)|[*†‡])+\Z")
_SECTION_REFERENCE = re.compile(
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
_PERIOD_WORDS = _MONTHS + " year years quarter quarters month months week weeks fiscal fy q1 q2 q3 q4 h1 h2"
_NEUTRAL_WORDS = (
    "ended ending as of at for the in and to through first second third fourth half three six nine twelve "
    "audited unaudited millions thousands billions change"
)
_PERIODS, _NEUTRAL = frozenset(_PERIOD_WORDS.split()), frozenset(_NEUTRAL_WORDS.split())

# The longest line that is just a number with what stands around it, in characters.
_MAX_LONE_NUMBER_LENGTH = 30
# The longest row in characters; a longer line is never taken for one.
_MAX_ROW_LENGTH = 500
# The longest label in words, and the longest in title case or brackets.
_MAX_LABEL_WORDS, _MAX_TITLE_WORDS = 10, 25
# The most words of other columns, or of a unit, in a column header that ends with years.
_MAX_OTHER_WORDS = 4
# A line of words of at least this share of the wrap width is wrapped prose.
_FULL_LINE = 0.7
# In title case this share of the words is capitalised, not counting words of fewer letters.
_TITLE_WORD_LETTERS = 4
_TITLE_SHARE = 0.6


def is_list_item(line: str) -> bool:
    """Whether a line starts with a bullet or a list number."""
    return _LIST_ITEM.match(line) is not None


def is_field(line: str) -> bool:
    """Whether a line is a name with a value ("From: Ada", "Customer number: 55-1203")."""
    return line[:1].isupper() and _FIELD.match(line) is not None


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a full stop, question mark or another sentence terminator."""
    return _ENDS_SENTENCE.search(line) is not None


def ends_clause(line: str) -> bool:
    """Whether a line ends with a colon or semicolon."""
    return _ENDS_CLAUSE.search(line) is not None


def is_table_row(line: str) -> bool:
    """Whether a line is a table row: separated cells, a column header, or at least two numbers at its end."""
    if len(line) > _MAX_ROW_LENGTH:
        return False
    return bool(_CELLS.search(line)) or is_column_header(line) or _count_trailing_numbers(line) > 1


def is_column_header(line: str) -> bool:
    """Whether a line consists of years, dates and periods, as above the columns of a table.

    A line such as "December 31, 2021." with its full stop is the end of a sentence.
    """
    words = line.casefold().replace("(", " ").replace(")", " ").split()
    if not words or len(line) > _MAX_ROW_LENGTH or ends_sentence(line):
        return False
    bare = [word.strip(",.:*") for word in words]
    return all(_is_period(word) or word in _NEUTRAL or _is_day_or_sign(word) for word in bare) and any(
        map(_is_period, bare)
    )


def is_footnote_mark(line: str) -> bool:
    """Whether a line is just a footnote mark."""
    return _FOOTNOTE_MARK.match(line) is not None


def is_section_reference(line: str) -> bool:
    """Whether a line only names the part of a document that follows ("Exhibit 5")."""
    return _SECTION_REFERENCE.fullmatch(line) is not None


def is_lone_number(line: str) -> bool:
    """Whether a line is nothing but a number, as of a page or of a line ("17", "- iv -", "Page 3 of 12")."""
    return len(line) <= _MAX_LONE_NUMBER_LENGTH and _LONE_NUMBER.match(line) is not None


def is_contents_entry(line: str) -> bool:
    """Whether a line is an entry of a table of contents, by the dots that lead to its page."""
    return len(line) <= _MAX_ROW_LENGTH and _LEADERS.search(line) is not None


def is_contents_title(line: str) -> bool:
    """Whether a line is the title of a table of contents."""
    return _CONTENTS.match(line) is not None


def page_at_end(line: str) -> int | None:
    """Return the number that a line ends with, which may be a page's; None without one or without words."""
    found = _ENDS_WITH_PAGE.match(line) if len(line) <= _MAX_ROW_LENGTH else None
    return int(found[1]) if found and _WORD.search(line) and not ends_sentence(line) else None


def has_no_words(line: str) -> bool:
    """Whether a line has no words, as a table row whose label is on the line before."""
    return not _WORD.search(line)


def classify_line(line: str, wrap_width: float) -> LineKind:
    """Return what a line is if it is part of a table.

    Args:
        line: The line.
        wrap_width: The width at which prose is wrapped, in characters.

    Returns:
        "row" (numbers in several columns), "figure" (a few words and one number), "columns" (a column
        header), "label" (a few words, or a title) or "prose".
    """
    if is_column_header(line) or _ends_with_years(line):
        return "columns"
    if is_table_row(line):
        return "row"
    if is_footnote_mark(line) or is_section_reference(line):
        return "label"
    if is_list_item(line):
        return "prose"
    words = _WORD.findall(line)
    if _count_trailing_numbers(line) == 1 and len(words) <= _MAX_LABEL_WORDS:
        return "figure"
    return "label" if _is_label(line, words, wrap_width) else "prose"


def _is_label(line: str, words: list[str], wrap_width: float) -> bool:
    long_words = [word for word in words if len(word) >= _TITLE_WORD_LETTERS]
    capitalised = sum(word[0].isupper() for word in long_words)
    is_title = (
        len(words) <= _MAX_TITLE_WORDS and bool(long_words) and capitalised >= _TITLE_SHARE * len(long_words)
    )
    if is_title and len(words) <= _MAX_LABEL_WORDS and line[0].isupper():
        return True  # even "AMAZON.COM, INC."
    if ends_sentence(line):
        return False
    in_brackets = line.startswith("(") and line.endswith(")") and len(words) <= _MAX_TITLE_WORDS
    return is_title or in_brackets or (len(words) <= _MAX_LABEL_WORDS and len(line) < _FULL_LINE * wrap_width)


def _count_trailing_numbers(line: str) -> int:
    """Return how many numbers a line ends with; a detached currency sign counts as one."""
    count = 0
    for word in reversed(line.split()):
        if word in _DETACHED_SIGNS:
            continue
        if not (word in _CURRENCY or word.lower() in _EMPTY_CELLS or _NUMBER.match(word)):
            break
        count += 1
    return count


def _ends_with_years(line: str) -> bool:
    """Whether a line ends with several years or dates, after the headers of a column or two."""
    words = [word.strip(",.:*()") for word in line.casefold().split()]
    periods = list(takewhile(lambda word: _is_period(word) or _is_day_or_sign(word), reversed(words)))
    others = [word for word in words[: len(words) - len(periods)] if word not in _NEUTRAL]
    years = sum(_YEAR.match(word) is not None for word in periods)
    return years > 1 and len(others) <= _MAX_OTHER_WORDS and not ends_sentence(line)


def _is_period(word: str) -> bool:
    return word in _PERIODS or _YEAR.match(word) is not None


def _is_day_or_sign(word: str) -> bool:
    """Whether a word is a number of one or two digits (a day, some weeks), a currency or percent sign."""
    return word in _CURRENCY or word in ("", "%") or (word.isdigit() and len(word) <= 2)
