"""The date of a document from the properties of its file, in every format that has some."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from reportlab.pdfgen.canvas import Canvas

from assistant.documents import extract

WRITTEN = "The crane was repaired by Ada Thornbury."
SAVED = datetime(2025, 3, 12, 23, 30, tzinfo=UTC)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'


def zipped(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return path


def book(path: Path, dates: str) -> Path:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Cranes</dc:title>{dates}</metadata>'
        '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    chapter = f"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{WRITTEN}</p></body></html>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("book.opf", opf)
        archive.writestr("a.xhtml", chapter)
    return path


def word(path: Path, created: datetime | None, modified: datetime | None) -> Path:
    document = docx.Document()
    document.add_paragraph(WRITTEN)
    if created is not None:
        document.core_properties.created = created
    if modified is not None:
        document.core_properties.modified = modified
    document.save(str(path))
    return path


def page(path: Path, head: str, body: str = "") -> Path:
    path.write_text(f"<html><head>{head}</head><body>{body}<p>{WRITTEN}</p></body></html>", encoding="utf-8")
    return path


def pdf(path: Path, created: str, changed: str = "") -> Path:
    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(72, 700, WRITTEN)
    canvas.save()
    stamp = b"(D:20000101000000+00'00')"
    data = path.read_bytes()
    assert data.count(stamp) == 2
    for said in (created, changed):
        # As long as before, so that the table of offsets stays right.
        data = data.replace(stamp, f"({said})".encode().ljust(len(stamp)), 1)
    path.write_bytes(data)
    return path


def test_of_office_files_it_is_when_they_were_last_saved(tmp_path):
    earlier = datetime(2021, 1, 1, tzinfo=UTC)
    assert extract(word(tmp_path / "a.docx", earlier, SAVED)).date == "2025-03-12"
    slides = pptx.Presentation()
    slides.slides.add_slide(slides.slide_layouts[0]).shapes.title.text = WRITTEN
    slides.core_properties.modified = SAVED
    slides.save(str(tmp_path / "a.pptx"))
    assert extract(tmp_path / "a.pptx").date == "2025-03-12"
    book = openpyxl.Workbook()
    book.active.append([WRITTEN])
    book.save(tmp_path / "a.xlsx")
    saved_just_now = datetime.now(UTC).date().isoformat()
    assert extract(tmp_path / "a.xlsx").date == saved_just_now


def test_what_templates_and_clocks_that_were_not_set_say_is_none(tmp_path):
    # python-docx and python-pptx leave the date of the template that they bring along.
    assert extract(word(tmp_path / "a.docx", None, None)).date == ""
    slides = pptx.Presentation()
    slides.slides.add_slide(slides.slide_layouts[0]).shapes.title.text = WRITTEN
    slides.save(str(tmp_path / "a.pptx"))
    assert extract(tmp_path / "a.pptx").date == ""
    fixed = datetime(2000, 1, 1, tzinfo=UTC)
    assert extract(word(tmp_path / "d.docx", fixed, fixed)).date == ""
    unset, future = datetime(1980, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
    assert extract(word(tmp_path / "b.docx", SAVED, unset)).date == "2025-03-12"
    assert extract(word(tmp_path / "c.docx", unset, future)).date == ""


@pytest.mark.parametrize(
    ("created", "changed", "date"),
    [
        ("D:20250312090000+01'00'", "D:20260101", "2025-03-12"),
        ("", "D:20260101", "2026-01-01"),
        ("D:2025", "", "2025"),
        ("D:20000101000000+00'00'", "", ""),
        ("D:20251399", "no date", ""),
        ("D:19800101", "", ""),
        ("3 March 2024", "", "2024-03-03"),
    ],
)
def test_of_a_pdf_it_is_when_it_was_made(tmp_path, created, changed, date):
    extraction = extract(pdf(tmp_path / "a.pdf", created, changed))
    assert WRITTEN in extraction.text
    assert extraction.date == date


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2025-03-12T09:00:00+01:00">', "2025-03-12"),
        ("<META CONTENT='12 March 2025' NAME=DC.Date.Issued>", "2025-03-12"),
        (
            '<meta name="date" content="2026-01-01"><meta itemprop="datePublished" content="2025-03">',
            "2025-03",
        ),
        ('<script type="application/ld+json">{"datePublished": "2025-03-12"}</script>', "2025-03-12"),
        ('<meta property="article:modified_time" content="2025-03-12">', "2025-03-12"),
        ('<meta name="date" content="03/04/2025">', ""),
        ('<meta name="viewport" content="2025"><meta name="date">', ""),
    ],
)
def test_of_a_web_page_it_is_when_it_was_published(tmp_path, head, date):
    assert extract(page(tmp_path / "a.html", head)).date == date


def test_a_time_in_the_page_counts_where_it_says_what_it_is(tmp_path):
    published = '<time itemprop="datePublished" datetime="2025-03-12T09:00">last March</time>'
    assert extract(page(tmp_path / "a.html", "", published)).date == "2025-03-12"
    assert extract(page(tmp_path / "b.html", "", '<time datetime="2025-03-12">12 March</time>')).date == ""


@pytest.mark.parametrize(
    ("dates", "date"),
    [
        ("<dc:date>1813</dc:date>", "1813"),
        (
            '<dc:date opf:event="conversion">2024-05-05</dc:date>'
            '<dc:date opf:event="publication">1998-07</dc:date>',
            "1998-07",
        ),
        ('<dc:date opf:event="modification">2024-05-05</dc:date>', ""),
        ("<dc:date>0101-01-01T00:00:00+00:00</dc:date>", ""),
        ("", ""),
    ],
)
def test_of_a_book_it_is_when_it_was_published(tmp_path, dates, date):
    assert extract(book(tmp_path / "a.epub", dates)).date == date


def test_of_opendocument_it_is_when_it_was_last_saved(tmp_path):
    text = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = (
        f"<office:document-content {OFFICE} {text}><office:body><office:text>"
        f"<text:p>{WRITTEN}</text:p></office:text></office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta {OFFICE} xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
        "<meta:creation-date>2021-01-01T10:00:00</meta:creation-date>"
        "<dc:date>2025-03-12T10:00:00</dc:date></office:meta></office:document-meta>"
    )
    assert extract(zipped(tmp_path / "a.odt", content_xml=content, meta_xml=meta)).date == "2025-03-12"
    damaged = zipped(tmp_path / "b.odt", content_xml=content, meta_xml="<office:meta>")
    assert extract(damaged).date == ""  # and is read all the same
