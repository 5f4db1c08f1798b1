"""Plain text: the decoded file itself, character for character."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FALLBACK = "cp1252"
_LOOKED_AT = 1_000_000
_MOST_CONTROL = 0.02
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")

_LONGEST_HEADING = 100
_LINE = re.compile(r"[^\r\n]+")
_UNDERLINE = re.compile(r"(=+|-+|~+|\*+)\s*\Z")
_CLOSED = re.compile(r"[.!?,;:…\"”»]\s*\Z")


def parse(path: Path) -> Extraction:
    """Read a plain text file; its text is the decoded file but for a byte order mark.

    Raises:
        ExtractionError: The file is not text.
    """
    text, warnings = decode(path.read_bytes())
    return Extraction(text, headings=tuple(_headings(text)), warnings=warnings)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode bytes of unknown encoding: by mark, else UTF-8, else the most likely one.

    Returns:
        The text, and a warning that names the encoding if it had to be guessed.

    Raises:
        ExtractionError: The bytes are not text.
    """
    text, warnings = _decoded(data)
    control = len(_NOT_IN_TEXT.findall(text[:_LOOKED_AT]))
    if control > _MOST_CONTROL * min(len(text), _LOOKED_AT):
        raise ExtractionError("It is not a text file (it holds binary data); give it the suffix of its real format.")
    return _SURROGATE.sub("\ufffd", text), warnings


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if encoding is not None:
        text = data.decode(encoding, errors="replace")
        return text, (() if "\ufffd" not in text else (f"Some bytes are not valid {encoding} and were replaced.",))
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        best = from_bytes(data[:_LOOKED_AT]).best()
        guess = best.encoding if best is not None else _FALLBACK
        return data.decode(guess, errors="replace"), (f"It is not UTF-8; it was read as {guess}.",)


def _headings(text: str) -> Iterator[Heading]:
    """Find lines that stand as headings: short, not closed by a stop, above longer text or underlined."""
    lines = [match for match in _LINE.finditer(text) if match.group().strip()]
    for i, line in enumerate(lines[:-1]):
        words, following = line.group().strip(), lines[i + 1].group().strip()
        before = lines[i - 1].group().strip() if i else ""
        underlined = _UNDERLINE.fullmatch(following) is not None and len(following) >= min(3, len(words))
        if not words[0].isalnum() or _UNDERLINE.fullmatch(words) or len(words) > _LONGEST_HEADING:
            continue
        if underlined or _stands_alone(words, before, following, text[line.end() : lines[i + 1].start()]):
            start = line.start() + line.group().index(words)
            yield Heading(start, start + len(words), level=1 if underlined and following[0] == "=" else 2)


def _stands_alone(words: str, before: str, following: str, gap: str) -> bool:
    """Whether a line is a heading by its looks: capitalised, unclosed, and the text below is much longer.

    The line before must be closed, or this one may be the rest of a wrapped sentence.
    """
    if _CLOSED.search(words) or not (words[0].isupper() or words[0].isdigit()):
        return False
    if before and not re.search(r"[.!?…\"”»)]\s*\Z", before):
        return False
    blank_below = len(re.findall(r"\r\n|\r|\n", gap)) > 1
    longer = len(following) > max(1.5 * len(words), 60)
    return longer and (blank_below or len(following) > 2 * _LONGEST_HEADING or len(words) < 0.6 * len(following))
