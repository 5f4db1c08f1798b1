"""The sheets of a file as the pages of one text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.documents.formats.ooxml.writer import is_title
from assistant.documents.tables.writer import Line, tables_of_lines
from assistant.types import Extraction, Heading, Page, Table

# Longer titles of tables are sentences, which may be asked for.
_LONGEST_TITLE = 120
_ENDS = (".", "!", "?", ":")


class Pages:
    """A text that grows page by page; each sheet that holds something is one."""

    def __init__(self, are_named: bool) -> None:
        """Begin without pages; with names, the name of a sheet is the first line of its page."""
        self._are_named = are_named
        self._pieces: list[str] = []
        self._position = 0
        self._pages: list[Page] = []
        self._headings: list[Heading] = []
        self._tables: list[Table] = []

    def add(self, number: int, name: str, lines: Iterable[Line | None], below: Sequence[str] = ()) -> None:
        """Add a sheet, unless it is empty.

        Args:
            number: The number of the sheet, from 1.
            name: Its name, as one line.
            lines: The lines of its tables; None stands between two of them.
            below: Lines that stand below the tables.
        """
        start = self._position + 2 if self._pages else 0
        lines = list(lines)
        texts, titles = _with_titles(lines)
        if below:
            texts += ["", *below] if texts else below
        if not texts:
            return
        if self._are_named and name:
            texts.insert(0, name)
            titles = [0, *(place + 1 for place in titles)]
            self._tables += tables_of_lines(lines, start + len(name) + 1)
        else:
            self._tables += tables_of_lines(lines, start)
        position, wanted = start, iter([*titles, -1])
        title = next(wanted)
        for place, text in enumerate(texts):
            if place == title:
                level = 1 if place == 0 and self._are_named else 2
                self._headings.append(Heading(position, position + len(text), level))
                title = next(wanted)
            position += len(text) + 1
        self._position = position - 1
        self._pages.append(Page(number, start, self._position, f'sheet "{name}"'))
        self._pieces.append("\n".join(texts))

    def extraction(self, title: str, warnings: Sequence[str]) -> Extraction | None:
        """Return all that was added, None if that is nothing."""
        if not self._pages:
            return None
        return Extraction(
            "\n\n".join(self._pieces),
            title if is_title(title) else "",
            tuple(self._pages),
            tuple(self._headings),
            "hard",
            warnings=tuple(warnings),
            tables=tuple(self._tables),
        )


def _with_titles(lines: Iterable[Line | None]) -> tuple[list[str], list[int]]:
    """Return the texts of lines, and which of them are the titles of tables with a header."""
    texts: list[str] = []
    titles: list[int] = []
    title: int | None = None
    for line in lines:
        if line is None:
            texts.append("")
            title = None
            continue
        if line.kind == "title" and len(line.text) <= _LONGEST_TITLE and not line.text.endswith(_ENDS):
            title = len(texts)
        elif line.kind == "header" and title is not None:
            titles.append(title)
        texts.append(line.text)
    return texts, titles
