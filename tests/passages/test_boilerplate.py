"""What is no part of what a document says: page numbers, running heads, entries of a table of contents."""

import pytest

from assistant.passages.blocks import split_blocks
from assistant.passages.lines import is_contents_entry, is_lone_number
from assistant.passages.sentences import split_sentences
from assistant.types import Extraction, Page


def sentences(text, line_breaks="hard", **fields):
    extraction = Extraction(text, line_breaks=line_breaks, **fields)
    return [each for block in split_blocks(extraction) for each in split_sentences(text, block)]


def evidence(text, line_breaks="hard", **fields):
    found = sentences(text, line_breaks, **fields)
    return [text[s.start : s.end] for s in found if not (s.is_heading or s.is_boilerplate)]


@pytest.mark.parametrize(
    "line",
    [
        "17",
        "- 17 -",
        "– 4 –",
        "[12]",
        "Page 3",
        "page 3 of 12",
        "3/12",
        "F-17",
        "iv",
        "XII",
        "Seite 4 von 9",
        "1,234",
    ],
)
def test_a_number_alone_is_no_evidence(line):
    assert is_lone_number(line)
    assert evidence(f"We sell games.\n\n{line}\n\nThey are good.") == ["We sell games.", "They are good."]


@pytest.mark.parametrize(
    "line",
    ["17 casinos", "12%", "€ 5", "1936.", "In 1936", "Civil", "mix", "Pages", "B12", "07:30", "12 May", "A"],
)
def test_a_number_that_says_what_it_counts_is_no_lone_number(line):
    assert not is_lone_number(line)


@pytest.mark.parametrize("line_breaks", ["hard", "wrapped"])
def test_page_numbers_between_wrapped_lines_are_not_glued_to_them(line_breaks):
    text = (
        "The company develops and licenses table games for casinos in many states,\n"
        "most of them in the west. Its games compete with those of larger houses.\n"
        "17\n"
        "Forty people work for the company, half of them in the sale of new games.\n"
    )
    assert not any("17" in said for said in evidence(text, line_breaks))
    assert "Forty people work for the company, half of them in the sale of new games." in evidence(
        text, line_breaks
    )


def test_running_heads_beside_page_numbers_are_no_evidence():
    pages = [f"Merrow Gaming, Inc.\n\nPart {word} tells of games.\n\n{n}" for n, word in enumerate("abcd", 5)]
    assert evidence("\n\n".join(pages)) == [f"Part {word} tells of games." for word in "abcd"]


def test_running_heads_with_the_page_number_in_them():
    pages = [f"Annual report 2021 | Merrow {n}\nWe sold {n}0 games." for n in range(7, 12)]
    text = "\f".join(pages)
    starts = [text.index(page) for page in pages]
    ranges = tuple(
        Page(n, start, start + len(page))
        for n, (start, page) in enumerate(zip(starts, pages, strict=True), 1)
    )
    assert evidence(text, "wrapped", pages=ranges) == [f"We sold {n}0 games." for n in range(7, 12)]


def test_what_repeats_away_from_page_breaks_stays():
    text = "\n\n".join(f"Total\n\nThe town of {name} grew." for name in ("Ash", "Elm", "Oak", "Fir"))
    assert evidence(text).count("Total") == 4


def test_rows_that_begin_every_sheet_stay():
    sheets = [f"Revenue: {n}00\nCosts: {n}0" for n in range(1, 5)]
    text = "\n\n".join(sheets)
    starts = [text.index(sheet) for sheet in sheets]
    pages = tuple(Page(n, start, start + len(sheets[n - 1])) for n, start in enumerate(starts, 1))
    assert len(evidence(text, pages=pages)) == 8


@pytest.mark.parametrize("dots", [" ........ ", " . . . . . . ", "……… ", "\t.....\t", "........"])
def test_dotted_lines_of_contents_are_one_entry_each_and_no_evidence(dots):
    entries = [f"{n}. Risk of kind {n}{dots}{n * 3}" for n in range(1, 6)]
    text = "\n".join([*entries, "", "The risk of fire is small, and two houses insure us against it."])
    assert all(is_contents_entry(entry) for entry in entries)
    found = sentences(text, "wrapped")
    assert [text[s.start : s.end] for s in found[:5]] == entries
    assert evidence(text, "wrapped") == ["The risk of fire is small, and two houses insure us against it."]


def test_an_entry_in_two_lines_is_no_evidence():
    text = "Business ...... 3\nManagement's discussion of\nfinancial condition ...... 9\nExhibits ...... 12"
    assert evidence(text, "wrapped") == []


def test_a_list_titled_contents_is_no_evidence():
    text = "Table of Contents\nItem 1 | Business | 5\nItem 2 | Property | 14\nItem 3 | Claims | 15\n\nLand."
    assert evidence(text) == ["Table of Contents", "Land."]


def test_a_list_titled_otherwise_is_evidence():
    assert len(evidence("Population\nAsh | 5\nElm | 14\nOak | 15")) == 4


def test_quoted_ranges_are_sentences_of_their_own():
    text = "We move the meeting to\nThursday at ten in the\n    room Birch, said who\n    wrote before."
    start = text.index("    room")
    found = sentences(text, "wrapped", quoted=((start, len(text)),))
    assert [(" ".join(text[s.start : s.end].split()), s.is_quoted) for s in found] == [
        ("We move the meeting to Thursday at ten in the", False),
        ("room Birch, said who wrote before.", True),
    ]


def test_fields_of_a_header_stand_apart_though_they_fill_their_lines():
    text = (
        "From: Ada Lind <ada@example.org>\nTo: Bob Sand <bob@example.org>\nDate: 5 May 2026 at ten\n\nCome."
    )
    assert evidence(text, "wrapped")[:2] == text.split("\n")[:2]
