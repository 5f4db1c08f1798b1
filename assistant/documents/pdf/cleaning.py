"""Raw text of PDF pages to text that reads well: characters, running lines, line ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi",
    "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
# Bullets of the symbol fonts that word processors use.
_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0a8", "•")
_CHARACTERS = str.maketrans({**_LIGATURES, **_BULLETS, "\t": "    "})
# What PDFium puts in place of a hyphen and the line break after it.
_LINE_HYPHEN = re.compile(r"[\ufffe\x02]")
# A bullet ends the line before it, even where PDFium takes both for one line.
_INNER_BULLET = re.compile(r"(?<=\S) +(?=[•▪◦‣●] ?\S)")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DROPPED = re.compile(r"[\x00-\x09\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SPACE = re.compile(r"[^\S\n]")
_SOFT_HYPHEN = "\u00ad"

_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_DOUBLE_SPACE = re.compile(r"(?<=\S) {2}(?=\S)")
_COLUMN = " " * 3
_SPLIT_AMOUNT = re.compile(r"(?<=[$€£¥]) +(?=[\d(])| +(?=\))(?<=\d )|(?<=\d) +(?=\))")
# Text set flush left and right has many widened spaces, rows of a table have few.
_JUSTIFIED = 3

_HYPHENATED = re.compile(rf"([^\W\d_]+)([-\u2010{_SOFT_HYPHEN}])\n *(?=([^\W\d_]+))(\S+)( +|$|(?=\n))")
_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")

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
    lines = [[_clean_line(line) for line in _clean_characters(page).split("\n")] for page in pages]
    lines = [_unfold(page) for page in _without_running_lines(lines)]
    texts = ["\n".join(page).strip() for page in lines]
    compounds = {match.lower() for text in texts for match in _COMPOUND.findall(text)}
    return [_join_hyphenated(text, compounds).strip() for text in texts]


def clean_words(text: str) -> str:
    """Clean a few words that stand on one line, such as a title."""
    return " ".join(_clean_characters(text).replace(_SOFT_HYPHEN, "").split())


def _clean_characters(text: str) -> str:
    # Pairs of surrogates become the character they stand for, lone ones the replacement character.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _LINE_END.sub("\n", _LINE_HYPHEN.sub("-\n", text.translate(_CHARACTERS)))
    return _INNER_BULLET.sub("\n", _SPACE.sub(" ", _DROPPED.sub("", text)))


def _clean_line(line: str) -> str:
    line = line.strip()
    justified = len(_DOUBLE_SPACE.findall(line)) >= _JUSTIFIED
    line = _GAP.sub(" " if justified else _COLUMN, line)
    line = _DOUBLE_SPACE.sub(" ", line)
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


def _join_hyphenated(text: str, compounds: set[str]) -> str:
    """Move the rest of a word that was divided at a line end up to where it begins."""

    def joined(match: re.Match[str]) -> str:
        first, hyphen, second, rest, after = match.groups()
        if not rest[0].islower():
            return match.group()
        before = text[match.start() - 1 : match.start()]
        compound = before == "-" or f"{first}-{second}".lower() in compounds
        keep = "-" if compound and hyphen != _SOFT_HYPHEN else ""
        return f"{first}{keep}{rest}" + ("\n" if after else "")

    return _HYPHENATED.sub(joined, text).replace(_SOFT_HYPHEN, "")
