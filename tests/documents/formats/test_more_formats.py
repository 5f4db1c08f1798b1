"""JSON, XML, subtitles, notebooks, source code, markup and RTF: what is read, and where."""

import json

import pytest

from assistant.documents import extract
from assistant.errors import ExtractionError


@pytest.fixture
def read(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return extract(path)

    return write


def headings(found):
    return [(found.text[h.start : h.end], h.level) for h in found.headings]


def labels(found):
    return [(page.label, found.text[page.start : page.end]) for page in found.pages]


def test_json_has_a_line_for_each_value_with_its_path(read):
    found = read(
        "a.json", '{"name": "Ada", "born": {"year": 1815, "in": "London"}, "tags": ["x", "y"], "died": null}'
    )
    assert found.text == "name: Ada\nborn.year: 1815\nborn.in: London\ntags: x, y"


def test_small_records_of_json_are_a_line_each(read):
    found = read(
        "a.json", '{"staff": [{"name": "Ada", "pay": 12.50}, {"name": "Bob", "ok": true}], "unit": "EUR"}'
    )
    assert found.text == "staff\n\nname: Ada | pay: 12.50\nname: Bob | ok: true\n\nunit: EUR"
    assert headings(found) == [("staff", 1)]


def test_large_records_of_json_are_a_block_each(read):
    records = [{"id": n, "said": f"{'word ' * 40}{n}"} for n in range(2)]
    found = read("a.json", json.dumps(records))
    assert [block.split("\n")[0] for block in found.text.split("\n\n")] == ["id: 0", "id: 1"]


def test_lines_of_json_are_records(read):
    assert read("a.jsonl", '{"a": 1}\n\n{"a": 2, "b": {"c": "x"}}\n').text == "a: 1\na: 2 | b.c: x"


def test_long_lists_of_numbers_are_left_out_and_said(read):
    found = read("a.json", json.dumps({"name": "Harbour", "shape": [[n, n + 1] for n in range(99)]}))
    assert (found.text, found.warnings) == ("name: Harbour", ("1 long list of numbers left out.",))


def test_what_is_no_json_is_read_as_text(read):
    found = read("a.json", '{"a": 1,\n // a note\n}')
    assert "// a note" in found.text
    assert "not valid JSON (line 2)" in found.warnings[0]


def test_xml_of_data(read):
    found = read(
        "a.xml",
        '<staff unit="EUR"><person id="1"><name>Ada</name><pay>12</pay></person>'
        '<person id="2"><name>Bob</name></person><note>All <b>paid</b> in May.</note></staff>',
    )
    assert found.text == (
        "unit: EUR\n\nperson\n\nid: 1 | name: Ada | pay: 12\nid: 2 | name: Bob\n\nAll paid in May."
    )


def test_xml_of_text(read):
    found = read(
        "a.xml", "<book><title>Sea</title><para>It was calm.</para><para>Then it was not.</para></book>"
    )
    assert found.text == "title: Sea\nIt was calm.\nThen it was not."
    assert found.title == "Sea"


def test_xml_does_not_expand_entities_and_damage_is_said(read):
    with pytest.raises(ExtractionError, match="not valid XML"):
        read("a.xml", "<a><b></a>")
    bomb = '<!DOCTYPE a [<!ENTITY x "laugh"><!ENTITY y "&x;&x;">]><a>b &y;</a>'
    assert "laugh" not in read("b.xml", bomb).text


SRT = """1
00:00:01,000 --> 00:00:04,000
<i>The harbour was</i>
built in 1901.

2
00:00:05,000 --> 00:00:07,500
- Who built it?
- The town.

3
00:01:40,000 --> 00:01:43,000
{\\an8}It cost nine million.
"""


def test_subtitles_are_pages_labelled_by_their_times(read):
    assert labels(read("a.srt", SRT)) == [
        ("0:00:01–0:00:07", "The harbour was built in 1901.\n- Who built it?\n- The town."),
        ("0:01:40–0:01:43", "It cost nine million."),
    ]


def test_web_subtitles_with_speakers_and_lines_that_roll_up(read):
    text = (
        "WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue {}\n\n"
        "intro\n00:01.000 --> 00:03.000 align:start\n"
        "<v Ada>We met &amp; talked\n\n00:03.000 --> 00:05.000\n"
        "<v Ada>We met &amp; talked\nabout <c.x>ships</c>.\n"
    )
    assert labels(read("a.vtt", text)) == [("0:00:01–0:00:05", "Ada: We met & talked about ships.")]


def test_a_file_without_times_is_no_subtitles(read):
    with pytest.raises(ExtractionError, match="no subtitles"):
        read("a.srt", "Just text.")


def test_notebooks(read):
    cells = [
        {"cell_type": "markdown", "source": ["# Ships\n", "We count ships."]},
        {
            "cell_type": "code",
            "source": "print(9)",
            "outputs": [
                {"output_type": "stream", "text": ["9\n"]},
                {"output_type": "display_data", "data": {"image/png": "xx", "text/plain": "<Figure>"}},
                {"output_type": "execute_result", "data": {"text/plain": ["ships 12"]}},
                {"output_type": "error", "ename": "ValueError", "evalue": "no ship"},
            ],
        },
    ]
    found = read("a.ipynb", json.dumps({"cells": cells}))
    assert found.text == "# Ships\nWe count ships.\n\nprint(9)\n\n9\n\nships 12\n\nValueError: no ship"
    assert (headings(found), found.title) == ([("Ships", 1)], "Ships")
    assert found.warnings == ("1 picture without text.",)
    with pytest.raises(ExtractionError, match="not a Jupyter notebook"):
        read("b.ipynb", '{"a": 1}')


def test_source_code_is_the_file_with_a_page_for_each_definition(read):
    code = (
        '"""Ships."""\n\nimport os\n\n\n# Counts.\n@cache\ndef count(ships):\n    return 1\n\n\n'
        "class Ship:\n    x = 1\n"
    )
    found = read("a.py", code)
    assert found.text == code
    assert [page.label for page in found.pages] == ["line 1", "count, line 6", "Ship, line 12"]
    assert "".join(found.text[p.start : p.end] for p in found.pages) == code


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("a.js", "export async function load(x) {\n}\nconst save = (y) => {\n}\n", ["load", "save"]),
        ("a.go", "package a\n\nfunc (s *Ship) Sail(n int) error {\n}\n", ["Sail"]),
        ("a.rs", "pub fn sail(n: u8) {\n}\nimpl Ship {\n}\n", ["sail", "Ship"]),
        ("a.java", "public final class Ship {\n}\n", ["Ship"]),
        ("a.c", "#include <a.h>\n\nstatic int sail(int n)\n{\n  if (n) { }\n}\n", ["sail"]),
        ("a.sql", "CREATE TABLE IF NOT EXISTS ships (id int);\n", ["ships"]),
        ("a.sh", "sail() {\n  echo\n}\n", ["sail"]),
    ],
)
def test_definitions_of_languages(read, name, code, expected):
    named = [page.label.split(",")[0] for page in read(name, code).pages if "," in page.label]
    assert named == expected


