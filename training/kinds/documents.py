"""Documents of a kind: the texts of one document joined, each once, and where each text begins in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from training.kinds.rows import Asked

_GAP = "\n\n"
# Texts of a page may be windows that overlap; fewer characters in common are chance.
_OVERLAP = 40
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its file name, its text, and where each of the texts it was joined from begins."""

    name: str
    text: str
    places: dict[str, int]


def make_documents(kind: str, asked: Iterable[Asked]) -> dict[str, Document]:
    """Return the documents that questions are about, by the name that the questions have for them."""
    texts: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for each in asked:
        known = texts.setdefault(each.document, [])
        titles[each.document] = each.title
        if each.text not in known:
            known.append(each.text)
    names: set[str] = set()
    documents = {}
    for number, (document, own) in enumerate(texts.items()):
        name = _file_name(titles[document] or f"{kind}-{number:04d}", names)
        text = join_texts(own)
        documents[document] = Document(name, text, {each: text.index(each) for each in own})
    return documents


def join_texts(texts: Sequence[str]) -> str:
    """Return one text in which each of several occurs, overlapping ones joined where they overlap."""
    pieces = [text for text in texts if not any(text in other for other in texts if other != text)]
    number = 0
    while number < len(pieces):
        first, after = _longest_overlap(pieces, number)
        if after is None:
            number += 1
            continue
        pieces[number] += pieces[after][first:]
        del pieces[after]
        number -= after < number
    return _GAP.join(pieces)


def _longest_overlap(pieces: Sequence[str], number: int) -> tuple[int, int | None]:
    """Return how many characters the end of a piece shares with the start of another, and which that is."""
    found = [(_shared(pieces[number], other), n) for n, other in enumerate(pieces) if n != number]
    shared, after = max(found, key=lambda each: each[0], default=(0, 0))
    return (shared, after) if shared >= _OVERLAP else (0, None)


def _shared(before: str, after: str) -> int:
    """Return the length of the longest end of one text that the other begins with, 0 if it is short."""
    start = before.find(after[:_OVERLAP])
    while start >= 0 and len(after) >= _OVERLAP:
        if after.startswith(before[start:]):
            return len(before) - start if len(before) - start >= _OVERLAP else 0
        start = before.find(after[:_OVERLAP], start + 1)
    return 0


def _file_name(title: str, taken: set[str]) -> str:
    """Return a name for a file that no other has, not even where capitals do not count."""
    plain = re.sub(r"[^\w(),.&'-]+", "_", unquote(title)).strip("_.")[:_LONGEST_NAME] or "document"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain}-{number}", number + 1
    taken.add(name.casefold())
    return f"{name}.txt"
