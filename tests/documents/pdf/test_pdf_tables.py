"""Tables of PDFs: cells are found from where words stand, and nothing that is no table is taken for one."""

import pytest
from reportlab.pdfgen import canvas

from assistant.documents.checking import check_extraction
from assistant.documents.pdf.parser import parse
from assistant.types.tables import BETWEEN_LEVELS

SIZE = 10
STATEMENT = [
    ("Net sales", "$ 9,583", "$ 10,329"),
    ("Cost of sales", "7,363", "8,042"),
    ("Restructuring charges", "(7)", "34"),
    ("Operating income", "348", "—"),
    ("Effective tax rate", "26.1%", "15.9%"),
]
RIGHT = (330, 430)
PROSE = (
    "The board met on 12 March and heard the report of the treasurer for the year. "
    "Membership rose again and the new hall is now let on most evenings of the week. "
    "Repairs to the roof cost more than was planned because the beams had to be replaced. "
)


class Page:
    """Draws strings on a page, from the top down."""

    def __init__(self, path):
        self.canvas = canvas.Canvas(str(path))
        self.canvas.setFont("Helvetica", SIZE)
        self.path, self.y = path, 780

    def line(self, *words, step=14):
        """Draw words at places: `x` to the right of it, `-x` to the left of it, `(x,)` around it."""
        for x, text in words:
            if isinstance(x, tuple):
                self.canvas.drawCentredString(x[0], self.y, text)
            elif x < 0:
                self.canvas.drawRightString(-x, self.y, text)
            else:
                self.canvas.drawString(x, self.y, text)
        self.y -= step

    def rows(self, rows, right=RIGHT):
        for label, *values in rows:
            cells = [(-x, value) for x, value in zip(right, values, strict=True) if value]
            self.line((60, label), *cells)

    def turn(self):
        self.canvas.showPage()
        self.canvas.setFont("Helvetica", SIZE)
        self.y = 780

    def read(self):
        self.canvas.save()
        return check_extraction(parse(self.path))


@pytest.fixture
def page(tmp_path):
    return Page(tmp_path / "page.pdf")


def cells(extraction, table, kind="row"):
    return [
        tuple("" if cell is None else extraction.text[slice(*cell)] for cell in row.cells)
        for row in table.rows
        if row.kind == kind
    ]


def one_table(extraction):
    (table,) = extraction.tables
    return table


def years(page):
    page.line((-330, "2023"), (-430, "2022"))


def test_cells_are_what_was_drawn(page):
    years(page)
    page.rows(STATEMENT)
    extraction = page.read()
    table = one_table(extraction)
    assert table.columns == ("", "2023", "2022")
    assert cells(extraction, table) == STATEMENT


def test_ruled_table(page):
    years(page)
    page.rows(STATEMENT)
    for y in range(710, 796, 14):
        page.canvas.line(55, y, 440, y)
    for x in (55, 250, 340, 440):
        page.canvas.line(x, 710, x, 796)
    extraction = page.read()
    assert cells(extraction, one_table(extraction)) == STATEMENT


def test_signs_that_stand_apart_belong_to_the_figure_beside_them(page):
    years(page)
    page.line((60, "Net sales"), (270, "$"), (-330, "9,583"), (370, "$"), (-430, "10,329"))
    page.line((60, "Cost of sales"), (-330, "(7,363"), (331, ")"), (-430, "(8,042"), (431, ")"))
    page.line((60, "Growth"), (-330, "2.5"), (338, "%"), (-430, "(1.5"), (438, ")%"))
    extraction = page.read()
    found = [["".join(cell.split()) for cell in row] for row in cells(extraction, one_table(extraction))]
    assert found == [
        ["Netsales", "$9,583", "$10,329"],
        ["Costofsales", "(7,363)", "(8,042)"],
        ["Growth", "2.5%", "(1.5)%"],
    ]


def test_a_name_over_several_columns_is_that_of_each(page):
    right = (300, 370, 440, 510)
    page.line(((310,), "Three months ended"), ((455,), "Six months ended"))
    page.line(*((-x, text) for x, text in zip(right, ("July 29,", "July 30,") * 2, strict=True)))
    page.line(*((-x, text) for x, text in zip(right, ("2023", "2022") * 2, strict=True)))
    page.rows(
        [("Revenue", "9,583", "10,329", "19,050", "20,976"), ("Costs", "7,363", "8,042", "14,680", "16,336")],
        right,
    )
    table = one_table(page.read())
    three, six = "Three months ended" + BETWEEN_LEVELS, "Six months ended" + BETWEEN_LEVELS
    assert table.columns[1:] == (
        three + "July 29, 2023", three + "July 30, 2022", six + "July 29, 2023", six + "July 30, 2022",
    )  # fmt: skip


