"""Word files: what is read from real ones made here, and what is said about hostile ones."""

import random
import zipfile
from contextlib import suppress
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.documents.formats.word.parser import parse
from assistant.errors import ExtractionError


@pytest.fixture
def document():
    made = Document()
    made.core_properties.title = ""
    return made


def read(document, tmp_path):
    """Save a document, read it, and check what holds for every extraction."""
    path = tmp_path / "a.docx"
    document.save(str(path))
    return checked(parse(path))


def checked(extraction):
    text = extraction.text
    assert all(0 <= heading.start < heading.end <= len(text) for heading in extraction.headings)
    assert all(a.end <= b.start for a, b in pairwise(extraction.headings))
    assert extraction.line_breaks == "hard"
    assert extraction.pages == ()
    text.encode()
    return extraction


def headings(extraction):
    return [(extraction.text[h.start : h.end], h.level) for h in extraction.headings]


def rewrite(path, member, change):
    """Replace one member of an archive."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents[member] = change(contents[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


def reason(path):
    with pytest.raises(ExtractionError) as caught:
        parse(path)
    message = str(caught.value)
    assert message.endswith(".")
    assert path.name not in message
    return message


def test_blocks_come_in_the_order_of_the_document(document, tmp_path):
    document.add_paragraph("Before the table.")
    table = document.add_table(2, 2)
    for cell, words in zip((c for row in table.rows for c in row.cells), "ABCD", strict=True):
        cell.text = words
    document.add_paragraph("After the table.")
    assert read(document, tmp_path).text == "Before the table.\n\nA | B\nC | D\n\nAfter the table."


def test_headings_are_those_of_the_styles(document, tmp_path):
    document.add_paragraph("The Harbour", style="Title")
    document.add_heading("Origins", 1)
    document.add_paragraph("It was small.")
    document.add_heading("Stones", 3)
    extraction = read(document, tmp_path)
    assert headings(extraction) == [("The Harbour", 1), ("Origins", 1), ("Stones", 3)]
    assert extraction.title == "The Harbour"


def test_a_style_based_on_a_heading_is_a_heading(document, tmp_path):
    style = document.styles.add_style("House Chapter", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Chapter", style="House Chapter")
    document.add_paragraph("Words.")
    assert headings(read(document, tmp_path)) == [("Chapter", 2)]


def test_the_title_is_the_property_else_the_first_heading(document, tmp_path):
    document.add_heading("Origins", 1)
    assert read(document, tmp_path).title == "Origins"
    document.core_properties.title = "Word Document"
    assert read(document, tmp_path).title == "Origins"
    document.core_properties.title = "A History of the Harbour"
    assert read(document, tmp_path).title == "A History of the Harbour"


def test_list_items_follow_each_other(document, tmp_path):
    document.add_paragraph("We need:")
    for words in ("stones", "boats"):
        document.add_paragraph(words, style="List Bullet")
    document.add_paragraph("That is all.")
    assert read(document, tmp_path).text == "We need:\n\n- stones\n- boats\n\nThat is all."


def test_merged_cells_belong_to_each_row_and_column(document, tmp_path):
    table = document.add_table(4, 3)
    for place, words in {
        **{(0, 0): "Region", (0, 1): "2024", (1, 1): "Q1", (1, 2): "Q2", (2, 0): "North", (2, 1): "4"},
        **{(2, 2): "5", (3, 2): "6"},
    }.items():
        table.cell(*place).text = words
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(2, 0).merge(table.cell(3, 0))
    assert read(document, tmp_path).text.split("\n") == [
        "Region | 2024 › Q1 | 2024 › Q2",
        "Region: North | 2024 › Q1: 4 | 2024 › Q2: 5",
        "Region: North | 2024 › Q2: 6",
    ]


def test_an_empty_cell_keeps_its_column(document, tmp_path):
    table = document.add_table(3, 3)
    for cell, words in zip(
        (c for row in table.rows for c in row.cells),
        ("Feature", "Basic", "Pro", "Backups", "", "hourly", "Price", "9", ""),
        strict=True,
    ):
        cell.text = words
    assert read(document, tmp_path).text.split("\n")[1:] == [
        "Feature: Backups | Pro: hourly",
        "Feature: Price | Basic: 9",
    ]


@pytest.mark.parametrize("kind", ["style", "bold", "repeated", "plain"])
def test_a_format_may_say_that_the_first_row_names_the_columns(document, tmp_path, kind):
    table = document.add_table(2, 2, style="Light Grid" if kind == "style" else "Table Grid")
    for cell, words in zip(
        (c for row in table.rows for c in row.cells), ("Name", "Part", "Mali", "An arrest"), strict=True
    ):
        cell.text = words
        cell.paragraphs[0].runs[0].bold = kind == "bold" and words in ("Name", "Part")
    if kind == "repeated":
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    last = read(document, tmp_path).text.split("\n")[-1]
    assert last == ("Mali | An arrest" if kind == "plain" else "Name: Mali | Part: An arrest")


def test_a_table_that_places_text_on_the_page_is_no_table(document, tmp_path):
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "A note in a frame."
    frame.cell(0, 0).add_paragraph("Its second paragraph.")
    columns = document.add_table(1, 2)
    columns.cell(0, 0).add_paragraph("Work", style="Heading 1")
    columns.cell(0, 1).text = "Beside it."
    extraction = read(document, tmp_path)
    assert extraction.text == "A note in a frame.\n\nIts second paragraph.\n\nWork\n\nBeside it."
    assert headings(extraction) == [("Work", 1)]


def test_a_table_in_a_cell_follows_its_table(document, tmp_path):
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    inner = table.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "in", "side"
    assert read(document, tmp_path).text == "left | right\n\nin | side"


def test_content_controls_links_and_tracked_insertions_are_text(document, tmp_path):
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )
    document.add_paragraph("Before.")
    document.element.body.insert(1, control)
    paragraph = document.add_paragraph("See ")
    for tag, text_tag, words in (
        ("w:hyperlink", "w:t", "the wall"),
        ("w:ins", "w:t", " now"),
        ("w:del", "w:delText", " then"),
    ):
        wrapper, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        wrapper.append(run)
        paragraph._p.append(wrapper)
    assert read(document, tmp_path).text == "Before.\n\nIn a control.\n\nSee the wall now"


def test_footnotes_are_told_at_the_end(document, tmp_path):
    document.add_paragraph("Words.")
    path = tmp_path / "a.docx"
    document.save(str(path))
    notes = (
        f"<w:footnotes {nsdecls('w')}>"
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rIdF" Type="{relation}" Target="footnotes.xml"/></Relationships>'
    rewrite(path, "[Content_Types].xml", lambda xml: xml.replace(b"</Types>", override.encode()))
    rewrite(path, "word/_rels/document.xml.rels", lambda xml: xml.replace(b"</Relationships>", link.encode()))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    assert checked(parse(path)).text == "Words.\n\nFootnote: A note."


WORD = st.text("abcdefghijklmnopqrstuvwxyzäöüßéèжд中", min_size=1, max_size=12)
BLOCK = st.tuples(
    st.sampled_from(["Normal", "Heading 1", "List Bullet", "table"]), st.lists(WORD, min_size=1)
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(BLOCK, min_size=1, max_size=6))
def test_words_come_back_in_order(tmp_path, blocks):
    document = Document()
    for style, words in blocks:
        if style == "table":
            document.add_table(1, 1).cell(0, 0).text = " ".join(words)
        else:
            document.add_paragraph(" ".join(words), style=style)
    extraction = read(document, tmp_path)
    found = [word for word in extraction.text.split() if word != "-"]
    assert found == [word for _, words in blocks for word in words]
    expected = [" ".join(words) for style, words in blocks if style == "Heading 1"]
    assert [words for words, _ in headings(extraction)] == expected


def test_a_document_without_text_is_no_success(document, tmp_path):
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert "no text" in reason(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"Just words.", "not what its suffix says"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_what_is_no_docx_is_refused(tmp_path, content, says):
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    assert says in reason(path)


def test_an_archive_of_something_else_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("words.txt", "Just words.")
    assert "cannot be read as a Word document" in reason(path)


def test_an_archive_bomb_is_refused(document, tmp_path):
    path = tmp_path / "a.docx"
    document.add_paragraph("Words.")
    document.save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"word/media/{number}.bin", bytes(80_000_000))
    assert "unpacks to more than" in reason(path)


def test_an_entity_bomb_is_not_expanded(document, tmp_path):
    document.add_paragraph("Words.")
    path = tmp_path / "a.docx"
    document.save(str(path))
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "boom">{entities}]>'.encode()

    def arm(xml):
        head, rest = xml.split(b"?>", 1)
        return head + b"?>" + bomb + rest.replace(b"Words.", b"Words. &e9;")

    rewrite(path, "word/document.xml", arm)
    with suppress(ExtractionError):
        assert len(checked(parse(path)).text) < 1000


def test_external_entities_are_not_read(document, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    document.add_paragraph("Words.")
    path = tmp_path / "a.docx"
    document.save(str(path))
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()

    def arm(xml):
        head, rest = xml.split(b"?>", 1)
        return head + b"?>" + entity + rest.replace(b"Words.", b"Words. &e;")

    rewrite(path, "word/document.xml", arm)
    with suppress(ExtractionError):
        assert "the secret" not in checked(parse(path)).text


def test_damage_gives_text_or_a_reason(document, tmp_path):
    document.add_heading("Heading", 1)
    document.add_paragraph("Words.")
    path = tmp_path / "a.docx"
    document.save(str(path))
    whole = path.read_bytes()
    chance = random.Random(7)
    damaged = [whole[: len(whole) * tenths // 10] for tenths in range(1, 10)]
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 5, 40])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        damaged.append(bytes(data))
    for data in damaged:
        path.write_bytes(data)
        with suppress(ExtractionError):
            checked(parse(path))


def test_damaged_xml_gives_text_or_a_reason(document, tmp_path):
    document.add_paragraph("Words of a paragraph.")
    path = tmp_path / "a.docx"
    document.save(str(path))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml")
    for tenths in range(1, 10):
        rewrite(path, "word/document.xml", lambda _, cut=tenths: xml[: len(xml) * cut // 10])
        with suppress(ExtractionError):
            checked(parse(path))
