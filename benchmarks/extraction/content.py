"""What the generated documents say: ordinary sentences, and parts that are hard to read, in made-up words.

Made-up words occur nowhere else, so a part that is lost or torn apart cannot be mistaken for another.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "heading",
    "paragraph",
    "bullets",
    "numbered",
    "table",
    "merged table",
    "page header",
    "note",
    "comment",
    "formula",
    "chart",
    "number formats",
    "form field",
    "quoted text",
    "attached message",
    "attached document",
    "hidden",
]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: what kind, and its lines; rows of a table are lists of cells.

    `shown` is what a reader of the document sees of it, word by word in reading order; "" for what is hidden.
    """

    kind: Kind
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shown: str = ""


# A value, its number format, and what a spreadsheet program shows.
NUMBER_FORMATS = (
    (96780, '"£"#,##0.00', "£96,780.00"),
    (0.125, "0%", "13%"),
    (0.935, "0.0%", "93.5%"),
    (-0.0175, "0.00%", "-1.75%"),
    (1234.5, "#,##0.00", "1,234.50"),
    (-12450, "#,##0;(#,##0)", "(12,450)"),
    (14200000, '0.0,,"M"', "14.2M"),
    (640, "[$€-407] #,##0", "€ 640"),
    (42, "0000", "0042"),
)

_SYLLABLES = (
    *("ba", "bel", "bri", "co", "dar", "del", "fen", "gor", "hal", "jun", "kel", "lam", "mor", "nas", "ol"),
    *("per", "quin", "ras", "sel", "tor", "ul", "van", "wex", "yor", "zan"),
)


class Material:
    """Makes parts from sentences of real text and from made-up words; the same seed makes the same parts."""

    def __init__(self, sentences: Sequence[str], seed: int) -> None:
        """Take whole sentences of a language, which every document quotes, and a seed."""
        self._sentences = list(sentences)
        self._random = random.Random(seed)
        self._used: set[str] = set()

    def name(self) -> str:
        """Return a made-up word that was not returned before."""
        while True:
            word = "".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 4))).capitalize()
            if word not in self._used:
                self._used.add(word)
                return word

    def names(self, count: int) -> str:
        """Return made-up words with spaces between."""
        return " ".join(self.name() for _ in range(count))

    def number(self) -> str:
        """Return a number of four digits that was not returned before."""
        while True:
            number = str(self._random.randint(1000, 9999))
            if number not in self._used:
                self._used.add(number)
                return number

    def part(self, kind: Kind) -> Part:
        """Return a new part of a kind."""
        if kind == "paragraph":
            return _line(kind, " ".join(self._random.sample(self._sentences, self._random.randint(2, 5))))
        if kind in ("bullets", "numbered"):
            items = tuple(f"{self.names(3)}." for _ in range(self._random.randint(2, 5)))
            marks = [f"{n}. " if kind == "numbered" else "" for n in range(1, len(items) + 1)]
            return Part(kind, items, shown=" ".join(f"{m}{i}" for m, i in zip(marks, items, strict=True)))
        if kind in ("table", "merged table", "chart"):
            return self._table(kind)
        if kind == "number formats":
            chosen = self._random.sample(NUMBER_FORMATS, 4)
            rows = tuple((self.name(), str(value), code, shown) for value, code, shown in chosen)
            return Part(kind, rows=rows, shown=" ".join(f"{name} {shown}" for name, *_, shown in rows))
        return _line(kind, self.names(5))

    def _table(self, kind: Kind) -> Part:
        columns, rows = self._random.randint(2, 4), self._random.randint(2, 5)
        header = (self.name(), *(self.name() for _ in range(columns)))
        body = [(self.name(), *(self.number() for _ in range(columns))) for _ in range(rows)]
        cells = (header, *body)
        return Part(kind, rows=cells, shown=" ".join(" ".join(row) for row in cells))


def _line(kind: Kind, text: str) -> Part:
    return Part(kind, (text,), shown="" if kind == "hidden" else text)
