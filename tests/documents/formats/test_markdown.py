"""Markdown: the file as it is, and where its headings lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.documents.formats import markdown
from assistant.errors import ExtractionError
from assistant.types import Extraction

PIECES = st.lists(
    st.sampled_from(
        [
            "# ",
            "## ",
            "#",
            "==",
            "---",
            "+++",
            "> ",
            "- ",
            "1. ",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "    ",
            "\t",
            "```",
            "a",
            "été b",
            "title: x",
            "\u2028",
            "\x0b",
            "<!--",
            "|",
            "|--|--|",
            "*",
            "[x](y)",
        ]
    ),
    max_size=40,
)


def read(tmp_path: Path, content: str | bytes) -> Extraction:
    path = tmp_path / "notes.md"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return markdown.parse(path)


def headings(extraction: Extraction) -> list[tuple[str, int]]:
    return [(extraction.text[h.start : h.end], h.level) for h in extraction.headings]


def check_ranges(extraction: Extraction) -> None:
    position = 0
    for heading in extraction.headings:
        words = extraction.text[heading.start : heading.end]
        assert position <= heading.start
        assert words == words.strip() != ""
        position = heading.end
    for table in extraction.tables:
        lines = [(row.start, row.end) for row in table.rows]
        assert lines == sorted(lines)
        for row in table.rows:
            cells = [cell for cell in row.cells if cell is not None]
            assert cells == sorted(cells)
            assert all(row.start <= start < end <= row.end for start, end in cells)


def test_tables_by_their_bars(tmp_path: Path) -> None:
    extraction = read(
        tmp_path, "| a | **b** | c |\n|:--|--:|---|\n| 1 | x\\|y | |\n| | `z` | 1\n\nno | table\n"
    )
    (table,) = extraction.tables
    assert table.columns == ("a", "b", "c")
    said = [[cell and extraction.text[slice(*cell)] for cell in row.cells] for row in table.rows]
    assert said == [["a", "b", "c"], ["1", "x\\|y", None], [None, "z", "1"]]
    check_ranges(extraction)


def test_the_text_is_the_file(tmp_path: Path) -> None:
    content = "# One #\r\n\r\n*Text*\u2028more\n\n> ## Two *b*\n\nThree\n=====\n- # Four\n\n## # #\n"
    extraction = read(tmp_path, content)
    assert extraction.text == content
    assert extraction.line_breaks == "wrapped"
    assert headings(extraction) == [("One", 1), ("Two *b*", 2), ("Three", 1), ("Four", 1), ("#", 2)]
    check_ranges(extraction)


def test_headings_of_two_lines_and_none_in_code(tmp_path: Path) -> None:
    extraction = read(
        tmp_path, "one\n  two\n---\n\n```\n# no\n```\n\n    # no\n\n<!--\n# no\n-->\n\\# no\n#no\n#\n"
    )
    assert headings(extraction) == [("one\n  two", 2)]


def test_only_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff# été".encode()).text == "# été"
    assert read(tmp_path, "# été".encode("utf-16")).text == "# été"


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("---\ntitle: 'The sea'\nlang: en\n---\n# Other\n", "The sea"),
        ('+++\ntitle = "The sea"\n+++\n', "The sea"),
        ("---\r\nlang: en\r\n---\r\n\r\n# The *sea* `x`\r\n", "The sea x"),
        ("## Low\n\n# [The sea](a.md)\n", "The sea"),
        ("## Low\n", ""),
    ],
)
def test_titles(tmp_path: Path, content: str, title: str) -> None:
    extraction = read(tmp_path, content)
    assert (extraction.title, extraction.text) == (title, content)
    assert "lang: en" not in [words for words, _ in headings(extraction)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(codec="utf-8", categories=("L",)), min_size=1), min_size=1))
def test_words_come_back_as_headings(tmp_path: Path, words: list[str]) -> None:
    extraction = read(tmp_path, "\n\n".join(f"### {word} ###\n{word}" for word in words))
    assert headings(extraction) == [(word, 3) for word in words]
    check_ranges(extraction)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES)
def test_ranges_hold_whatever_is_written(tmp_path: Path, pieces: list[str]) -> None:
    content = "start\n\n" * (len(pieces) % 2) + "".join(pieces) + "end of a text that is no binary data"
    extraction = read(tmp_path, content)
    assert extraction.text == content
    check_ranges(extraction)


@pytest.mark.parametrize("piece", ["> ", "- ", "#", "[", "*", "`", "1. ", "---\n", "# a\n", "<b>"])
def test_repetition_is_bearable(tmp_path: Path, piece: str) -> None:
    check_ranges(read(tmp_path, piece * 5_000 + "end"))


@pytest.mark.parametrize("content", [b"", b" \n", bytes(range(256)) * 40])
def test_files_without_text_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ExtractionError):
        read(tmp_path, content)
