"""HTML: the text that a reader of the page would see, as a stream; nothing is built up or recursed into."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from assistant.documents.formats.decoding import decode
from assistant.documents.formats.flow import Flow
from assistant.errors import ExtractionError
from assistant.types import Extraction

_UNSEEN = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "nav",
        "iframe",
        "frameset",
        "object",
        "applet",
        "canvas",
        "audio",
        "video",
        "svg",
        "datalist",
        "rp",
    ]
)
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_BLOCKS = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "details",
    "dialog",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "main",
    "menu",
    "ol",
    "p",
    "search",
    "section",
    "summary",
    "ul",
]
_LINES = ["dd", "dt", "option", "optgroup", "tbody", "tfoot", "thead"]
_DEEPEST_INDENT = 8

# Characters that no page shows: controls, soft hyphens, zero width spaces and marks, lone surrogates.
_NOT_SHOWN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

_XHTML = re.compile(r"\s*<\?xml|.{0,2000}http://www\.w3\.org/1999/xhtml", re.DOTALL)
# XHTML may write <title/> or <script/>, which a reader of HTML would take for one never closed.
_SELF_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)"
    r"([a-zA-Z][\w:-]*+)([^<>]*+)(?<=/)>"
)

_LOOKED_AT = 4096
_DECLARED = re.compile(
    rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]*?encoding\s*=\s*[\"']([\w:.-]+)",
    re.IGNORECASE,
)
_TEXT_CODEC = re.compile(r"utf-8|ascii|(?:iso8859|cp|koi8|mac|gb|big5|shift_jis|euc_|iso2022|johab|hz|tis).*")
# Old names are read as the larger sets that browsers take them for.
_LARGER_CODEC = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_SEVEN_BIT = re.compile(r"iso2022|hz")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_MOST_REPLACED = 0.01


def parse(path: Path) -> Extraction:
    """Read an HTML file: its visible text, with headings and title.

    Raises:
        ExtractionError: The file is not text, or holds none that can be seen.
    """
    extraction = readable(path.read_bytes())
    if not extraction.text:
        raise ExtractionError("It holds no text; the page may fill itself in by a script, so save it as PDF.")
    return extraction


def readable(markup: bytes | str) -> Extraction:
    """Convert HTML or XHTML to the text that a reader would see.

    Args:
        markup: The page; bytes are decoded by mark, by what they declare, or by guess.

    Returns:
        Its text, which may be empty, its headings and its title.

    Raises:
        ExtractionError: The bytes are not text.
    """
    markup, warnings = (markup, ()) if isinstance(markup, str) else _decoded(markup)
    reader = _Reader()
    target: Any = reader  # it has the methods that matter here; comments are nobody's business
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    parser.feed(_prepared(markup).encode())
    parser.close()
    text, headings = reader.flow.finish()
    first = next((text[h.start : h.end] for h in headings if h.level == 1), "")
    title = " ".join((reader.title.strip() or first).split())
    return Extraction(text, title, headings=headings, line_breaks="hard", warnings=warnings)


class _Reader:
    """Takes the events of the parser; its methods have the names that the parser calls."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.title = ""
        self._in_title = False
        self._unseen_depth = 0
        # One for each open list: the next number, or None where items have no numbers.
        self._lists: list[int | None] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take a start tag."""
        if self._unseen_depth or _is_unseen(tag, attributes):
            self._unseen_depth += 1
        elif tag == "title":
            self._in_title = not self.title
        elif tag in ("ul", "ol", "menu"):
            self._begin_list(tag, attributes)
        elif tag == "li":
            self.flow.item(self._next_marker(attributes))
        elif tag in _BEGINS:
            _BEGINS[tag](self.flow)

    def end(self, tag: str) -> None:
        """Take an end tag, written or implied."""
        if self._unseen_depth:
            self._unseen_depth -= 1
            return
        if tag == "title":
            self._in_title = False
        elif tag in ("ul", "ol", "menu") and self._lists:
            self._lists.pop()
        if tag in _ENDS:
            _ENDS[tag](self.flow)

    def data(self, data: str) -> None:
        """Take text."""
        if self._in_title:
            self.title += data
        elif not self._unseen_depth:
            self.flow.write(data)

    def close(self) -> None:
        """Take the end of the page."""

    def _begin_list(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._lists:
            self.flow.line()
        else:
            self.flow.block()
        self._lists.append(_number(attributes.get("start"), 1) if tag == "ol" else None)

    def _next_marker(self, attributes: Mapping[str, str]) -> str:
        indent = "  " * min(len(self._lists) - 1, _DEEPEST_INDENT)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}- "
        number = _number(attributes.get("value"), number)
        self._lists[-1] = number + 1
        return f"{indent}{number}. "


def _end_list(flow: Flow) -> None:
    flow.block()


_BEGINS: dict[str, Callable[[Flow], None]] = {
    **dict.fromkeys(_BLOCKS, Flow.block),
    **dict.fromkeys(_LINES, Flow.line),
    **{f"h{level}": partial(Flow.begin_heading, level=level) for level in range(1, 7)},
    **dict.fromkeys(("pre", "listing", "xmp"), Flow.begin_preformatted),
    **dict.fromkeys(("td", "th"), Flow.begin_cell),
    "br": Flow.line_break,
    "table": Flow.hard_block,
    "tr": Flow.begin_row,
}
_ENDS: dict[str, Callable[[Flow], None]] = {
    **dict.fromkeys(_BLOCKS, Flow.block),
    **dict.fromkeys(_LINES, Flow.line),
    **{f"h{level}": Flow.end_heading for level in range(1, 7)},
    **dict.fromkeys(("pre", "listing", "xmp"), Flow.end_preformatted),
    "li": Flow.end_item,
    "table": Flow.hard_block,
    "tr": Flow.end_row,
}


def _is_unseen(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element is not shown; pages that hide all of themselves show it by a script later."""
    if tag in _UNSEEN:
        return True
    if not attributes or tag in ("html", "body"):
        return False
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden", "").strip().lower() == "true"
        or _HIDING_STYLE.search(attributes.get("style", "")) is not None
    )


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"\s*-?\d{1,9}\s*", value) else otherwise


def _prepared(markup: str) -> str:
    markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    if _XHTML.match(markup):
        markup = _SELF_CLOSED.sub(r"<\1\2></\1>", markup)
    return _SURROGATE.sub("\ufffd", _NOT_SHOWN.sub("", markup))


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode a page as it declares, unless it bears a mark, is UTF-8 all the same, or declares nonsense."""
    encoding = _declared_encoding(data)
    if encoding is None or data.startswith(_MARKS):
        return decode(data)
    if not _SEVEN_BIT.match(encoding) and _is_utf8(data):
        return decode(data)
    text = data.decode(encoding, errors="replace")
    replaced = text.count("\ufffd")
    if replaced > _MOST_REPLACED * len(text):
        return decode(data)
    return text, ((f"Some bytes are not valid {encoding} and were replaced.",) if replaced else ())


def _declared_encoding(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_LOOKED_AT])
    if found is None:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
    return _LARGER_CODEC.get(name, name) if _TEXT_CODEC.fullmatch(name) else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
