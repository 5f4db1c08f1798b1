"""Detection of tables in text that was extracted as lines: title, column headers and rows.

PDFs do not mark tables; their text is just lines. A row of numbers means little without the title of its
table and the column headers, which are above the first row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.documents.tables.labels import UNFINISHED_ENDS
from assistant.passages.line_ranges import LineRange
from assistant.passages.lines import (
    LineKind,
    classify_line,
    ends_clause,
    ends_sentence,
    has_no_words,
    is_footnote_mark,
)

# The most lines of a table head: a title and column headers, each broken over several lines.
_MAX_HEAD_LINES = 30
# The most lines of a title; a line of no more words than this may be part of a column header instead.
_MAX_TITLE_LINES, _MAX_COLUMN_WORDS = 5, 3
# The most lines without numbers between two rows of a table.
_MAX_LINES_BETWEEN_ROWS = 4
_MIN_ROWS = 2
# The most characters of a caption: it is embedded with a passage and must leave room for it.
_MAX_TITLE, _MAX_COLUMNS = 110, 80


@dataclass(frozen=True, slots=True)
class Table:
    """A table by the numbers of its lines; ends are exclusive.

    Attributes:
        first: The first line of the head (title, unit, column headers).
        body: The first line of the rows and their labels; the end of the head.
        end: The end of the rows.
        title: The lines of title and column headers; of the table before if this one continues it.
        introduced: Whether the line before introduces the table ("... were as follows:").
    """

    first: int
    body: int
    end: int
    title: tuple[int, ...]
    introduced: bool = False


def find_tables(
    text: str,
    lines: Sequence[LineRange],
    breaks: Collection[int],
    wrap_width: float,
    taken: Collection[int] = (),
) -> list[Table]:
    """Find the tables among the lines of a text.

    Args:
        text: The text.
        lines: The range of each line that is not empty.
        breaks: Numbers of lines at which a table above ends, such as headings and new pages.
        wrap_width: The width at which prose is wrapped, in characters.
        taken: Numbers of the lines of tables that are known already.

    Returns:
        Tables in reading order; they do not overlap.
    """
    kinds: list[LineKind] = [
        "prose" if number in taken else classify_line(text[start:end], wrap_width)
        for number, (start, end) in enumerate(lines)
    ]
    breaks = {*breaks, *taken, *(number + 1 for number in taken)}
    tables: list[Table] = []
    number = 0
    while number < len(lines):
        if kinds[number] != "row":
            number += 1
            continue
        end = _end_of_rows(text, lines, kinds, number, breaks)
        table = _make_table(text, lines, kinds, breaks, number, end, tables[-1] if tables else None)
        if table is not None:
            tables.append(table)
        number = end
    return tables


def table_rows(
    text: str, lines: Sequence[LineRange], table: Table, wrap_width: float
) -> list[tuple[int, int, bool]]:
    """Return the rows of a table, each with the lines of its label.

    Args:
        text: The text.
        lines: The range of each line that is not empty.
        table: The table.
        wrap_width: The width at which prose is wrapped, in characters.

    Returns:
        For each row the numbers of its first and last line, and whether it is only a label of the rows
        below it.
    """
    kinds = [classify_line(text[slice(*line)], wrap_width) for line in lines[table.body : table.end]]
    rows: list[tuple[int, int, bool]] = []
    first = table.body
    for number in range(table.body, table.end):
        only_words = kinds[number - table.body] in ("label", "prose")
        if only_words and number + 1 < table.end:
            this, after = (text[slice(*line)] for line in lines[number : number + 2])
            if _is_continued(this, after, kinds[number + 1 - table.body]):
                continue
        rows.append((first, number, only_words))
        first = number + 1
    return rows


def table_title(text: str, lines: Sequence[LineRange], table: Table) -> tuple[str, str]:
    """Return the title of a table and its column headers, each on one line."""
    head_lines = [" ".join(text[slice(*lines[number])].split()) for number in table.title]
    kinds = [classify_line(line, 0) for line in head_lines]
    first_columns = kinds.index("columns") if "columns" in kinds else len(head_lines)
    return " ".join(head_lines[:first_columns]), " ".join(head_lines[first_columns:])


def make_caption(title: str, columns: str) -> str:
    """Return title and column headers as one line, each shortened to its limit."""
    parts = (_shortened(title, _MAX_TITLE), _shortened(columns, _MAX_COLUMNS))
    return " ".join(part for part in parts if part)


def _shortened(text: str, max_length: int) -> str:
    return text if len(text) <= max_length else text[: max_length + 1].rpartition(" ")[0]


def _end_of_rows(
    text: str, lines: Sequence[LineRange], kinds: Sequence[LineKind], first: int, breaks: Collection[int]
) -> int:
    """Return the number of the line after the last row of the table with a row at line `first`."""
    end = first + 1
    for number in range(first + 1, len(kinds)):
        kind = kinds[number]
        if kind in ("row", "figure") and number not in breaks:
            end = number + 1
            continue
        if number in breaks or kind == "columns" or number - end >= _MAX_LINES_BETWEEN_ROWS:
            break
        if kind == "prose":
            this, *after = (text[slice(*line)] for line in lines[number : number + 2])
            if not after or not _is_continued(this, after[0], kinds[number + 1]):
                break
    return end


def _make_table(
    text: str,
    lines: Sequence[LineRange],
    kinds: Sequence[LineKind],
    breaks: Collection[int],
    row: int,
    end: int,
    before: Table | None,
) -> Table | None:
    """Find the head of some rows and return their table, None if they are too few to be one.

    `row` and `end` are the first line of the rows and their end, `before` is the table before them.
    """
    first = _head_start(text, lines, kinds, breaks, row, before.end if before else 0)
    columns = [number for number in range(first, row) if kinds[number] == "columns"]
    if kinds[row:end].count("row") < _MIN_ROWS and not columns:
        return None
    # A line between the column headers and the first row is a label of rows.
    body = columns[-1] + 1 if columns else row
    has_prose_above = first > 0 and first not in breaks and kinds[first - 1] == "prose"
    introduced = has_prose_above and not ends_sentence(text[slice(*lines[first - 1])])
    table = Table(first, body, end, tuple(range(first, body)), introduced)
    continues = before is not None and before.end == first and not introduced
    if before is not None and continues and len(columns) == body - first:
        # Without a title of its own it has that of the table before, with its own column headers if any.
        inherited = [n for n in before.title if not columns or kinds[n] != "columns"]
        return replace(table, title=(*inherited, *columns))
    return table


def _head_start(
    text: str,
    lines: Sequence[LineRange],
    kinds: Sequence[LineKind],
    breaks: Collection[int],
    row: int,
    lowest: int,
) -> int:
    """Return the first line of the head above the first row: title, unit, column headers.

    Column headers that are broken over many lines are single words; other lines are few. The head starts
    below an empty line at the latest, and not before line `lowest`.
    """
    first = row
    title_lines = 0
    while first > max(lowest, row - _MAX_HEAD_LINES) and first not in breaks:
        kind, line = kinds[first - 1], text[slice(*lines[first - 1])]
        gap = text[lines[first - 1][1] : lines[first][0]] if first < len(lines) else ""
        if kind not in ("label", "columns") or ("label" in kinds[first:row] and gap.count("\n") > 1):
            break
        title_lines += kind == "label" and len(line.split()) > _MAX_COLUMN_WORDS
        if title_lines > _MAX_TITLE_LINES:
            break
        first -= 1
    has_columns = "columns" in kinds[first:row]
    return first if has_columns else max(first, row - _MAX_TITLE_LINES)


def _is_continued(this: str, after: str, kind: LineKind) -> bool:
    """Whether a line of words is continued by the next, so that both are one row."""
    if ends_clause(this) or ends_sentence(this):
        return False
    if kind == "label":
        return after[:1].islower() or is_footnote_mark(after)
    continued = after[:1].islower() or has_no_words(after) or this.endswith(UNFINISHED_ENDS)
    return kind in ("row", "figure") and continued
