"""Web pages: notes and their marks, tables, line numbers, forms, and what stands around a text."""

import pytest

from assistant.documents.formats.html import readable
from assistant.documents.formats.web.notes import raised


def text(markup):
    return readable(markup).text


@pytest.mark.parametrize(
    "mark",
    [
        '<a epub:type="noteref" href="#n1">1</a>',
        '<sup><a href="#fn1">1</a></sup>',
        '<a href="#fn1"><sup>1</sup></a>',
        '<a role="doc-noteref" href="#n1">*</a>',
        '<sup class="reference"><a href="#cite_note-3">[3]</a></sup>',
        '<a class="footnote-ref" href="x.html#f">a</a>',
        '<a href="#_ftn1">[1]</a>',
    ],
)
def test_marks_of_notes_are_not_glued_to_words(mark):
    assert text(f"<p>twelve leagues{mark} to go</p>") == "twelve leagues to go"


@pytest.mark.parametrize(
    "link", ['<a href="#s2">section 2</a>', '<a href="#fn1">the long note</a>', '<a href="/x">1</a>']
)
def test_links_that_say_something_stay(link):
    assert text(f"<p>see {link}.</p>") == f"see {link.partition('>')[2][:-4]}."


@pytest.mark.parametrize(
    ("before", "up", "expected"),
    [
        *(
            ("12 km", "2", "²"),
            ("10", "-6", "⁻⁶"),
            ("x", "2", "²"),
            ("leagues", "1", " ¹"),
            ("1", "st", "st"),
        ),
        *(("word.", "12", " ¹²"), ("M", "me", "me"), ("", "1", "¹")),
    ],
)
def test_raised_text(before, up, expected):
    assert raised(up, before) == expected


@pytest.mark.parametrize(
    "note",
    [
        '<aside epub:type="footnote" id="n1" hidden="hidden"><p>A league is three miles.</p></aside>',
        '<div role="doc-footnote" style="display:none">A league is three miles.</div>',
        '<div id="fn1" hidden>A league is three miles.</div>',
    ],
)
def test_hidden_notes_are_read_as_blocks(note):
    page = f'<p>leagues<sup><a href="#fn1">1</a></sup> to go</p>{note}<p>After.</p>'
    assert text(page) == "leagues to go\n\nA league is three miles.\n\nAfter."


def test_a_note_in_a_paragraph_is_put_below_it():
    page = (
        '<p>Twelve leagues<span role="doc-footnote">A league is three miles.</span> to go.</p><p>After.</p>'
    )
    assert text(page) == "Twelve leagues to go.\n\nA league is three miles.\n\nAfter."


def test_other_hidden_elements_stay_hidden():
    assert text('<p>a</p><div id="menu" hidden>b</div>') == "a"


def test_line_numbers_are_left_out():
    assert (
        text('<pre><span class="lineno">1 </span>a = 1\n<span class="lineno">2 </span>b</pre>') == "a = 1\nb"
    )
    page = '<table><tr><td class="linenos"><pre>1\n2</pre></td><td><pre>a = 1\nb</pre></td></tr></table>'
    assert text(page) == "a = 1\nb"
    assert (
        text('<p>The sun <span class="linenum">5</span>rises<span class="pagenum">[Pg 7]</span></p>')
        == "The sun rises"
    )
    assert text('<p>See <span class="ln">chapter one</span>.</p>') == "See chapter one."


def test_merged_cells_belong_to_every_row_and_column():
    page = (
        "<table><tr><th rowspan=2>Region<th colspan=2>2023<th>2024<tr><th>Q1<th>Q2<th>Q1"
        "<tr><td rowspan=2>North<td>1<td><td>3<tr><td>5<td>6<td>7</table>"
    )
    rows = text(page).split("\n")[1:]
    assert [row.count("North") for row in rows] == [1, 1]
    assert rows[0].endswith("Q1: 3")
    assert "Q2" not in rows[0].split("|")[1]
    assert ": 6 | " in rows[1]


def test_columns_that_only_space_out_are_left_out():
    page = (
        "<table><tr><td></td><td></td><td colspan=3>2021</td><td></td><td colspan=3>2020</td></tr>"
        "<tr><td>Cash</td><td></td><td>$</td><td>16,058</td><td></td><td></td><td>$</td><td>(5,993"
        "</td><td>)</td></tr>"
        "<tr><td>Debt</td><td></td><td></td><td>4</td><td></td><td></td><td></td><td>5</td><td>%"
        "</td></tr></table>"
    )
    assert text(page).split("\n")[1:] == [
        "Cash | 2021: $16,058 | 2020: $(5,993)",
        "Debt | 2021: 4 | 2020: 5%",
    ]


def test_empty_cells_without_a_header_keep_their_place():
    page = "<table><tr><td>1<td>2<td>3<tr><td>4<td><td>6</table>"
    assert text(page) == "1 | 2 | 3\n4 |  | 6"


def test_lists_in_tables_are_lists():
    page = "<table><tr><td>•<td>We sell games.<tr><td>(b)<td>We buy tables.</table>"
    assert text(page) == "• We sell games.\n(b) We buy tables."


def test_tables_that_say_they_are_layout_are_blocks():
    assert text("<table role=presentation><tr><td>a<td>b</table>") == "a\n\nb"


def test_definitions_stand_with_their_terms():
    page = "<dl><dt>League</dt><dd>three miles</dd><dt>Why?</dt><dd><p>So.</p></dd></dl>"
    assert text(page).startswith("League: three miles\n")


def test_ruby_is_written_behind_its_word():
    page = "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>です"
    assert text(page) == "漢字(かんじ)です"


def test_forms_show_their_values():
    page = (
        '<p>Name <input value="Ada"> <input type=checkbox checked> yes <input type=hidden value=x>'
        "<select><option>red<option selected>blue</select></p>"
    )
    assert text(page) == "Name Ada [x] yes\nblue"


def test_pictures_and_formulas():
    page = (
        '<p>See <img src=a alt="A map of the harbour">: <math alttext="E=mc^2"><mi>E</mi></math>, '
        '<img class="mwe-math-fallback" alt="{\\displaystyle x^2}">.</p><img src=b><img src=c'
        ' alt=""><img width=9>'
    )
    found = readable(page)
    assert found.text == "See [A map of the harbour]: E=mc^2, x^2."
    assert found.warnings == ("1 picture without text.",)


@pytest.mark.parametrize(
    "clutter",
    [
        '<div id="cookie-banner" class="cookie-consent">x</div>',
        '<div id="onetrust-banner-sdk">x</div>',
        '<aside class="related">x</aside>',
        '<div class="related-posts">x</div>',
        '<div role="navigation">x</div>',
        '<ul class="breadcrumb"><li>x</ul>',
        '<span class="mw-editsection">[edit]</span>',
    ],
)
def test_what_stands_around_a_text_is_left_out(clutter):
    assert text(f"<p>a</p>{clutter}<p>b</p>") == "a\n\nb"
    assert text(clutter) != ""


@pytest.mark.parametrize("name", ["related", "share", "cookie-recipes", "content", "more"])
def test_vague_names_hide_nothing(name):
    assert text(f'<p>a</p><div class="{name}">b</div>') == "a\n\nb"


def test_block_quotes_of_pages_are_not_quoted_mail():
    assert readable("<blockquote>a</blockquote>").quoted == ()
