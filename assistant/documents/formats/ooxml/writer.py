"""Clean words of Word files and slides, and a text that grows block by block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.documents.formats.ooxml.charts import Chart
from assistant.documents.tables import Cell, write_table
from assistant.types import Heading, Table

_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DROPPED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ue000-\uf8ff]")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r" *\n[ \n]*")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NO_TITLE = re.compile(
    r"(?i)powerpoint[- ]pr[äe]sentation|presentation\d*\Z|word document|document\d*\Z|untitled|slide \d+\Z"
    r"|\(?(?:anonymous|untitled|unspecified|no title)\)?\Z"
    r"|microsoft (?:word|powerpoint)\b|.*\.(?:docx?|pptx?|odt|odp|rtf|pdf)\Z"
)


def clean(text: str) -> str:
    """Return text with single spaces, without empty lines and without characters that nobody sees."""
    text = _DROPPED.sub("", _LINE_END.sub("\n", text))
    text = _EMPTY_LINES.sub("\n", _SPACES.sub(" ", text))
    return _SURROGATE.sub("\ufffd", text).strip()


def is_title(text: str) -> bool:
    """Whether a title from a file's properties was given by a person."""
    return any(character.isalpha() for character in text) and not _NO_TITLE.match(text)


class Writer:
    """A text that grows: blocks divided by an empty line, lines that follow each other directly."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.tables: list[Table] = []
        self._parts: list[str] = []
        self._length = 0
        self._in_lines = False

    def text(self) -> str:
        """Return all that was written."""
        return "".join(self._parts)

    @property
    def length(self) -> int:
        """The number of characters written so far."""
        return self._length

    def block(self, text: str) -> None:
        """Write a paragraph, unless it is empty."""
        self._in_lines = False
        self._write(text, "\n\n")

    def line(self, text: str) -> None:
        """Write a list item or a table row, unless it is empty."""
        self._write(text, "\n" if self._in_lines else "\n\n")
        self._in_lines = self._in_lines or bool(text)

    def end_block(self) -> None:
        """Let the next line begin a new block."""
        self._in_lines = False

    def heading(self, text: str, level: int) -> None:
        """Write a heading, unless it is empty."""
        self.block(text)
        if text:
            self.headings.append(Heading(self._length - len(text), self._length, level))

    def table(self, rows: Iterable[Sequence[Cell | str]]) -> bool:
        """Write a table as lines that make sense on their own; return whether it holds any."""
        self.end_block()
        written = write_table(rows)
        self.block(written.text)
        if written.table.has_values():
            self.tables.append(written.table.shifted(self._length - len(written.text)))
        return bool(written.text)

    def chart(self, chart: Chart) -> bool:
        """Write a chart's title and values; return whether it holds any values."""
        if chart.tables and chart.caption:
            self.block(f"Chart: {clean(chart.caption)}")
        for table in chart.tables:
            header = [Cell(name, is_header=True) for name in table.header]
            self.table([header, *table.rows])
        return bool(chart.tables)

    def append(self, text: str, headings: Iterable[Heading] = (), tables: Iterable[Table] = ()) -> None:
        """Write a text that has headings and tables of its own as it is."""
        before = self._length
        self.block(text)
        offset = self._length - len(text)
        if self._length > before:
            self.headings += [heading.shifted(offset) for heading in headings]
            self.tables += [table.shifted(offset) for table in tables]

    def labelled(self, label: str, inner: Writer) -> None:
        """Write the lines of another text, each with a label that says where it stands ("Header: ...")."""
        self.end_block()
        for line in filter(None, inner.text().split("\n")):
            self.line(f"{label}: {line}")
        self.end_block()

    def _write(self, text: str, before: str) -> None:
        if text:
            part = before + text if self._parts else text
            self._parts.append(part)
            self._length += len(part)