def test_title_and_unit_stand_above_the_header(page):
    page.line((60, "Consolidated Statements of Earnings"))
    page.line((60, "(in millions)"))
    years(page)
    page.rows(STATEMENT)
    extraction = page.read()
    table = one_table(extraction)
    above = [(row.kind, extraction.text[row.start : row.end]) for row in table.rows[:3]]
    assert above[:2] == [("title", "Consolidated Statements of Earnings"), ("note", "(in millions)")]
    assert above[2][0] == "header"


def test_a_label_over_several_lines_is_one_row(page):
    years(page)
    page.rows(STATEMENT[:2])
    page.line((60, "Proceeds from the sale of property, plant and"))
    page.line((68, "equipment, net of tax"), (-330, "18"), (-430, "30"))
    page.rows(STATEMENT[2:])
    extraction = page.read()
    rows = cells(extraction, one_table(extraction))
    assert rows[2] == ("Proceeds from the sale of property, plant and\nequipment, net of tax", "18", "30")
    assert len(rows) == len(STATEMENT) + 1


def test_lines_without_figures_name_groups(page):
    years(page)
    page.line((60, "Operating activities:"))
    page.line((70, "Depreciation"), (-330, "473"), (-430, "453"))
    page.line((70, "Receivables"), (-330, "289"), (-430, "201"))
    page.line((60, "Investing activities:"))
    page.line((70, "Purchases"), (-330, "(2)"), (-430, "(46)"))
    extraction = page.read()
    kinds = [row.kind for row in one_table(extraction).rows]
    assert kinds == ["header", "group", "row", "row", "group", "row"]


def test_empty_cells_keep_their_columns(page):
    right = (300, 370, 440)
    page.line(*((-x, year) for x, year in zip(right, ("2021", "2022", "2023"), strict=True)))
    rows = [("North", "11", "", "13"), ("South", "", "22", "23"), ("West", "31", "32", "")]
    page.rows(rows, right)
    extraction = page.read()
    assert cells(extraction, one_table(extraction)) == rows


def test_marks_of_notes_are_not_cells(page):
    years(page)
    page.rows([("Net sales (1)", "9,583", "10,329"), *STATEMENT[1:3]])
    extraction = page.read()
    assert cells(extraction, one_table(extraction))[0] == ("Net sales (1)", "9,583", "10,329")


def test_a_table_that_goes_on_over_the_page_keeps_its_names(page):
    page.y = 120
    years(page)
    page.rows(STATEMENT[:3])
    page.turn()
    page.rows(STATEMENT[3:])
    extraction = page.read()
    assert [table.columns for table in extraction.tables] == [("", "2023", "2022")] * 2


def test_two_columns_of_prose_are_no_table(page):
    words = (PROSE * 4).split()
    for start in range(0, len(words) - 14, 14):
        page.line((60, " ".join(words[start : start + 7])), (320, " ".join(words[start + 7 : start + 14])))
    assert page.read().tables == ()


@pytest.mark.parametrize(
    "rows",
    [
        [("1. Introduction", "3"), ("2. Methods", "7"), ("3. Results", "12"), ("4. Discussion", "19")],
        [("Introduction " + "." * 40, "3"), ("Methods " + "." * 40, "7"), ("Results " + "." * 40, "12")],
    ],
)
def test_contents_are_no_table(page, rows):
    page.rows(rows, (430,))
    assert page.read().tables == ()


def test_lists_and_references_are_no_table(page):
    page.line((60, "[1]"), (90, "A. Turing, On computable numbers, Proc. London Math. Soc. 42, 1937"))
    page.line((60, "[2]"), (90, "C. Shannon, A mathematical theory of communication, Bell 27, 1948"))
    page.line((60, "•"), (90, "The hall was let on 212 evenings"))
    page.line((60, "•"), (90, "The roof cost 3,400"))
    assert page.read().tables == ()
