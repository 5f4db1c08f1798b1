"""The comparison of what a document says with what was read of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents import extract
from benchmarks.extraction.__main__ import WRITERS, measure
from benchmarks.extraction.content import Material
from benchmarks.extraction.score import in_order, share_in_order, words
from benchmarks.extraction.speed import Run, write_files
from benchmarks.extraction.speed import table as speed_table

FEW = st.lists(st.sampled_from("abcd"), max_size=12)


def longest_common(first, second):
    if not first or not second:
        return 0
    if first[0] == second[0]:
        return 1 + longest_common(first[1:], second[1:])
    return max(longest_common(first[1:], second), longest_common(first, second[1:]))


@given(st.lists(st.sampled_from("abc"), max_size=7), st.lists(st.sampled_from("abc"), max_size=7))
def test_words_in_order_are_the_longest_common_subsequence(expected, found):
    assert in_order(expected, found) == longest_common(expected, found)


@given(FEW, FEW, FEW)
def test_words_between_the_expected_ones_cost_nothing(before, after, expected):
    assert in_order(expected, [*before, *expected, *after]) == len(expected)


def test_words_keep_what_belongs_to_a_figure():
    assert words("It cost £96,780.00 (13%), at 10:30.") == [
        "It",
        "cost",
        "£",
        "96,780.00",
        "13",
        "%",
        "at",
        "10:30",
    ]
    assert share_in_order("one two three four", "two one three") == 0.5


def test_the_same_seed_makes_the_same_parts():
    first, second, other = (Material(["A sentence of its own."] * 5, seed) for seed in (1, 1, 2))
    assert first.part("table") == second.part("table") != other.part("table")


@pytest.mark.parametrize("format_name", WRITERS)
def test_every_format_is_written_and_read(format_name, tmp_path):
    result = measure(format_name, 2, tmp_path)
    assert not result.failed
    assert len(result.in_order) == 2
    assert result.by_kind["heading"] == [1.0, 1.0]


def test_files_of_all_formats_are_written_and_two_versions_compared(tmp_path):
    write_files(tmp_path, 8)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == sorted(
        (".docx", ".xlsx", ".pptx", ".html", ".pdf", ".eml", ".txt", ".md")
    )
    for path in tmp_path.iterdir():
        assert extract(path).text
    shown = speed_table([Run(9.0, 12.0, 8, 40)] * 2, [Run(8.0, 6.0, 9, 50)], 31.4)
    assert "| processor time, s | 12 | 6 | 0.50 |" in shown
    assert shown.endswith("31 billion operations/s a core.")
