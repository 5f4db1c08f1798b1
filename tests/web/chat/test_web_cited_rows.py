"""The small table of the rows that an answer cites, as markup and in a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect
from web_actions import ask, open_citation
from web_site import Site

from assistant.types import Answer, Citation, CitedRow, Statement
from assistant.web.chat.answers import answer_html, count_words, partial_html

COLUMNS = ("Ship", "Bunk", "Fare")
WIDE = tuple(f"Reading number {number:02}" for number in range(1, 13))
FILES = {
    "fares.csv": "Ship,Bunk,Fare\nSkua,upper,38.50\nFulmar,,12.75\nGannet,lower,44.00\n",
    "gauges.csv": "\n".join(
        ",".join((label, *(cell(number) for number in range(1, 13))))
        for label, cell in (
            ("Gauge", lambda number: f"Reading number {number:02}"),
            ("North quay", lambda number: f"{number * 1111} metres above the old mark"),
            ("South quay", lambda number: f"{number * 1313} metres above the old mark"),
        )
    ),
}


def cited(start: int, row: CitedRow | None, document: str = "fares.csv") -> Citation:
    return Citation(document, None, start, start + 4, "a | b", 1.0, row=row)


def row(*cells: str, columns: tuple[str, ...] = COLUMNS, answers: tuple[int, ...] = (2,)) -> CitedRow:
    return CitedRow(0, columns, cells, answers)


def answer(*citations: Citation) -> Answer:
    """Return an answer with a statement for each citation."""
    statements = tuple(Statement(f"Statement {n}", (n,)) for n in range(1, len(citations) + 1))
    return Answer("Q", "answer", 0.9, statements=statements, citations=citations)


def tables(markup: str) -> list[list[list[str]]]:
    """Return the cells of each table, row by row, the cells that answer between stars."""
    starred = re.sub(r'<strong class="short">(.*?)</strong>', r"*\1*", markup)
    return [
        [
            [html.unescape(cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", line)]
            for line in re.findall(r"<tr>(.*?)</tr>", table)
        ]
        for table in re.findall(r"<table>(.*?)</table>", starred)
    ]


SKUA, GANNET = row("Skua", "upper", "38.50"), row("Gannet", "lower", "44.00")


def test_rows_of_consecutive_statements_are_one_table_in_their_order() -> None:
    markup = answer_html(1, answer(cited(50, GANNET), cited(10, SKUA), cited(50, GANNET)))
    assert tables(markup) == [[[*COLUMNS], ["Skua", "upper", "*38.50*"], ["Gannet", "lower", "*44.00*"]]]
    assert markup.count("<p ", 0, markup.index("<table>")) == 3
    assert markup.count('<th scope="col">') == 3


def test_rows_of_other_tables_and_prose_between_begin_a_new_one() -> None:
    other = cited(10, SKUA, "other.csv")
    markup = answer_html(1, answer(cited(10, SKUA), other, cited(90, None), cited(50, GANNET)))
    assert [[line[0] for line in table[1:]] for table in tables(markup)] == [["Skua"], ["Skua"], ["Gannet"]]
    assert tables(answer_html(1, answer(cited(10, None)))) == []


def test_the_rows_that_a_figure_was_computed_from_are_one_table() -> None:
    said = replace(
        answer(cited(10, SKUA), cited(50, GANNET)),
        kind="refusal",
        statements=(),
        computed=Statement("Sum of Fare over 2 rows: 82.50", (1, 2)),
    )
    assert [len(table) for table in tables(answer_html(1, said))] == [3]


def test_of_many_columns_those_around_the_answer_are_shown() -> None:
    wide = row(*(f"{number}." for number in range(1, 13)), columns=WIDE, answers=(7,))
    ((names, cells),) = tables(answer_html(1, answer(cited(0, wide))))
    assert names == [WIDE[0], "…", *WIDE[5:9], "…"]
    assert cells == ["1.", "…", "6.", "7.", "*8.*", "9.", "…"]
    six = row(*"abcdef", columns=WIDE[:6], answers=(0,))
    assert tables(answer_html(1, answer(cited(0, six))))[0][0] == [*WIDE[:6]]


def test_a_column_that_the_answer_speaks_of_goes_before_one_that_is_near() -> None:
    wide = row(*(f"{number}." for number in range(1, 13)), columns=WIDE, answers=(2,))
    said = replace(answer(cited(0, wide)), statements=(Statement(f"3. (highest {WIDE[10]})", (1,)),))
    assert WIDE[10] in tables(answer_html(1, said))[0][0]


def test_empty_cells_stay_empty_long_ones_are_cut_and_columns_of_nothing_left_out() -> None:
    long = "A long remark " * 20
    odd = row("Skua", "", "38.50", long, "", columns=(*COLUMNS, "Remark", ""))
    ((names, cells),) = tables(answer_html(1, answer(cited(0, odd))))
    assert names == [*COLUMNS, "Remark"]
    assert cells[:3] == ["Skua", "", "*38.50*"]
    assert cells[3].endswith(" …")
    assert len(cells[3]) < 100


@pytest.mark.parametrize(
    "odd",
    [
        row("Skua", "", "", answers=(0,)),
        row("Skua", "upper", "A whole paragraph about the fare. " * 5),
        row("Skua", "A whole paragraph about the bunk. " * 5, "Another one. " * 20, answers=()),
    ],
)
def test_paragraphs_and_single_values_are_no_table(odd: CitedRow) -> None:
    assert tables(answer_html(1, answer(cited(0, odd)))) == []


def test_documents_are_shown_as_text() -> None:
    evil = row("<b>x</b>", "</td><script>alert(1)</script>", "*y* | z", columns=("<i>a", "b", "c"))
    markup = answer_html(1, answer(cited(0, evil)))
    assert not re.search(r"<(?:b|i|script)\b", markup)
    assert tables(markup)[0][0] == ["<i>a", "b", "c"]


def test_the_table_comes_with_the_finished_answer() -> None:
    said = answer(cited(10, SKUA))
    for words in range(1, count_words(said) + 1):
        assert tables(partial_html(1, said, words)) == []


# --- in a browser


@pytest.fixture(scope="module")
def fares(start: Callable[..., Site]) -> Site:
    return start(FILES)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_cited_row_is_seen_as_a_table(visit: Callable[..., Page], fares: Site) -> None:
    page = visit(fares.url)
    said = ask(page, "What is the fare of the Gannet?")
    table = said.get_by_role("table")
    expect(table).to_be_visible()
    expect(table.get_by_role("columnheader")).to_have_text([*COLUMNS])
    expect(table.get_by_role("cell")).to_have_text(["Gannet", "lower", "44.00"])
    answering = table.locator("td .short")
    expect(answering).to_have_text("44.00")
    assert int(answering.evaluate("element => getComputedStyle(element).fontWeight")) >= 600
    assert " | " not in said.inner_text()
    said.locator("a.cite").first.hover()
    expect(page.locator("#tooltip q")).to_have_text("Ship: Gannet · Bunk: lower · Fare: 44.00")
    source = open_citation(page, said)
    expect(source.locator(".source-list .snippet")).to_have_text("Ship: Gannet · Bunk: lower · Fare: 44.00")
    expect(source.locator("mark.shown").first).to_be_visible()


def test_on_a_phone_a_wide_table_scrolls_in_its_own_box(visit: Callable[..., Page], fares: Site) -> None:
    page = visit(fares.url, width=390, height=844)
    said = ask(page, "What is reading number 07 of the south quay?")
    box = said.locator(".cited-rows")
    expect(box.locator("td .short")).to_have_text("9191 metres above the old mark")
    assert box.evaluate("element => element.scrollWidth > element.clientWidth")
    assert box.evaluate("element => element.getBoundingClientRect().right <= window.innerWidth")
    assert fits(page)
