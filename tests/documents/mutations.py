"""Real files of every format, and what is left of them after flips, cuts and splices."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache

from difficult import mails, office, pdfs, tables, texts
from difficult.case import unzipped, zipped

PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>Ferries</title></head><body><h1>The Ferry</h1>"
    f"<p>{texts.SENTENCE}</p><table><tr><td>Gull</td><td>3</td></tr></table><ol><li>One<li>Two</ol></body></html>"
)
SAMPLES: dict[str, list[Callable[[], bytes]]] = {
    ".txt": [
        lambda: f"The Ferry\n\n{texts.SENTENCE}\n{texts.FRENCH}".encode(),
        lambda: texts.FRENCH.encode("utf-16"),
    ],
    ".md": [
        lambda: f"---\ntitle: x\n---\n# The Ferry\n\n{texts.SENTENCE}\n\n* a\n* b\n\nTwo\n===\n".encode()
    ],
    ".html": [PAGE.encode],
    ".pdf": [
        lambda: pdfs.drawn([["The Ferry", texts.SENTENCE], ["Page two."]]),
        pdfs.simple,
        lambda: pdfs.mapped("a"),
    ],
    ".docx": [lambda: office.word("More words.")],
    ".xlsx": [office.sheets],
    ".pptx": [office.slides],
    ".epub": [office.book],
    ".csv": [lambda: (tables.ROWS + '"a ""b"" c\nd",2,3\n').encode()],
    ".eml": [lambda: bytes(mails.message()), mails._attached],
}
_WORDS = [
    *(
        b"\x00",
        b"\xff",
        b"\xd8\x00",
        b"\n\n",
        b"9" * 40,
        b"-1",
        b"<",
        b">",
        b'"',
        b"&#xD800;",
        b"]]>",
        b"--x",
    ),
    *(
        b"obj",
        b"endstream",
        b"/Length 0",
        b"1 0 R",
        b"<!DOCTYPE x [",
        b"\x1b",
        b"=?utf-8?B?",
        b"%%EOF",
        b"(((((",
    ),
]


@cache
def sample(suffix: str, number: int) -> bytes:
    return SAMPLES[suffix][number]()


def mutated(suffix: str, seed: int) -> bytes:
    """Return a damaged file of a format; the same for the same seed."""
    chance = random.Random(f"{suffix}{seed}")
    whole = sample(suffix, chance.randrange(len(SAMPLES[suffix])))
    if zipfile.is_zipfile(io.BytesIO(whole)) and chance.random() < 0.8:
        members = unzipped(whole)
        name = chance.choice(sorted(members))
        members[name] = damaged(members[name], chance)
        return zipped(members)
    if suffix == ".pdf" and chance.random() < 0.3:
        return _inside_stream(whole, chance)
    return damaged(whole, chance)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, double, move and insert, once or many times."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        _DAMAGES[chance.randrange(len(_DAMAGES))](found, chance)
    return bytes(found)


def _flip(data: bytearray, chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut(data: bytearray, chance: random.Random) -> None:
    start, end = _range(data, chance)
    del data[start:end]


def _double(data: bytearray, chance: random.Random) -> None:
    start, end = _range(data, chance)
    data[start:start] = data[start:end] * chance.choice((1, 1, 3, 40))


def _move(data: bytearray, chance: random.Random) -> None:
    start, end = _range(data, chance)
    piece = data[start:end]
    del data[start:end]
    place = chance.randrange(len(data) + 1)
    data[place:place] = piece


def _insert(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data) + 1)
    data[place:place] = chance.choice(_WORDS)


def _end_early(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


_DAMAGES: Sequence[Callable[[bytearray, random.Random], None]] = (
    _flip, _flip, _flip, _cut, _double, _move, _insert, _insert, _end_early,
)  # fmt: skip


def _range(data: bytearray, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 2, 8, 60, 400)))


def _inside_stream(data: bytes, chance: random.Random) -> bytes:
    """Damage what a compressed stream holds, so that the damage gets past the compression."""
    before, mark, rest = data.partition(b"stream\n")
    content, end, behind = rest.partition(b"\nendstream")
    try:
        packed = zlib.compress(damaged(zlib.decompress(content), chance))
    except zlib.error:
        packed = damaged(content, chance)
    return before + mark + packed + end + behind
