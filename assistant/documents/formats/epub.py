"""E-books: the chapters of an EPUB in reading order, a page each."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from assistant.documents.formats.archive import check_archive
from assistant.documents.formats.html import readable
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading, Page, Table

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_NO_BOOK = "It is not an EPUB, or it is damaged (its list of chapters cannot be read); get a new copy of it."
_PROTECTED = "Its chapters are encrypted (copy protection); get a copy without it."
_EMPTY = "It holds no text; if its pages are pictures, run a text recognition over them first."
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_CHAPTER_SUFFIXES = (".xhtml", ".html", ".htm", ".xml")
_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class _Item:
    """A file that the book lists: its path in the archive, media type and properties."""

    path: str
    media_type: str
    properties: str


def parse(path: Path) -> Extraction:
    """Read the chapters of an EPUB in the order of its spine.

    Raises:
        ExtractionError: The file is no EPUB, damaged, copy protected, too large or without text.
    """
    check_archive(path)
    with zipfile.ZipFile(path) as archive:
        book_path, book = _book(archive)
        items = _items(book, posixpath.dirname(book_path))
        chapters = _chapters(book, items)
        if _encrypted(archive).intersection(chapters):
            raise ExtractionError(_PROTECTED)
        labels = _labels(archive, items)
        title = next((_words(element) for element in book.iterfind(".//{*}title")), "")
        return _joined(archive, chapters, labels, title)


def _joined(archive: zipfile.ZipFile, chapters: list[str], labels: dict[str, str], title: str) -> Extraction:
    pieces: list[str] = []
    pages: list[Page] = []
    headings: list[Heading] = []
    tables: list[Table] = []
    warnings: list[str] = []
    position = 0
    for path in chapters:
        chapter = _chapter(archive, path)
        if chapter is None:
            warnings.append(f"A chapter is missing or damaged and was left out ({path[:_LONGEST_LABEL]}).")
            continue
        warnings.extend(chapter.warnings)
        if not chapter.text:
            continue
        start = position + 2 if pages else 0
        position = start + len(chapter.text)
        number = len(pages) + 1
        label = labels.get(path) or _first_heading(chapter) or f"chapter {number}"
        pages.append(Page(number, start, position, label))
        headings.extend(heading.shifted(start) for heading in chapter.headings)
        tables.extend(table.shifted(start) for table in chapter.tables)
        pieces.append(chapter.text)
    if not pages:
        raise ExtractionError(_EMPTY)
    return Extraction(
        "\n\n".join(pieces),
        title,
        tuple(pages),
        tuple(headings),
        "hard",
        tuple(dict.fromkeys(warnings)),
        tables=tuple(tables),
    )


def _chapter(archive: zipfile.ZipFile, path: str) -> Extraction | None:
    try:
        return readable(archive.read(path))
    except (KeyError, ExtractionError):
        return None


def _book(archive: zipfile.ZipFile) -> tuple[str, etree._Element]:
    """Return the package document, which lists the book's files, and its path."""
    container = _xml(archive, _CONTAINER)
    root = None if container is None else container.find(".//{*}rootfile[@full-path]")
    path = "" if root is None else posixpath.normpath(root.get("full-path", ""))
    book = _xml(archive, path)
    if book is None:
        raise ExtractionError(_NO_BOOK)
    return path, book


def _items(book: etree._Element, folder: str) -> dict[str, _Item]:
    return {
        item.get("id", ""): _Item(
            _inside(folder, item.get("href", "")), item.get("media-type", ""), item.get("properties", "")
        )
        for item in book.iterfind(".//{*}manifest/{*}item")
    }


def _chapters(book: etree._Element, items: dict[str, _Item]) -> list[str]:
    """Return the paths of the chapters in reading order, each once however often it is listed."""
    listed = (items.get(entry.get("idref", "")) for entry in book.iterfind(".//{*}spine/{*}itemref"))
    return list(dict.fromkeys(item.path for item in listed if item is not None and _is_chapter(item)))


def _is_chapter(item: _Item) -> bool:
    is_text = item.media_type in _CHAPTER_TYPES or item.path.lower().endswith(_CHAPTER_SUFFIXES)
    return is_text and "nav" not in item.properties.split()


def _encrypted(archive: zipfile.ZipFile) -> set[str]:
    """Return the encrypted files; fonts often are, with which a book can still be read."""
    encryption = _xml(archive, _ENCRYPTION)
    if encryption is None:
        return set()
    references = encryption.iterfind(".//{*}CipherReference")
    return {_inside("", reference.get("URI", "").lstrip("/")) for reference in references}


def _labels(archive: zipfile.ZipFile, items: dict[str, _Item]) -> dict[str, str]:
    """Return what the table of contents calls each chapter; the new form of it before the old."""
    contents = [item.path for item in items.values() if "nav" in item.properties.split()]
    older = [item.path for item in items.values() if item.media_type == "application/x-dtbncx+xml"]
    labels: dict[str, str] = {}
    for path in contents + older:
        root = _xml(archive, path)
        for reference, label in () if root is None else _entries(root):
            if label:
                labels.setdefault(_inside(posixpath.dirname(path), reference), label[:_LONGEST_LABEL])
    return labels


def _entries(root: etree._Element) -> Iterator[tuple[str, str]]:
    for link in root.iterfind(".//{*}nav//{*}a[@href]"):
        yield link.get("href", ""), _words(link)
    for point in root.iterfind(".//{*}navPoint"):
        content, label = point.find("{*}content"), point.find("{*}navLabel")
        if content is not None and label is not None:
            yield content.get("src", ""), _words(label)


def _first_heading(chapter: Extraction) -> str:
    first = next((chapter.text[h.start : h.end] for h in chapter.headings), "")
    return " ".join(first.split())[:_LONGEST_LABEL]


def _inside(folder: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0])))


def _words(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext(etree.Element)).split())


def _xml(archive: zipfile.ZipFile, path: str) -> etree._Element | None:
    """Read an XML file of the archive, forgiving small faults and expanding nothing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        return etree.fromstring(archive.read(path), parser)
    except (KeyError, ValueError, etree.XMLSyntaxError):
        return None
