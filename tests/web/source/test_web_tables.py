"""Tables in a document's text: rows and cells are ranges of that text, and what is no table stays text."""

from __future__ import annotations

from assistant.documents.tables import write_table
from assistant.web.source.tables import Block, blocks

ROWS = [
    ["Name", "Born", "Note"],
    ["Ada", "1815", "wrote | drew"],
    ["Bo", "", ""],
    ["Cy", "", "left: early"],
]
NAMED = write_table(ROWS).text


def cells(text: str, block: Block) -> list[list[str]]:
    assert block.table is not None
    return [["" if cell is None else text[slice(*cell)] for cell in row] for row in block.table.rows]


def covers(text: str, low: int, high: int, found: list[Block]) -> bool:
    """Whether the blocks hold everything, in order and once."""
    return [found[0].start, *(b.end for b in found)] == [*(b.start for b in found), found[-1].end] and (
        found[0].start,
        found[-1].end,
    ) == (low, high)


def test_values_stand_below_their_names() -> None:
    text = f"People\n{NAMED}\nThe end."
    found = list(blocks(text, 0, len(text)))
    assert covers(text, 0, len(text), found)
    assert cells(text, found[1]) == ROWS
    assert found[1].table is not None
    assert found[1].table.has_header
    assert [text[b.start : b.end].strip() for b in (found[0], found[2])] == ["People", "The end."]


def test_a_part_of_a_table_keeps_the_names_of_its_columns() -> None:
    low = NAMED.index("Name: Bo")
    (part,) = blocks(NAMED + "\nName: Di | Born: 1990", low, len(NAMED) + 22)
    assert part.table is not None
    assert part.table.names == ("Name", "Born", "Note")
    assert not part.table.has_header
    assert cells(NAMED + "\nName: Di | Born: 1990", part) == [*ROWS[2:], ["Di", "1990", ""]]


def test_rows_without_names_must_be_equally_long() -> None:
    text = "a | b\nc | d"
    assert [cells(text, block) for block in blocks(text, 0, len(text))] == [[["a", "b"], ["c", "d"]]]
    ragged = "a | b\nc | d | e\nf | g"
    assert [block.table for block in blocks(ragged, 0, len(ragged))] == [None]


def test_one_line_with_a_bar_is_text() -> None:
    text = "Press a | b to go on.\nNote: nothing else."
    assert [block.table for block in blocks(text, 0, len(text))] == [None]
