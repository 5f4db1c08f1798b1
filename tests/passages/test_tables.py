"""Tables that come out of PDFs as lines: what is a row, what stands above it, and what is cited."""

from itertools import pairwise

import pytest
from reportlab.pdfgen import canvas

from assistant import build_index, open_index
from assistant.index.search.analyzer import analyze
from assistant.index.search.lexical import LexicalEntry, lexical_in_memory
from assistant.passages.splitting import split_passages
from assistant.passages.table_context import caption_prefix
from assistant.retrieval.search import make_query, rank_passages
from assistant.types import Extraction, Page

PROSE = [
    "Harrow Mills grinds grain for bakers in the north of the country, and has done so for ninety years.",
    "The mill on the river was rebuilt after the flood, and the work was paid for by the insurance, so that",
    "no loan was needed. Spending on machines fell in the last year, since most of them had been replaced.",
]
CASH_FLOWS = [
    "HARROW MILLS COMPANY",
    "Consolidated Statement of Cash Flows",
    "Years ended December 31",
    "(Millions) 2018 2017 2016",
    "Cash Flows from Operating Activities",
    "Net income 5,363 4,869 5,058",
    "Depreciation and amortization 1,488 1,544 1,474",
    "Deferred income taxes and other",
    "long-term items (57) 107 7",
    "Cash Flows from Investing Activities",
    "Capital expenditures 1,577 1,420 1,373",
    "Purchases of marketable securities",
    "(1)",
    "1,828 2,152 1,410",
    "See the notes to these statements.",
]
BALANCE = [
    "Consolidated Balance Sheet",
    "At December 31",
    "(Millions) 2018 2017",
    "Cash and cash equivalents $ 2,853 $ 3,053",
    "Inventories 4,366 4,034",
    "Total assets $ 36,500 $ 37,987",
]


def draw(path, *pages):
    """Make a PDF with these lines on each page."""
    drawn = canvas.Canvas(str(path))
    for lines in pages:
        for number, line in enumerate(lines):
            drawn.drawString(40, 790 - 13 * number, line)
        drawn.showPage()
    drawn.save()


def count_words(texts):
    return [len(text.split()) for text in texts]


def passages(lines, most=200, pages=()):
    text = "\n".join(lines)
    found = split_passages(Extraction(text, pages=pages), count_words, most)
    for before, after in pairwise(found):
        assert text[before.end : after.start].strip() == ""
    return text, found


def said(text, passage, wanted):
    return [" ".join(text[s.start : s.end].split()) for s in passage.sentences if wanted(s)]


@pytest.fixture(scope="module")
def filing(tmp_path_factory):
    """Return the open index of a PDF with prose, two statements and more prose."""
    folder = tmp_path_factory.mktemp("filing")
    (folder / "corpus").mkdir()
    draw(folder / "corpus" / "HARROWMILLS_2018.pdf", PROSE, PROSE + CASH_FLOWS, BALANCE, PROSE)
    build_index(folder / "corpus", folder / "index")
    with open_index(folder / "index") as index:
        yield index


@pytest.mark.parametrize(
    ("question", "row", "page"),
    [
        ("What were capital expenditures in 2018?", "Capital expenditures 1,577 1,420 1,373", 2),
        ("How large were the inventories of Harrow Mills?", "Inventories 4,366 4,034", 3),
        (
            "What were deferred income taxes and other long-term items in 2017?",
            "Deferred income taxes and other long-term items (57) 107 7",
            2,
        ),
    ],
)
def test_the_row_that_answers_is_cited(filing, question, row, page):
    citations = filing.ask(question, refuse=False).citations[:3]
    assert (row, page) in [(" ".join(citation.quote.split()), citation.page) for citation in citations]
    for each in citations:
        assert filing.document_text(each.document)[each.start : each.end] == each.quote


def test_titles_and_names_of_columns_are_not_cited(filing):
    question = "What does the consolidated balance sheet at December 31 in millions say for 2018 and 2017?"
    quotes = [citation.quote for citation in filing.ask(question, refuse=False).citations]
    assert not [quote for quote in quotes if "Consolidated Balance Sheet" in quote or "(Millions)" in quote]


def test_a_table_is_a_passage_with_its_caption_and_the_note_below():
    text, found = passages(PROSE + CASH_FLOWS)
    assert [p.heading for p in found[:-1]] == [""]
    table = found[-1]
    assert table.heading == (
        "HARROW MILLS COMPANY Consolidated Statement of Cash Flows "
        "Years ended December 31 (Millions) 2018 2017 2016"
    )
    assert text[table.start : table.end] == "\n".join(CASH_FLOWS)
    assert said(text, table, lambda s: s.is_row) == [
        "Net income 5,363 4,869 5,058",
        "Depreciation and amortization 1,488 1,544 1,474",
        "Deferred income taxes and other long-term items (57) 107 7",
        "Capital expenditures 1,577 1,420 1,373",
        "Purchases of marketable securities (1) 1,828 2,152 1,410",
    ]
    assert said(text, table, lambda s: s.is_heading)[1:] == [
        "Cash Flows from Operating Activities",
        "Cash Flows from Investing Activities",
    ]


