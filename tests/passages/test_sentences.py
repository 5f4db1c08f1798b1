import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.passages.blocks import split_blocks
from assistant.passages.sentences import split_sentences
from assistant.types import Extraction, Heading, Page


def sentences(text, **extraction):
    whole = Extraction(text, **extraction)
    return [text[s.start : s.end] for block in split_blocks(whole) for s in split_sentences(text, block)]


def headings(text, *titles):
    return tuple(Heading(text.index(title), text.index(title) + len(title)) for title in titles)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Smith paid $3.2 bn. in cash. He left.", ["Dr. Smith paid $3.2 bn. in cash.", "He left."]),
        ("The U.S. company Inc. said so. Mr. X agreed.", ["The U.S. company Inc. said so.", "Mr. X agreed."]),
        (
            "Mr. X replaces Ms. Keane, who left. He stays.",
            ["Mr. X replaces Ms. Keane, who left.", "He stays."],
        ),
        (
            "**1. Driver.** The driver is 21. See _this._ Go.",
            ["**1. Driver.**", "The driver is 21.", "See _this._", "Go."],
        ),
        ("1. First item\n2. Second. \n", ["1. First item", "2. Second."]),
        ("- apples\n- pears", ["- apples", "- pears"]),
        ("He said: “No!” and left. Then: rain.", ["He said: “No!” and left.", "Then: rain."]),
        ("北京大学是一所大学。它在北京。", ["北京大学是一所大学。", "它在北京。"]),
        ("Café 😀 one. Two 😀.", ["Café 😀 one.", "Two 😀."]),
        ("First.\r\n\r\nSecond.", ["First.", "Second."]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_prose_is_cut_at_sentence_ends(text, expected):
    assert sentences(text) == expected


def test_a_wrapped_line_goes_on_in_the_next():
    text = (
        "This is a wrapped line of text that goes on and on until\n"
        "the next line where it ends. Then another sentence starts\n"
        "here and it ends.\nShort\n"
        "Another wrapped paragraph of the text which is also very\nlong and so it is continued."
    )
    assert sentences(text)[0].endswith("until\nthe next line where it ends.")
    assert "Short" in sentences(text)
    assert sentences(text)[-1].startswith("Another")
    assert sentences(text)[-1].endswith("continued.")


def test_lines_of_unwrapped_text_stand_alone():
    text = "A first line without a stop\nand a second one\n" + "A very long line. " * 20
    assert sentences(text)[:2] == ["A first line without a stop", "and a second one"]


def test_hard_line_breaks_always_end_a_sentence():
    text = (
        "one long enough line of a list that may look wrapped\nanother line of about the same length as that"
    )
    assert len(sentences(text, line_breaks="hard")) == 2


def test_a_heading_is_a_sentence_of_its_own_kind():
    text = "The Report\nIt begins here and goes on for a while. It ends.\n"
    extraction = Extraction(text, headings=headings(text, "The Report"))
    found = [s for block in split_blocks(extraction) for s in split_sentences(text, block)]
    assert [s.is_heading for s in found] == [True, False, False]
    assert text[found[0].start : found[0].end] == "The Report"


def test_table_rows_are_not_joined():
    text = "Revenue   2021   2022   2023\nProducts   10   20   30\nServices   1   2   3"
    assert len(sentences(text)) == 3


def test_a_sentence_may_go_on_after_a_page_turn():
    text = "The committee met in the old hall and decided that the\n\nbridge would be rebuilt within a year."
    pages = (Page(1, 0, 54), Page(2, 56, len(text)))
    assert sentences(text, pages=pages) == [text]
    assert len(sentences(text)) == 2


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400),
    st.sampled_from(["hard", "wrapped"]),
)
def test_sentences_hold_all_text_but_white_space(text, line_breaks):
    extraction = Extraction(text, line_breaks=line_breaks)
    found = [s for block in split_blocks(extraction) for s in split_sentences(text, block)]
    position = 0
    for sentence in found:
        assert text[position : sentence.start].strip() == ""
        assert sentence.start < sentence.end
        part = text[sentence.start : sentence.end]
        assert part == part.strip()
        position = sentence.end
    assert text[position:].strip() == ""
