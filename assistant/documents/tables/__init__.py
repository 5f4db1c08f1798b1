"""Tables of every format: a grid of cells → lines of text, and where each cell lies in them.

    from assistant.documents.tables import Cell, write_table

    written = write_table([
        [Cell("Region", row_span=2), Cell("2023", column_span=2)],
        ["Q1", "Q2"],
        ["North", "402", "431"],
    ])
    written.lines[1]    # "Region: North | 2023 > Q1: 402 | 2023 > Q2: 431", with BETWEEN_LEVELS as ">"

A parser puts `written.text` into its text and `written.table.shifted(position)` into its tables.
"""

from assistant.documents.tables.cells import Cell
from assistant.documents.tables.text import TableText
from assistant.documents.tables.writer import WrittenTable, write_table

__all__ = ["Cell", "TableText", "WrittenTable", "write_table"]
