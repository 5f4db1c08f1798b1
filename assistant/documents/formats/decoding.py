"""Bytes to text: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from assistant.errors import ExtractionError

# The marks that may open a file; UTF-32 first, because its mark starts with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
# With fewer bytes that tell encodings apart, guesses are wilder than the commonest encoding.
_THIN_EVIDENCE = 24
_SAMPLE = 200_000
# The encodings that text files without a mark are really in; guesses among all there are get lost.
_LIKELY = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("koi8_r", "iso8859_2", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp874"),
)
# The languages of cp1252; their texts are often taken for cp1250, which has most of their letters too.
_WESTERN = frozenset(
    (
        *("Danish", "Dutch", "English", "Finnish", "French", "German"),
        *("Italian", "Norwegian", "Portuguese", "Spanish", "Swedish"),
    )
)
# What the languages of cp1250 write beside a to z. A guess between cp1250 and cp1252 hangs on little:
# a text that is full of other letters is in another language.
_CENTRAL_LETTERS = {
    "Croatian": "čćđšž",
    "Czech": "áčďéěíňóřšťúůýž",
    "Hungarian": "áéíóöőúüű",
    "Polish": "ąćęłńóśźż",
    "Romanian": "ăâîşţ",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Slovene": "čšž",
}
_MOST_FOREIGN_LETTERS = 0.05


class Decoded(NamedTuple):
    """A file's text, and a sentence about its encoding if that had to be guessed or is broken."""

    text: str
    warnings: tuple[str, ...] = ()


def read_text(path: Path) -> Decoded:
    """Read a text file in whatever encoding it is, every character but a byte order mark.

    Raises:
        ExtractionError: The file is not text.
    """
    return decode(path.read_bytes())


def decode(data: bytes) -> Decoded:
    """Turn bytes into text by their mark, as UTF-8, or else by the likeliest encoding.

    Raises:
        ExtractionError: The bytes are not text.
    """
    decoded = _by_mark(data) or _as_unmarked_utf16(data) or _as_utf8(data)
    if decoded is None:
        _refuse_binary(data.decode("latin-1"))
        decoded = _as_damaged_utf8(data) or _by_guess(data)
    _refuse_binary(decoded.text)
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerantly(data[len(mark) :], encoding)
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def _as_unmarked_utf16(data: bytes) -> Decoded | None:
    """Western text in UTF-16 has a zero in every second byte."""
    sample = data[:_SAMPLE]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros and zeros.count(0) > 0.6 * len(zeros):
            decoded = _tolerantly(data, encoding)
            return Decoded(decoded.text, decoded.warnings or _assumed(encoding))
    return None


def _tolerantly(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding))
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, _replaced(text.count("�"), encoding))


def _as_damaged_utf8(data: bytes) -> Decoded | None:
    """Accept UTF-8 with a few wrong bytes, such as a character cut in two at the end."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("�")
    if wrong * 4 > sum(char > "\x7f" for char in text) - wrong:
        return None
    return Decoded(text, _replaced(wrong, "utf-8"))


def _by_guess(data: bytes) -> Decoded:
    encoding = _guess(data)
    try:
        return Decoded(data.decode(encoding), _assumed(encoding))
    except (UnicodeDecodeError, LookupError):
        return Decoded(data.decode("cp1252", "replace"), _assumed("cp1252"))


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    if len(_NOT_ASCII.findall(data[:_SAMPLE])) < _THIN_EVIDENCE:
        return "cp1252"
    best = from_bytes(data[:_SAMPLE], cp_isolation=list(_LIKELY)).best()
    if best is None or best.language in _WESTERN or _is_foreign(data[:_SAMPLE], best.encoding, best.language):
        return "cp1252"
    return "cp1254" if best.language == "Turkish" else best.encoding


def _is_foreign(data: bytes, encoding: str, language: str) -> bool:
    """Whether a text is taken for one of Central Europe but has letters that its language lacks."""
    known = _CENTRAL_LETTERS.get(language)
    if encoding != "cp1250" or known is None:
        return False
    letters = [char for char in data.decode(encoding, "replace").lower() if char > "\x7f" and char.isalpha()]
    return sum(char not in known for char in letters) > _MOST_FOREIGN_LETTERS * len(letters)


def _refuse_binary(text: str) -> None:
    if len(_CONTROLS.findall(text)) > 0.02 * len(text) + 2:
        raise ExtractionError("It is not text but binary data; give it the suffix of its real format.")


def _assumed(encoding: str) -> tuple[str, ...]:
    return (f"It is not UTF-8 and does not state its encoding; {encoding.replace('_', '-')} was assumed.",)


def _replaced(count: int, encoding: str) -> tuple[str, ...]:
    return (f"{count} places in it are not valid {encoding} and show as \ufffd.",)
