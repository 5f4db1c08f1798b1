"""Web pages: what a reader sees, where its headings lie, and pages made to break a reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.documents.formats import html
from assistant.errors import ExtractionError
from assistant.types import Extraction

WORD = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=9)
WORDS = st.lists(WORD, min_size=1)
MARKUP = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<h1>", "</h1>", "<h2>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</tr>"),
            *("</table>", "<ul>", "<li>", "<ol>", "</ul>", "<pre>", "</pre>", "<br>", "<b>", "</b>", "<nav>"),
            *("</nav>", "<!-- -->", "<p hidden>", "&nbsp;", "&amp;", "&#xD800;", "one", "two", "\n"),
        ]
    ),
    max_size=60,
)


def read(tmp_path: Path, page: str | bytes) -> Extraction:
    path = tmp_path / "page.html"
    path.write_bytes(page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page)
    return html.parse(path)


def headings(extraction: Extraction) -> list[tuple[str, int]]:
    return [(extraction.text[h.start : h.end], h.level) for h in extraction.headings]


def check_ranges(extraction: Extraction) -> None:
    position = 0
    for heading in extraction.headings:
        words = extraction.text[heading.start : heading.end]
        assert position <= heading.start
        assert words == words.strip() != ""
        position = heading.end
    assert extraction.text == extraction.text.encode("utf-8").decode("utf-8")
    assert "\0" not in extraction.text


def test_blocks_stand_apart_and_white_space_collapses(tmp_path: Path) -> None:
    extraction = read(
        tmp_path, "<title> A\n page</title><p>One  <b>two</b>\n three.<p>Four<br>five <i>six</i>seven"
    )
    assert extraction.text == "One two three.\n\nFour\nfive sixseven"
    assert (extraction.title, extraction.line_breaks) == ("A page", "hard")


def test_headings_are_ranges_with_levels(tmp_path: Path) -> None:
    extraction = read(
        tmp_path, "<h1>The <i>sea</i> </h1><p>Water.</p><section><h3>\nSalt</h3>Much.</section>"
    )
    assert extraction.text == "The sea\n\nWater.\n\nSalt\n\nMuch."
    assert headings(extraction) == [("The sea", 1), ("Salt", 3)]
    assert extraction.title == "The sea"


def test_a_heading_never_closed_does_not_swallow_the_page(tmp_path: Path) -> None:
    assert headings(read(tmp_path, f"<h1>Title<div>{'word ' * 200}</h1>")) == []


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<template><p>x</p></template>",
        "<noscript>x</noscript>",
        "<nav><a>x</a></nav>",
        "<p hidden>x</p>",
        '<div style="color: red; Display : None"><p>x</p></div>',
        "<span style='visibility:hidden'>x</span>",
        '<p aria-hidden="true">x</p>',
        "<!-- x -->",
        '<img alt="x">',
        "<svg><title>x</title></svg>",
    ],
)
def test_what_is_not_shown_is_left_out(tmp_path: Path, unseen: str) -> None:
    assert read(tmp_path, f"<p>before</p>{unseen}<p>after</p>").text == "before\n\nafter"


def test_lists_have_their_markers(tmp_path: Path) -> None:
    page = "<ul><li>a<li>b<ol start=3><li>c<li>d</ol></ul><ol><li>e<li value=7><p>f</p></ol>"
    assert read(tmp_path, page).text == "- a\n- b\n  3. c\n  4. d\n\n1. e\n\n7. f"


def test_tables_are_one_line_a_row(tmp_path: Path) -> None:
    rows = "<tr><th>a<th>b<tr><td><p>c</p><p>d</p><td><ul><li>e<li>f</ul><td>"
    assert (
        read(tmp_path, f"<table><caption>T</caption>{rows}</table>g").text
        == "T\n\na | b\na: c d | b: - e - f\n\ng"
    )


def test_tables_that_only_place_things_are_blocks(tmp_path: Path) -> None:
    page = "<table><tr><td>menu<td><h1>Title</h1><p>One.</p><p>Two.</p></tr></table>"
    extraction = read(tmp_path, page)
    assert [line for line in extraction.text.split("\n") if line] == ["menu", "Title", "One.", "Two."]
    assert headings(extraction) == [("Title", 1)]


def test_preformatted_text_is_kept(tmp_path: Path) -> None:
    page = "<p>a</p><pre>\n  if x:\r\n    <b>y</b>  z\n\n</pre><p>b</p>"
    assert read(tmp_path, page).text == "a\n\n  if x:\n    y  z\n\nb"


def test_xhtml_closes_its_elements_itself(tmp_path: Path) -> None:
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><title/><script src="a"/><p>Seen.</p></html>'
    assert read(tmp_path, f'<?xml version="1.0"?>{page}').text == "Seen."


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ("<meta http-equiv=content-type content='text/html; charset=windows-1251'>", "cp1251"),
        ('<meta charset="Shift_JIS">', "shift_jis"),
        ('<meta charset="iso-2022-jp">', "iso2022_jp"),
        ('<meta charset="iso-8859-1">', "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_encodings(tmp_path: Path, declaration: str, encoding: str) -> None:
    foreign = {"cp1251": "Река Нигер", "shift_jis": "川の名前", "iso2022_jp": "川の名前"}
    words = foreign.get(encoding, "L'été à Gao")
    extraction = read(tmp_path, f"{declaration}<p>{words}</p>".encode(encoding))
    assert extraction.text == words


@pytest.mark.parametrize(
    "charset", ["zlib", "rot13", "idna", "undefined", "unicode_escape", "no-such", "utf-16"]
)
def test_nonsense_charsets_are_ignored(tmp_path: Path, charset: str) -> None:
    assert read(tmp_path, f'<meta charset="{charset}"><p>été</p>').text == "été"


@pytest.mark.parametrize(
    "tag", ["div", "b", "ul><li", "table><tr><td", "h1", "blockquote", "span hidden", "pre"]
)
def test_deep_nesting_is_bearable(tmp_path: Path, tag: str) -> None:
    extraction = read(tmp_path, "<p>first</p>" + f"<{tag}>" * 50_000 + "deep")
    assert extraction.text.startswith("first")
    check_ranges(extraction)


def test_entities_do_not_expand(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "laugh"><!ENTITY b "&a;&a;&a;">]><p>x &b;</p>'
    assert "laughlaugh" not in read(tmp_path, bomb).text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=8))
def test_words_come_back_in_order(tmp_path: Path, blocks: list[list[str]]) -> None:
    page = "".join(f"<h2>{block[0]}</h2><div><p>{' <b> '.join(block)}</p></div>" for block in blocks)
    extraction = read(tmp_path, page)
    assert extraction.text.split() == [word for block in blocks for word in (block[0], *block)]
    assert headings(extraction) == [(block[0], 2) for block in blocks]
    check_ranges(extraction)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MARKUP)
def test_ranges_hold_whatever_the_markup(tmp_path: Path, pieces: list[str]) -> None:
    extraction = read(tmp_path, "start " + " ".join(pieces))
    assert extraction.text.startswith("start")
    check_ranges(extraction)


def test_a_page_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    page = "<p>start</p>" + "<table><tr><td>été</td><td><h2>x</h2>&amp;</td></tr></table>" * 3
    for tenth in range(2, 10):
        extraction = read(tmp_path, page.encode()[: len(page.encode()) * tenth // 10])
        assert extraction.text.startswith("start")
        check_ranges(extraction)


@pytest.mark.parametrize("page", [b"", b"  \n", b"<script>x</script>", b"&nbsp;", bytes(range(256)) * 40])
def test_pages_without_text_are_refused(tmp_path: Path, page: bytes) -> None:
    with pytest.raises(ExtractionError) as error:
        read(tmp_path, page)
    assert "page.html" not in str(error.value)
