"""E-books: chapters in reading order with their labels, and books that are not what they seem."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.documents.formats import epub
from assistant.errors import ExtractionError
from assistant.types import Extraction

XHTML = "http://www.w3.org/1999/xhtml"
CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
WORD = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=9)
WORDS = st.lists(WORD, min_size=1)


def book(path: Path, chapters: list[str], **others: str) -> Path:
    """Write a book; chapters are bodies, and `others` are further members by path in the archive."""
    manifest = "".join(
        f'<item id="c{n}" href="chapter%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title>The Book</dc:title></metadata><manifest>{manifest}<item id="nav" href="nav.xhtml" '
        'properties="nav" media-type="application/xhtml+xml"/><item id="ncx" href="toc.ncx" '
        f'media-type="application/x-dtbncx+xml"/></manifest><spine><itemref idref="nav"/>{spine}</spine>'
        "</package>"
    )
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": opf}
    for n, body in enumerate(chapters):
        page = f'<?xml version="1.0"?><html xmlns="{XHTML}"><head><title/></head><body>{body}</body></html>'
        members[f"OPS/chapter {n}.xhtml"] = page
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (members | others).items():
            archive.writestr(name, content)
    return path


def check_ranges(extraction: Extraction) -> None:
    position = 0
    for page in extraction.pages:
        assert position <= page.start < page.end <= len(extraction.text)
        position = page.end
    for before, after in zip(extraction.pages, extraction.pages[1:], strict=False):
        assert extraction.text[before.end : after.start] == "\n\n"
    position = 0
    for heading in extraction.headings:
        words = extraction.text[heading.start : heading.end]
        assert position <= heading.start
        assert words == words.strip() != ""
        position = heading.end


def test_chapters_are_pages_in_reading_order(tmp_path: Path) -> None:
    chapters = ["<h1>The <i>Sea</i></h1><p>It was calm.</p>", "<p>Then it was not.</p>"]
    extraction = epub.parse(book(tmp_path / "a.epub", chapters))
    assert extraction.text == "The Sea\n\nIt was calm.\n\nThen it was not."
    assert extraction.title == "The Book"
    assert extraction.line_breaks == "hard"
    assert [(page.number, page.label) for page in extraction.pages] == [(1, "The Sea"), (2, "chapter 2")]
    assert [extraction.text[h.start : h.end] for h in extraction.headings] == ["The Sea"]
    check_ranges(extraction)


def test_the_table_of_contents_names_the_chapters(tmp_path: Path) -> None:
    link = '<a href="chapter%200.xhtml#top">One &amp; only</a>'
    nav = f'<html xmlns="{XHTML}"><body><nav>{link}</nav></body></html>'
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Two</text></navLabel>'
        '<content src="chapter%201.xhtml"/></navPoint></navMap></ncx>'
    )
    others = {"OPS/nav.xhtml": nav, "OPS/toc.ncx": ncx}
    extraction = epub.parse(book(tmp_path / "a.epub", ["<h1>Other</h1>", "<p>b</p>"], **others))
    assert [page.label for page in extraction.pages] == ["One & only", "Two"]
    assert extraction.text == "Other\n\nb"


def test_missing_chapters_are_said(tmp_path: Path) -> None:
    whole, path = book(tmp_path / "a.epub", ["<p>a</p>", "<p>b</p>"]), tmp_path / "b.epub"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if name != "OPS/chapter 0.xhtml":
                new.writestr(name, old.read(name))
    extraction = epub.parse(path)
    assert extraction.text == "b"
    assert len(extraction.warnings) == 1


def test_a_chapter_listed_often_is_read_once(tmp_path: Path) -> None:
    path = book(tmp_path / "a.epub", ["<p>a</p>"])
    with zipfile.ZipFile(path) as archive:
        opf = archive.read("OPS/book.opf").decode()
    often = opf.replace('<itemref idref="c0"/>', '<itemref idref="c0"/>' * 10_000)
    assert epub.parse(book(tmp_path / "b.epub", ["<p>a</p>"], **{"OPS/book.opf": often})).text == "a"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_words_come_back_in_order(tmp_path: Path, chapters: list[list[str]]) -> None:
    bodies = [f"<h2>{words[0]}</h2><p>{' '.join(words)}</p>" for words in chapters]
    extraction = epub.parse(book(tmp_path / "a.epub", bodies))
    for page, words in zip(extraction.pages, chapters, strict=True):
        assert extraction.text[page.start : page.end].split() == [words[0], *words]
    check_ranges(extraction)


def test_encrypted_chapters_are_refused_but_fonts_may_be_encrypted(tmp_path: Path) -> None:
    def encryption(uri: str) -> str:
        return (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData xmlns='
            '"http://www.w3.org/2001/04/xmlenc#"><CipherData><CipherReference URI="'
            f'{uri}"/></CipherData></EncryptedData></encryption>'
        )

    fonts = {"META-INF/encryption.xml": encryption("OPS/font.otf")}
    assert epub.parse(book(tmp_path / "a.epub", ["<p>a</p>"], **fonts)).text == "a"
    chapters = {"META-INF/encryption.xml": encryption("OPS/chapter%200.xhtml")}
    with pytest.raises(ExtractionError, match="copy protection"):
        epub.parse(book(tmp_path / "b.epub", ["<p>a</p>"], **chapters))


def test_entities_do_not_expand(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY b0 "laugh">{entities}<!ENTITY f SYSTEM "file:///etc/hosts">]>'
    nav = f'{bomb}<html xmlns="{XHTML}"><nav><a href="chapter%200.xhtml">&b9;&f;</a></nav></html>'
    ends_here = f"{bomb}<container>&b9;</container>"
    extraction = epub.parse(book(tmp_path / "a.epub", ["<p>a &b9; b</p>"], **{"OPS/nav.xhtml": nav}))
    assert "laugh" not in extraction.text + extraction.pages[0].label
    with pytest.raises(ExtractionError):
        epub.parse(book(tmp_path / "b.epub", ["<p>a</p>"], **{"META-INF/container.xml": ends_here}))


def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.epub", ["<p>a</p>"], **{"OPS/picture.svg": " " * 301_000_000})
    with pytest.raises(ExtractionError, match="unpacks to more than"):
        epub.parse(path)


@pytest.mark.parametrize("member", ["META-INF/container.xml", "OPS/book.opf"])
@pytest.mark.parametrize("content", ["", "hello", "<a><b>", "\0\1\2"])
def test_books_without_a_list_of_chapters_are_refused(tmp_path: Path, member: str, content: str) -> None:
    with pytest.raises(ExtractionError):
        epub.parse(book(tmp_path / "a.epub", ["<p>a</p>"], **{member: content}))


def test_books_of_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractionError, match="It holds no text"):
        epub.parse(book(tmp_path / "a.epub", ['<img src="scan.png" alt="scan"/>']))


def test_truncated_and_other_files_are_refused_in_one_sentence(tmp_path: Path) -> None:
    whole = book(tmp_path / "a.epub", ["<p>a</p>"]).read_bytes()
    cut = [whole[: len(whole) * tenth // 10] for tenth in range(10)]
    for content in (*cut, bytes(range(256)) * 20):
        (tmp_path / "b.epub").write_bytes(content)
        with pytest.raises(ExtractionError) as error:
            epub.parse(tmp_path / "b.epub")
        assert "b.epub" not in str(error.value)
