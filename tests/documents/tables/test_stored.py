"""Tables as they are stored, and as every format gives them: each cell where the text has it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx.util import Inches

from assistant import build_index
from assistant.documents.registry import extract
from assistant.documents.tables import TableText, write_table
from assistant.documents.tables.stored import tables_as_json, tables_from_json
from assistant.index.store.opening import open_store

GRID = [["Item", "Price", "Stock"], ["Lamp", "12.50", "4"], ["Chair", "", "11"], ["Desk", "99.00", "2"]]
CELLS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=6)


@given(st.lists(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=6), max_size=3))
def test_a_table_is_stored_and_read_again(grids: list[list[list[str]]]) -> None:
    tables = tuple(write_table(grid).table.shifted(3) for grid in grids)
    assert tables_from_json(json.loads(json.dumps(tables_as_json(tables)))) == tables


@pytest.mark.parametrize(
    "damage", [[[["a"], [[0, 5]]]], [[["a"], [[0, 5, 9]]]], [[[1], []]], [[["a"], ["x"]]]]
)
def test_what_is_no_table_is_refused(damage: list[object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        tables_from_json(damage)


def write_csv(path: Path) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(GRID)
    path.write_text(text.getvalue())


def write_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in GRID:
        book.active.append([value or None for value in row])
    book.create_sheet("Empty")
    other = book.create_sheet("Other")
    other.append(["Town", "People"])
    other.append(["Oslo", "700,000"])
    book.save(path)


def write_docx(path: Path) -> None:
    document = docx.Document()
    document.add_heading("Prices", 1)
    table = document.add_table(len(GRID), 3)
    for row, values in zip(table.rows, GRID, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("Prices without tax.")
    document.save(str(path))


def write_pptx(path: Path) -> None:
    deck = pptx.Presentation()
    for title in ("First", "Second"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        shape = slide.shapes.add_table(len(GRID), 3, Inches(1), Inches(2), Inches(6), Inches(3))
        for row, values in zip(shape.table.rows, GRID, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
    deck.save(str(path))


def write_html(path: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in GRID[1:])
    head = "".join(f"<th>{name}</th>" for name in GRID[0])
    path.write_text(f"<h1>Prices</h1><p>All of them.</p><table><tr>{head}</tr>{rows}</table><p>End.</p>")


def write_markdown(path: Path) -> None:
    lines = [f"| {' | '.join(row)} |" for row in GRID]
    lines.insert(1, "|:--|--:|---|")
    path.write_text("# Prices\n\nAll of them.\n\n" + "\n".join(lines) + "\n\nEnd | of | it.\n")


@pytest.mark.parametrize(
    ("name", "write", "count"),
    [
        ("a.csv", write_csv, 1),
        ("a.xlsx", write_xlsx, 2),
        ("a.docx", write_docx, 1),
        ("a.pptx", write_pptx, 2),
        ("a.html", write_html, 1),
        ("a.md", write_markdown, 1),
    ],
)
def test_every_format_gives_its_tables(tmp_path: Path, name: str, write, count: int) -> None:
    write(tmp_path / name)
    made = extract(tmp_path / name)
    assert len(made.tables) == count
    said = TableText(made.tables[0], made.text)
    assert said.table.columns == ("Item", "Price", "Stock")
    assert [said.cells(row) for row in said.body] == [tuple(row) for row in GRID[1:]]


def test_tables_are_kept_in_the_index(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write_xlsx(corpus / "a.xlsx")
    made = extract(corpus / "a.xlsx")
    build_index(corpus, tmp_path / "index")
    store = open_store(tmp_path / "index")
    content = store.documents()["a.xlsx"].content
    assert content is not None
    assert store.tables(content) == made.tables
    assert store.text(content) == made.text
    store.close()
