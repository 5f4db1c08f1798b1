import html
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.web.escape import Html, escape, join, one_line, tag

ANYTHING = st.text() | st.text(alphabet=string.punctuation + "ab \n\t")
SHOWABLE = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t"))


@given(ANYTHING)
def test_escaped_text_has_no_syntax(text: str) -> None:
    rest = set(escape(text)) & set(string.punctuation)
    assert rest <= set("&#;")
    escape(text).encode()


@given(SHOWABLE.filter(lambda text: not set(text) & {"\ufffe", "\uffff"}))
def test_html_shows_what_was_escaped(text: str) -> None:
    assert html.unescape(escape(text)) == text


@given(st.text(alphabet=string.punctuation + "ab1. "))
def test_markdown_shows_what_was_escaped(text: str) -> None:
    line = "x" + one_line(text) + "x"
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(escape(line))
    assert html.unescape(rendered) == f"<p>{line}</p>\n"


@pytest.mark.parametrize("text", ["\0", "\x1b", "\ud800", "\uffff"])
def test_what_cannot_be_shown_is_replaced(text: str) -> None:
    assert escape(text) == "\ufffd"


@given(ANYTHING, ANYTHING)
def test_tag_escapes_children_and_attributes(child: str, value: str) -> None:
    made = tag("p", child, title=value)
    assert made.count("<") == 2
    assert made.count('"') == 2
    assert made == f'<p title="{escape(value)}">{escape(child)}</p>'


def test_tag_keeps_markup_and_leaves_out_what_is_not_there() -> None:
    assert tag("p", Html("<b>x</b>"), None, class_="a", hidden=True, id=None, disabled=False) == (
        '<p class="a" hidden><b>x</b></p>'
    )
    assert tag("br") == "<br>"
    assert tag("i", data_show="x") == '<i data-show="x"></i>'


def test_tag_refuses_names_that_are_none() -> None:
    with pytest.raises(ValueError, match="Not the name"):
        tag("p onclick=x")
    with pytest.raises(ValueError, match="Not the name"):
        tag("p", **{"a b": "c"})


def test_join_escapes_its_parts() -> None:
    assert join("<", Html("<br>"), None, by="·") == "&#60;·<br>"
