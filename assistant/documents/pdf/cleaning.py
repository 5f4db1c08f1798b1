"""Raw text of PDF pages to text that reads well: characters, running lines, line ends."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from assistant.documents.pdf.hyphens import SOFT_HYPHEN, join_divided_words

_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi",
    "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
# Bullets of the symbol fonts that word processors use.
_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0a8", "•")
# Shapes of Hebrew, Arabic and Armenian letters that stand for the letters themselves.
_SHAPES = {
    char: unicodedata.normalize("NFKC", char).strip()
    for char in map(chr, (*range(0xFB13, 0xFB50), *range(0xFB50, 0xFDFE), *range(0xFE70, 0xFEFD)))
}
_CHARACTERS = str.maketrans({**_LIGATURES, **_SHAPES, **_BULLETS, "\t": "    "})
# What PDFium puts in place of a hyphen and the line break after it.
_LINE_HYPHEN = re.compile(r"[\ufffe\x02]")
# A bullet ends the line before it, even where PDFium takes both for one line.
_INNER_BULLETS = "•▪◦‣●"
_INNER_BULLET = re.compile(rf"(?<=\S) +(?=[{_INNER_BULLETS}] ?\S)")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DROPPED = re.compile(r"[\x00-\x09\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ue000-\uf8ff\U000f0000-\U0010ffff]")
_OTHER_SPACE = re.compile(r"[^\S\n ]")

_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_DOUBLE_SPACE = re.compile(r"(?<=\S) {2}(?=\S)")
_COLUMN = " " * 3
_AMOUNT_SIGNS = "$€£¥)"
_SPLIT_AMOUNT = re.compile(r"(?<=[$€£¥]) +(?=[\d(])| +(?=\))(?<=\d )|(?<=\d) +(?=\))")
# Text set flush left and right has many widened spaces, rows of a table have few.
_JUSTIFIED = 3

_UNFINISHED = re.compile(r"[^.!?:;…\"”»)]\Z")
_FULL_LINE = 0.8

_EDGE = 3
_FEWEST_PAGES = 4
_FEWEST_REPEATS = 3
_RUNNING_SHARE = 0.45
_LONGEST_RUNNING_LINE = 120


def clean_pages(pages: Sequence[str]) -> list[str]:
    """Clean the raw text of all pages of one document.

    Args:
        pages: What the library read, page by page.

    Returns:
        As many texts, without running headers and footers, without white space around them.
    """
    lines = [[_clean_line(line) for line in clean_characters(page).split("\n")] for page in pages]
    lines = [_unfold(page) for page in _without_running_lines(lines)]
    texts = ["\n".join(page).strip() for page in lines]
    return [text.strip() for text in join_divided_words(texts)]


def clean_words(text: str) -> str:
    """Clean a few words that stand on one line, such as a title."""
    return " ".join(clean_characters(text).replace(SOFT_HYPHEN, "").split())


def clean_characters(text: str) -> str:
    """Replace or drop characters that stand for others, or for nothing."""
    # Pairs of surrogates become the character they stand for, lone ones the replacement character.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _LINE_END.sub("\n", _LINE_HYPHEN.sub("-\n", text.translate(_CHARACTERS)))
    text = _OTHER_SPACE.sub(" ", _DROPPED.sub("", text))
    return _INNER_BULLET.sub("\n", text) if any(bullet in text for bullet in _INNER_BULLETS) else text


def _clean_line(line: str) -> str:
    line = line.strip()
    if "  " in line:
        justified = len(_DOUBLE_SPACE.findall(line)) >= _JUSTIFIED
        line = _GAP.sub(" " if justified else _COLUMN, line)
        line = _DOUBLE_SPACE.sub(" ", line)
    if not any(sign in line for sign in _AMOUNT_SIGNS):
        return line
    return _SPLIT_AMOUNT.sub(lambda match: " " if match.string[match.end()] != ")" else "", line)


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Remove the headers and footers: short lines, alike but for digits, at the edge of most pages."""
    filled = [[line for line in page if line] for page in pages]
    filled = [page for page in filled if page]
    if len(filled) < _FEWEST_PAGES:
        return pages
    needed = max(_FEWEST_REPEATS, _RUNNING_SHARE * len(filled))
    top = Counter(key for page in filled for key in {_key(line) for line in page[:_EDGE]})
    bottom = Counter(key for page in filled for key in {_key(line) for line in page[-_EDGE:]})
    headers = {key for key, count in top.items() if key and count >= needed}
    footers = {key for key, count in bottom.items() if key and count >= needed}
    return [_trim(page, headers, footers) for page in pages]


def _key(line: str) -> str:
    """Return what two running lines have in common, or "" for a line that cannot be one."""
    if len(line) > _LONGEST_RUNNING_LINE:
        return ""
    # A whole sentence that differs in its numbers says something new on each page.
    is_sentence = line.endswith((".", "!", "?")) and line.count(" ") > 2
    return line.casefold() if is_sentence else re.sub(r"\d+", "#", line.casefold())


def _trim(page: list[str], headers: set[str], footers: set[str]) -> list[str]:
    start, end = 0, len(page)
    removed = 0
    while start < end and removed < _EDGE and (not page[start] or _key(page[start]) in headers):
        removed += bool(page[start])
        start += 1
    removed = 0
    while end > start and removed < _EDGE and (not page[end - 1] or _key(page[end - 1]) in footers):
        removed += bool(page[end - 1])
        end -= 1
    # A page of nothing but such lines says what it says.
    return page[start:end] if start < end else page


def _unfold(page: list[str]) -> list[str]:
    """Keep empty lines where a paragraph may end, one at a time, and drop those inside sentences."""
    width = max((len(line) for line in page), default=0)
    kept: list[str] = []
    blank = False
    for line in page:
        if not line:
            blank = True
            continue
        if blank and kept and not _goes_on(kept[-1], line, width):
            kept.append("")
        kept.append(line)
        blank = False
    return kept


def _goes_on(line: str, following: str, width: int) -> bool:
    prose = _COLUMN not in line and _COLUMN not in following
    unfinished = _UNFINISHED.search(line) is not None
    long = len(line) >= _FULL_LINE * width and len(following) > 1
    return prose and unfinished and (following[0].islower() or (long and not line.isupper()))
