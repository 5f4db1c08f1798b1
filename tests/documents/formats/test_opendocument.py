"""OpenDocument texts and presentations: headings, lists, tables, notes, slides, and files that are none."""

import zipfile

import pytest

from assistant.documents import extract
from assistant.errors import ExtractionError

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        *(
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("style", "style"),
        ),
        *(("presentation", "presentation"), ("svg", "svg-compatible")),
    ]
)
LISTS = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="1" '
    'text:display-levels="2" style:num-suffix="."/></text:list-style>'
)
OUTLINE = (
    '<text:outline-style style:name="O"><text:outline-level-style text:level="1" style:num-format="1"/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    "</text:outline-style>"
)


@pytest.fixture
def read(tmp_path):
    def write(name, body, styles="", automatic=LISTS):
        kind = "text" if name.endswith("t") else "presentation"
        content = (
            f"<office:document-content {SPACES}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
        )
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("content.xml", content)
            archive.writestr(
                "styles.xml", f"<office:document-styles {SPACES}>{styles}</office:document-styles>"
            )
        return extract(path)

    return write


def test_headings_with_their_numbers(read):
    body = (
        '<text:h text:outline-level="1">Ships</text:h><text:p>Old<text:s text:c="2"/>ships.</text:p>'
        '<text:h text:outline-level="2">Oak</text:h><text:h text:outline-level="2">Elm</text:h>'
        '<text:h text:outline-level="1">Ports</text:h>'
    )
    found = read("a.odt", body, OUTLINE)
    assert found.text == "1 Ships\n\nOld ships.\n\n1.1 Oak\n\n1.2 Elm\n\n2 Ports"
    assert [h.level for h in found.headings] == [1, 2, 2, 1]
    assert read("a.odt", body).text.startswith("Ships\n\nOld ships.\n\nOak")


def test_lists_are_counted(read):
    def items(*words):
        return "".join(f"<text:list-item><text:p>{w}</text:p></text:list-item>" for w in words)

    inner = f"<text:list>{items('b', 'c')}</text:list>"
    body = (
        f'<text:list text:style-name="L1"><text:list-item><text:p>a</text:p>{inner}'
        f"</text:list-item>{items('d')}"
        f'</text:list><text:p>x</text:p><text:list text:style-name="L1"'
        f' text:continue-numbering="true">{items("e")}'
        f'</text:list><text:list text:style-name="none">{items("f")}</text:list>'
    )
    assert read("a.odt", body).text == "1. a\n  1.1. b\n  1.2. c\n2. d\n\nx\n\n3. e\n\n- f"


def test_tables_keep_their_columns(read):
    def cell(text, more=""):
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    wide = 'table:number-columns-spanned="2"'
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        f"{cell('Port')}{cell('2023', wide)}<table:covered-table-cell/>"
        f"</table:table-row><table:table-row>{cell('')}{cell('Q1')}{cell('Q2')}</table:table-row>"
        f"</table:table-header-rows><table:table-row>{cell('Rode')}{cell('')}{cell('7')}</table:table-row>"
        "</table:table>"
    )
    last = read("a.odt", body).text.split("\n")[-1]
    assert last.startswith("Port: Rode | 2023")
    assert last.endswith("Q2: 7")


def test_notes_comments_boxes_and_pictures(read):
    body = (
        "<text:p>The abbot<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Anselm of Rode.</text:p></text:note-body></text:note> came.<draw:frame><draw:text-box>"
        "<text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>"
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:p><draw:frame><draw:image/></draw:frame><draw:frame><draw:image/><svg:desc>A map of"
        " Rode</svg:desc>"
        "</draw:frame></text:p>"
    )
    found = read("a.odt", body)
    assert found.text == "The abbot came.\n\nIn a box.\n\n1 Anselm of Rode.\n\n[A map of Rode]"
    assert found.warnings == ("1 picture without text.",)


def test_slides_are_pages_with_their_notes(read):
    hidden = (
        '<style:style style:name="h"><style:drawing-page-properties presentation:visibility="hidden"/>'
        "</style:style>"
    )
    body = (
        '<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Ships</text:p>'
        "</draw:text-box>"
        "</draw:frame><draw:frame><draw:text-box><text:p>Nine sailed.</text:p></draw:text-box></draw:frame>"
        "<presentation:notes><draw:frame><draw:text-box><text:p>Ask Ada.</text:p></draw:text-box>"
        "</draw:frame>"
        '</presentation:notes></draw:page><draw:page draw:style-name="h"><draw:g><draw:custom-shape>'
        "<text:p>Secret.</text:p></draw:custom-shape></draw:g></draw:page>"
    )
    found = read("a.odp", body, automatic=hidden)
    assert [(page.label, found.text[page.start : page.end]) for page in found.pages] == [
        ("slide 1", "Ships\n\nNine sailed.\n\nNotes:\nAsk Ada."),
        ("slide 2 (hidden)", "Secret."),
    ]
    assert found.title == "Ships"


def test_headers_footers_and_masters_of_slides_are_told_once(read):
    styles = (
        '<office:master-styles><style:master-page style:name="M"><draw:frame><draw:text-box><text:p>'
        "<text:span>Confiden</text:span>tial</text:p></draw:text-box></draw:frame><draw:frame "
        'presentation:class="title"><draw:text-box><text:p>Click here</text:p></draw:text-box></draw:frame>'
        "</style:master-page></office:master-styles>"
    )
    body = '<presentation:footer-decl presentation:name="f">House of Harbours</presentation:footer-decl>'
    for number in (0, 1):
        body += (
            '<draw:page draw:master-page-name="M" presentation:use-footer-name="f"><draw:frame>'
            f"<draw:text-box><text:p>Text {number}.</text:p></draw:text-box></draw:frame></draw:page>"
        )
    found = read("a.odp", body, styles=styles)
    assert [found.text[page.start : page.end] for page in found.pages] == [
        "Text 0.\n\nFooter: House of Harbours\nConfidential",
        "Text 1.",
    ]


def test_what_is_no_opendocument_file_is_refused(tmp_path):
    path = tmp_path / "a.odt"
    for members, reason in (
        ({"a.txt": "x"}, "not an OpenDocument"),
        ({"content.xml": "<a"}, "not an OpenDocument"),
    ):
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in members.items():
                archive.writestr(name, text)
        with pytest.raises(ExtractionError, match=reason):
            extract(path)
