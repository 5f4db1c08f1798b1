"""Tables in text that was laid out in lines: what stands above the rows, and how they go together.

PDFs say nothing of tables; what comes out of them are lines. A row of figures says little without the
title of its table and the names of the columns, and those stand above the first row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.passages.lines import (
    LineKind,
    begins_with_figures,
    ends_clause,
    ends_sentence,
    is_mark,
    kind_of_line,
)

Line = tuple[int, int]

# A title with names of columns, each of them broken over several lines, takes no more lines than this.
_LONGEST_HEAD = 30
# Lines of a title; shorter ones may be a part of a column's name.
_TITLE_LINES, _COLUMN_WORDS = 5, 3
# So many lines without figures may stand between two rows of a table.
_BETWEEN_ROWS = 4
_FEWEST_ROWS = 2
# A line that ends with one of these goes on in the next.
_LEFT_OPEN = (",", " and", " or", " of", " to", " in", " the", " for", " from", " by", " with", " on", " at")
# Characters of a caption; what is embedded with a passage must leave room for the passage.
_LONGEST_TITLE, _LONGEST_NAMES = 110, 80


@dataclass(frozen=True, slots=True)
class Table:
    """A table as numbers of lines: its head is `first`..`body`, its rows and their labels `body`..`end`.

    `title` holds the lines that tell what it is about; they may be those of the table before, if it goes
    on. `introduced` tells whether the line before it introduces it ("... were as follows:").
    """

    first: int
    body: int
    end: int
    title: tuple[int, ...]
    introduced: bool = False


def find_tables(text: str, lines: Sequence[Line], breaks: Collection[int], width: float) -> list[Table]:
    """Find the tables among the lines of a text.

    Args:
        text: The text.
        lines: The range of each line that is not empty.
        breaks: Numbers of lines that no table reaches across from above, as headings and new pages.
        width: The usual width of lines of prose, in characters.

    Returns:
        Tables from first to last; they do not overlap.
    """
    kinds = [kind_of_line(text[start:end], width) for start, end in lines]
    tables: list[Table] = []
    number = 0
    while number < len(lines):
        if kinds[number] != "row":
            number += 1
            continue
        end = _end_of_rows(text, lines, kinds, number, breaks)
        table = _with_head(text, lines, kinds, breaks, number, end, tables[-1] if tables else None)
        if table is not None:
            tables.append(table)
        number = end
    return tables


def rows_of(text: str, lines: Sequence[Line], table: Table, width: float) -> list[tuple[int, int, bool]]:
    """Return the rows of a table, each with the lines of its name.

    Returns:
        Number of the first and last line of each, and whether it only is a name of the rows below it.
    """
    kinds = [kind_of_line(text[slice(*line)], width) for line in lines[table.body : table.end]]
    rows: list[tuple[int, int, bool]] = []
    first = table.body
    for number in range(table.body, table.end):
        only_words = kinds[number - table.body] in ("label", "prose")
        if only_words and number + 1 < table.end:
            this, after = (text[slice(*line)] for line in lines[number : number + 2])
            if _is_in_two_lines(this, after, kinds[number + 1 - table.body]):
                continue
        rows.append((first, number, only_words))
        first = number + 1
    return rows


def title_of(text: str, lines: Sequence[Line], table: Table) -> tuple[str, str]:
    """Return the title of a table and the names of its columns, each as one line."""
    said = [" ".join(text[slice(*lines[number])].split()) for number in table.title]
    kinds = [kind_of_line(line, 0) for line in said]
    first_columns = kinds.index("columns") if "columns" in kinds else len(said)
    return " ".join(said[:first_columns]), " ".join(said[first_columns:])


def caption(title: str, columns: str) -> str:
    """Return title and names of columns as one line, neither so long that it crowds out the other."""
    parts = (_shortened(title, _LONGEST_TITLE), _shortened(columns, _LONGEST_NAMES))
    return " ".join(part for part in parts if part)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest + 1].rpartition(" ")[0]


def _end_of_rows(
    text: str, lines: Sequence[Line], kinds: Sequence[LineKind], first: int, breaks: Collection[int]
) -> int:
    """Return the line after the last row of the table that has a row at `first`."""
    end = first + 1
    for number in range(first + 1, len(kinds)):
        kind = kinds[number]
        if kind in ("row", "figure") and number not in breaks:
            end = number + 1
            continue
        if number in breaks or kind == "columns" or number - end >= _BETWEEN_ROWS:
            break
        if kind == "prose":
            this, *after = (text[slice(*line)] for line in lines[number : number + 2])
            if not after or not _is_in_two_lines(this, after[0], kinds[number + 1]):
                break
    return end


def _with_head(
    text: str,
    lines: Sequence[Line],
    kinds: Sequence[LineKind],
    breaks: Collection[int],
    row: int,
    end: int,
    before: Table | None,
) -> Table | None:
    """Return the table whose rows are given with its head, None if they are too few to be one."""
    first = _first_of_head(text, lines, kinds, breaks, row, before.end if before else 0)
    columns = [number for number in range(first, row) if kinds[number] == "columns"]
    if kinds[row:end].count("row") < _FEWEST_ROWS and not columns:
        return None
    # What stands between the names of the columns and the first row is a name of rows.
    body = columns[-1] + 1 if columns else row
    above = first > 0 and first not in breaks and kinds[first - 1] == "prose"
    introduced = above and not ends_sentence(text[slice(*lines[first - 1])])
    table = Table(first, body, end, tuple(range(first, body)), introduced)
    goes_on = before is not None and before.end == first and not introduced
    if before is not None and goes_on and len(columns) == body - first:
        # No title of its own: that of the table before, with the names of its own columns if it has any.
        old = [n for n in before.title if not columns or kinds[n] != "columns"]
        return replace(table, title=(*old, *columns))
    return table


def _first_of_head(
    text: str,
    lines: Sequence[Line],
    kinds: Sequence[LineKind],
    breaks: Collection[int],
    row: int,
    lowest: int,
) -> int:
    """Return the first line of what stands above the first row: a title, a unit, names of columns.

    Names of columns that are broken over many lines are single words; other lines are few, and an empty
    line above a title ends it all.
    """
    first = row
    title_lines = 0
    while first > max(lowest, row - _LONGEST_HEAD) and first not in breaks:
        kind, line = kinds[first - 1], text[slice(*lines[first - 1])]
        gap = text[lines[first - 1][1] : lines[first][0]] if first < len(lines) else ""
        if kind not in ("label", "columns") or ("label" in kinds[first:row] and gap.count("\n") > 1):
            break
        title_lines += kind == "label" and len(line.split()) > _COLUMN_WORDS
        if title_lines > _TITLE_LINES:
            break
        first -= 1
    has_columns = "columns" in kinds[first:row]
    return first if has_columns else max(first, row - _TITLE_LINES)


def _is_in_two_lines(this: str, after: str, kind: LineKind) -> bool:
    """Whether a line of words goes on in the next one, so that both are one row."""
    if ends_clause(this) or ends_sentence(this):
        return False
    if kind == "label":
        return after[:1].islower() or is_mark(after)
    goes_on = after[:1].islower() or begins_with_figures(after) or this.endswith(_LEFT_OPEN)
    return kind in ("row", "figure") and goes_on
