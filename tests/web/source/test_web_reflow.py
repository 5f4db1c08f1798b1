from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.source.reflow import reflow

PROSE = (
    "France retaliated first: it declared a diplomat unwelcome. Mali then told five employees to leave. " * 3
)


@given(st.text(alphabet="ab \n-.", max_size=400))
def test_only_line_breaks_become_spaces(text: str) -> None:
    for before, after in zip(text, reflow(text), strict=True):
        assert before == after or (before, after) == ("\n", " ")


@pytest.mark.parametrize("width", [45, 72, 100])
def test_wrapped_paragraphs_are_joined(width: int) -> None:
    wrapped = "\n".join(wrap(PROSE, width))
    joined = wrapped.replace("\n", " ")
    assert reflow(f"{wrapped}\n\n{wrapped}\n") == f"{joined}\n\n{joined}\n"


@pytest.mark.parametrize(
    "text",
    [
        "Roses are red, violets are blue, sugar is sweet\nand so\nare you, as we all know.",
        "- one item of a list that goes on for a while\n- another item of a list that goes on for a bit",
        "name,place,year of the first mention in the archive\nAnn,Paris,1901\nBob,Rome,1902",
        "Short\nlines\nstay",
    ],
)
def test_other_lines_stay(text: str) -> None:
    assert reflow(text) == text
