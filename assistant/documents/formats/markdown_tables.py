"""The tables of Markdown: which lines are header and rows, and where each cell's text stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.types import Table, TableRow
from assistant.types.tables import Range, RowKind

# Signs of emphasis around what a cell says.
_EMPHASIS = "*_`"


def tables_of(text: str, lines: Sequence[int]) -> Iterator[Table]:
    """Yield the tables of Markdown.

    Args:
        text: The text, without NULs.
        lines: Where each of its lines begins, from where Markdown begins, and where the text ends.
    """
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    tokens = iter(parser.parse(text[lines[0] :]))
    for token in tokens:
        if token.type == "table_open":
            table = _table(text, lines, tokens)
            if table.has_values():
                yield table


def _table(text: str, lines: Sequence[int], tokens: Iterator[Token]) -> Table:
    """Read the tokens to the end of a table; the line of dashes belongs to its header."""
    rows: list[TableRow] = []
    columns: tuple[str, ...] = ()
    said: list[str] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open" and token.map:
            number, said = token.map[0], []
        elif token.type == "inline":
            said.append(token.content)
        elif token.type == "tr_close":
            kind: RowKind = "row" if columns else "header"
            last = number if columns else number + 1
            start, end = lines[number], lines[min(last + 1, len(lines) - 1)]
            end = start + len(text[start:end].rstrip())
            rows.append(TableRow(start, end, kind, tuple(_cells(text, (start, lines[number + 1]), said))))
            columns = columns or tuple(_plain(content) for content in said)
    return Table(columns if any(columns) else (), tuple(rows))


def _cells(text: str, line: Range, said: Sequence[str]) -> Iterator[Range | None]:
    """Yield where each cell of a line stands, None for an empty one."""
    at, end = line
    for content in said:
        plain = _plain(content)
        # The parser takes the backslashes away that stand before bars.
        found = text.find(plain, at, end) if plain else -1
        if found < 0 and "|" in plain:
            plain = plain.replace("|", "\\|")
            found = text.find(plain, at, end)
        yield None if found < 0 else (found, found + len(plain))
        at = found + len(plain) if found >= 0 else max(at, text.find("|", at + 1, end))


def _plain(content: str) -> str:
    return content.strip().strip(_EMPHASIS).strip()