def test_prose_below_a_table_is_not_under_its_caption():
    text, found = passages(CASH_FLOWS[:-1] + PROSE)
    assert text[found[-1].start : found[-1].end] == "\n".join(PROSE)
    assert [bool(p.heading) for p in found] == [True, False]


def test_every_part_of_a_long_table_is_read_with_the_caption():
    rows = [f"Sales of flour of kind {chr(97 + n)} {n + 100} {n + 200}" for n in range(26)]
    text, found = passages(["Sales by Kind", "2018 2017", *rows], most=60)
    assert len(found) > 2
    above = [caption_prefix(text[p.start : p.end], p.heading, p.sentences) for p in found]
    assert above == ["", *["Sales by Kind 2018 2017\n"] * (len(found) - 1)]


def test_a_sentence_that_introduces_a_table_goes_with_it_and_into_its_caption():
    lines = ["Flour sold as follows (in tons):", "2018 2017", "Rye 50 60", "Wheat 70 80"]
    text, found = passages(PROSE + lines)
    assert text[found[-1].start : found[-1].end] == "\n".join(lines)
    assert found[-1].heading == "Flour sold as follows (in tons): 2018 2017"


def test_a_table_that_goes_on_under_other_columns_keeps_its_title():
    lines = ["Sales by Kind", "2018 2017", "Rye 50 60", "Wheat 70 80", "2016 2015", "Rye 10 20", "Wheat 3 4"]
    assert [p.heading for p in passages(lines)[1]] == ["Sales by Kind 2018 2017", "Sales by Kind 2016 2015"]


def test_a_title_does_not_reach_across_pages():
    first, second = "Sales by Kind\n2018 2017\nRye 50 60\nWheat 70 80", "Costs\n2018 2017\nRent 5 6\nPay 7 8"
    pages = (Page(1, 0, len(first)), Page(2, len(first) + 2, len(first) + 2 + len(second)))
    _, found = passages([first, "", second], pages=pages)
    assert [p.heading for p in found] == ["Sales by Kind 2018 2017", "Costs 2018 2017"]


@pytest.mark.parametrize(
    "lines",
    [
        ["The increase was due to the opening of forty-seven new mills since January 29, 2022,"],
        ["We have read the accounts of the company and its subsidiaries as of June 30, 2023"],
    ],
)
def test_a_line_of_prose_that_ends_with_a_date_goes_on(lines):
    text, found = passages([*lines, "and of its mills in other countries, and they are in order."])
    assert said(text, found[0], lambda s: True) == [" ".join(text.split())]


def test_short_lines_apart_from_a_table_can_still_be_cited():
    lines = [
        "The office is in Bergen",
        "It opens at nine",
        "",
        "Sales by Kind",
        "2018 2017",
        "Rye 5 6",
        "Oat 7 8",
    ]
    text, found = passages(PROSE + lines)
    cited = [words for p in found for words in said(text, p, lambda s: not s.is_heading)]
    assert "It opens at nine" in cited
    assert "Sales by Kind" not in cited


def test_words_score_what_only_likeness_found():
    texts = ["rye and wheat", "wheat", "barley", "rye"]
    lexical = lexical_in_memory(LexicalEntry(n, 1, text, "") for n, text in enumerate(texts))
    terms = dict.fromkeys(analyze("rye wheat"), 1.0)
    every = lexical.search(terms, 10)
    assert lexical.scores(terms, [1, 2]) == {1: every[1]}
    assert lexical.scores(terms, []) == {}


def test_all_of_a_document_speaks_of_what_its_file_name_says(tmp_path):
    (tmp_path / "corpus").mkdir()
    boast = (
        "Best Mills is proud. Best Mills is the best of mills, and at Best Mills the best mills are built."
    )
    facts = "Inventories of grain came to five million dollars, which is more than in the year before."
    other = "Inventories of grain came to nine million dollars at mills of others."
    (tmp_path / "corpus" / "BESTMILLS_2019.txt").write_text(f"{boast * 9}\n\n{facts * 5}\n")
    (tmp_path / "corpus" / "others.txt").write_text(other)
    build_index(tmp_path / "corpus", tmp_path / "index")
    with open_index(tmp_path / "index") as index, index.newest() as (snapshot, embedder, _):
        ranked = rank_passages(snapshot, make_query("What inventories had Best Mills?", embedder), 9)
    best = max(ranked, key=lambda each: each.bm25)
    assert best.passage.text.startswith("Inventories of grain came to five")