def test_settings_have_headings(read):
    assert headings(read("a.toml", 'name = "x"\n[tool.ruff]\nline = 110\n')) == [("tool.ruff", 1)]


@pytest.mark.parametrize(
    ("name", "text", "expected", "title"),
    [
        ("a.rst", "====\nShips\n====\n\nA.\n\nSail\n----\n\nOak\n~~~\n", [1, 2, 3], "Ships"),
        ("a.tex", "\\title{Ships}\n\\section{Sail}\nx\n\\subsection*{Oak}\n", [1, 2, 3], "Ships"),
        ("a.org", "#+TITLE: Ships\n* Ships\n** TODO Sail :tag:\n*** Oak\n", [1, 2, 3], "Ships"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_markup_is_the_file_with_its_headings(read, name, text, expected, title, line_end):
    found = read(name, text.replace("\n", line_end))
    assert found.text == text.replace("\n", line_end)
    assert headings(found) == list(zip(["Ships", "Sail", "Oak"], expected, strict=True))
    assert found.title == title


def test_rtf(read):
    rtf = (
        r"{\rtf1\ansi\ansicpg1252{\info{\title The harbour}}\b Gr\'f6\'dfe\b0\par It cost 9 \u8364?"
        r" in 1901.\par"
        r"\trowd\cellx1\cellx2 Year\cell Ships\cell\row\trowd\cellx1\cellx2 1901\cell 12\cell\row"
        r"{\pict\pngblip 89504e47}\par End.}"
    )
    found = read("a.rtf", rtf)
    assert found.text == "Größe\n\nIt cost 9 € in 1901.\n\nYear | Ships\n1901 | 12\n\nEnd."
    assert (found.title, found.warnings) == ("The harbour", ("1 picture without text.",))
    with pytest.raises(ExtractionError, match="not an RTF"):
        read("b.rtf", "plain")


def test_notes_comments_headers_and_footers_of_rtf(read):
    rtf = (
        r"{\rtf1\ansi{\header Parish \{7\}}{\headerl Parish \{7\}}{\footerr {\b Page}}Rung at noon"
        r"{\footnote {\super\chftn} Since {\i 1713}.} and at six.{\*\annotation Ask Ada.}\par It hangs in the"
        r" tower.\par The end{\footnote Of 1652.}.}"
    )
    assert read("a.rtf", rtf).text == (
        "Header: Parish {7}\n\nFooter: Page\n\nRung at noon and at six.\n\nSince 1713.\n\nAsk Ada.\n\n"
        "It hangs in the tower.\n\nThe end.\n\nOf 1652."
    )
