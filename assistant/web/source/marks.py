"""Marks in the text of a document: a mark with its number, and the short answer in it in bold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.web.escape import Html, join, tag
from assistant.web.languages import say
from assistant.web.source.view import Mark


@dataclass(slots=True)
class MarkWriter:
    """Writes marks around pieces of a document's text.

    Attributes:
        marks: The marks; where some overlap the first wins.
        written: The numbers of marks that were written already; each is shown once, where its mark begins.
    """

    marks: Sequence[Mark]
    written: set[int] = field(default_factory=set)

    def cuts(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Yield `low` to `high` cut at the edges of marks and of the shown one's short answer."""
        edges = {low, high}
        for mark in self.marks:
            answer = mark.answer if mark.shown and mark.answer else ()
            edges |= {edge for edge in (mark.start, mark.end, *answer) if low < edge < high}
        return pairwise(sorted(edges))

    def at(self, offset: int) -> Mark | None:
        """Return the mark that a character lies in."""
        return next((mark for mark in self.marks if mark.start <= offset < mark.end), None)

    def emphasised(self, offset: int, piece: Html) -> Html:
        """Return a piece that begins at `offset`, in bold if it is of the shown mark's short answer."""
        mark = self.at(offset)
        answer = mark.answer if mark and mark.shown else None
        return tag("strong", piece, class_="short") if answer and answer[0] <= offset < answer[1] else piece

    def around(self, mark: Mark | None, *pieces: Html) -> Html:
        """Return pieces inside a mark, with its number if they are its first; unmarked for None."""
        if mark is None:
            return join(*pieces)
        number = None if mark.number in self.written else mark.number
        self.written.add(mark.number)
        return tag(
            "mark",
            *pieces,
            class_="shown" if mark.shown else "soft",
            data_colour=mark.colour,
            data_number=number,
            data_show=None if mark.shown else mark.key,
            title=None if mark.shown else say("Number {number}", number=mark.number),
        )
