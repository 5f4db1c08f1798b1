"""Web pages to markup: the encoding that a page declares or is in, and what the parser could not bear."""

from __future__ import annotations

import codecs
import re

from assistant.documents.formats.decoding import decode

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


def prepared(markup: str) -> str:
    """Return markup without characters that no page shows, XHTML in the form of HTML."""
    markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    if _XHTML.match(markup):
        markup = _SELF_CLOSED.sub(r"<\1\2></\1>", markup)
    return _SURROGATE.sub("\ufffd", _NOT_SHOWN.sub("", markup))


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode a page as it declares, unless it bears a mark, is UTF-8 all the same, or declares nonsense.

    Returns:
        The markup, and warnings about its encoding.

    Raises:
        ExtractionError: The bytes are not text.
    """
    encoding = _declared_encoding(data)
    if encoding is None or data.startswith(_MARKS):
        return decode(data)
    if is_utf8_instead(encoding, data):
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
        return text_codec((found[1] or found[2]).decode("ascii"))
    except UnicodeDecodeError:
        return None


def text_codec(charset: str) -> str | None:
    """Return the codec for a charset as browsers understand its name, None if it is none of a text."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    return _LARGER_CODEC.get(name, name) if _TEXT_CODEC.fullmatch(name) else None


def is_utf8_instead(codec: str, data: bytes) -> bool:
    """Whether bytes are in UTF-8 though another codec is said: wrongly, as UTF-8 is the most common by far.

    Bytes of codecs that use seven bits are UTF-8, too, and tell nothing.
    """
    if _SEVEN_BIT.match(codec):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
