"""Packages that Office reads and the libraries refuse, and files that are inserted into others."""

import io
import zipfile
from email.message import EmailMessage

import pytest
from docx import Document
from pptx import Presentation
from raw_office import OFFICE, rewrite, with_body

from assistant.documents.formats.ooxml.package import transitional
from assistant.documents.formats.slides.parser import parse as parse_slides
from assistant.documents.formats.word.parser import parse
from assistant.errors import ExtractionError

STRICT = b"http://purl.oclc.org/ooxml/"


def word(tmp_path, *words):
    document = Document()
    for each in words or ("Words.",):
        document.add_paragraph(each)
    path = tmp_path / "a.docx"
    document.save(str(path))
    return path


def slides(tmp_path):
    presentation = Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "Words."
    path = tmp_path / "a.pptx"
    presentation.save(str(path))
    return path


def made_strict(path):
    """Write a package with the namespaces of ISO 29500 strict."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in contents.items():
            for kind in (b"wordprocessingml", b"presentationml", b"drawingml", b"officeDocument"):
                before = b"http://schemas.openxmlformats.org/" + kind + b"/2006/"
                data = data.replace(before, STRICT + kind + b"/").replace(
                    b"extended-properties", b"extendedProperties"
                )
            archive.writestr(name, data)


def test_strict_word_files_are_read(tmp_path):
    path = word(tmp_path, 'The namespace "http://purl.oclc.org/ooxml/drawingml/main" is strict.')
    made_strict(path)
    with zipfile.ZipFile(path) as archive:
        assert STRICT + b"wordprocessingml/main" in archive.read("word/document.xml")
    assert parse(path).text == 'The namespace "http://purl.oclc.org/ooxml/drawingml/main" is strict.'


def test_strict_slides_are_read(tmp_path):
    path = slides(tmp_path)
    made_strict(path)
    assert parse_slides(path).text == "Words."


def test_only_tags_change():
    strict = b'<a xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main">http://purl.oclc.org/ooxml/x</a>'
    plain = strict.replace(
        STRICT + b"wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"
    )
    assert transitional(strict) == plain


def test_relationships_to_nothing_are_passed_over(tmp_path):
    path = word(tmp_path)
    link = b'<Relationship Id="rId99" Type="http://x/image" Target="NULL"/></Relationships>'
    rewrite(path, [("word/_rels/document.xml.rels", lambda xml: xml.replace(b"</Relationships>", link))])
    assert parse(path).text == "Words."


@pytest.mark.parametrize("change", [str.upper, lambda name: name.replace("/", "\\")])
def test_parts_are_found_under_names_that_programs_give_them(tmp_path, change):
    path = word(tmp_path)
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name if name.startswith("_rels") else change(name), data)
    assert parse(path).text == "Words."


@pytest.mark.parametrize(
    ("make", "read", "before", "after"),
    [
        (
            *(word, parse, b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
            b"vnd.ms-word.document.macroEnabled.main+xml",
        ),
        (
            *(slides, parse_slides, b"presentationml.presentation.main+xml"),
            b"presentationml.slideshow.main+xml",
        ),
    ],
)
def test_macro_files_and_shows_under_the_plain_suffix_are_read(tmp_path, make, read, before, after):
    path = make(tmp_path)
    rewrite(path, [("[Content_Types].xml", lambda xml: xml.replace(before, after))])
    assert read(path).text == "Words."


def test_a_part_without_a_type_is_no_damage(tmp_path):
    path = word(tmp_path)
    link = b'<Relationship Id="rId99" Type="http://x/odd" Target="odd.xyz"/></Relationships>'
    rewrite(path, [("word/_rels/document.xml.rels", lambda xml: xml.replace(b"</Relationships>", link))])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/odd.xyz", "odd")
    assert parse(path).text == "Words."


def inserted(tmp_path, content, kind, name):
    """Read a document with one inserted file between two paragraphs."""
    document = with_body("<w:p><w:r><w:t>Before.</w:t></w:r></w:p>", '<w:altChunk r:id="in"/>')
    document.add_paragraph("After.")
    path = tmp_path / "a.docx"
    document.save(str(path))
    rewrite(path, parts=[(f"word/{name}", kind, "word/document.xml", f"{OFFICE}/aFChunk", "in", content)])
    return parse(path)


def docx_bytes(*words):
    file = io.BytesIO()
    document = Document()
    document.add_heading("Inner", 1)
    for each in words:
        document.add_paragraph(each)
    document.save(file)
    return file.getvalue()


def archived_page():
    message = EmailMessage()
    message.set_content("plain")
    message.add_alternative("<html><body><p>Inside für alle.</p></body></html>", subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("content", "kind", "name", "text"),
    [
        (
            b"<html><body><h2>Inner</h2><p>Inside.</p></body></html>",
            "text/html",
            "i.html",
            "Inner\n\nInside.",
        ),
        (docx_bytes("Inside."), "application/octet-stream", "i.docx", "Inner\n\nInside."),
        (b"Inside.\n", "text/plain", "i.txt", "Inside."),
        (archived_page(), "message/rfc822", "i.mht", "Inside für alle."),
    ],
)
def test_inserted_files_are_read_in_their_place(tmp_path, content, kind, name, text):
    extraction = inserted(tmp_path, content, kind, name)
    assert extraction.text == f"Before.\n\n{text}\n\nAfter."
    assert [extraction.text[h.start : h.end] for h in extraction.headings] == ["Inner"] * text.count("Inner")
    assert extraction.warnings == ()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"{\\rtf1 Inside.}", "i.rtf"), (b"PK\3\4 torn", "i.docx"), (b"\0\1\2\3" * 99, "i.bin")],
)
def test_an_inserted_file_that_cannot_be_read_is_told(tmp_path, content, name):
    extraction = inserted(tmp_path, content, "application/octet-stream", name)
    assert extraction.text == "Before.\n\nAfter."
    assert extraction.warnings == (
        "1 inserted file is in a format that cannot be read here and was left out.",
    )


def test_a_document_of_nothing_else_gives_the_true_reason(tmp_path):
    path = tmp_path / "a.docx"
    with_body('<w:altChunk r:id="in"/>').save(str(path))
    rewrite(
        path,
        parts=[
            ("word/i.rtf", "application/rtf", "word/document.xml", f"{OFFICE}/aFChunk", "in", b"{\\rtf1 x}")
        ],
    )
    with pytest.raises(ExtractionError, match="1 inserted file is in a format"):
        parse(path)


def test_files_inserted_into_each_other_end(tmp_path):
    content = docx_bytes("The innermost.")
    for _ in range(6):
        path = tmp_path / "b.docx"
        with_body('<w:altChunk r:id="in"/>', "<w:p><w:r><w:t>Layer.</w:t></w:r></w:p>").save(str(path))
        rewrite(
            path,
            parts=[("word/i.docx", "application/x", "word/document.xml", f"{OFFICE}/aFChunk", "in", content)],
        )
        content = path.read_bytes()
    extraction = parse(path)
    assert extraction.text == "\n\n".join(["Layer."] * 4)
    assert len(extraction.warnings) == 1
