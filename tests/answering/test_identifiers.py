"""The number that an invoice or an order bears is told, not another number of the same paper."""

from pathlib import Path

import pytest
from fpdf import FPDF

from assistant import build_index, open_index

LINES = (
    "Halden Klimatechnik",
    "Kastanienweg 9, 24103 Kiel",
    "Invoice HK-21986",
    "Customer number: 55-1203",
    "Order no. 4711/B",
    "Date: 15 March 2025",
    "Yearly service 1,665.88",
    "Total 1,982.40",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("invoice")
    (folder / "corpus").mkdir()
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for line in LINES:
        pdf.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(folder / "corpus" / "invoice.pdf"))
    build_index(folder / "corpus", folder / "index")
    with open_index(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "number", "line"),
    [
        ("What is the invoice number?", "HK-21986", "Invoice HK-21986"),
        ("Which customer number does the invoice have?", "55-1203", "Customer number: 55-1203"),
        ("What is the order number?", "4711/B", "Order no. 4711/B"),
    ],
)
def test_the_line_with_the_number_is_cited(index, question, number, line):
    first = index.ask(question).citations[0]
    assert first.quote == line
    assert index.document_text("invoice.pdf")[slice(*first.span)] == number


def test_a_number_that_the_paper_does_not_bear_is_no_other_one(index):
    answer = index.ask("What is the tax number?")
    assert not answer.answered or "HK-21986" not in answer.citations[0].quote
