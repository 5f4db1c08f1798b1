"""The date that the properties of a file say, for the formats that have such properties.

What describes the text best is taken: of Office files and OpenDocument when they were last saved, since
"created" stays that of the document that a new one was begun from; of web pages and e-books when they were
published. What programs write that know no date is no date.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lxml import etree

from assistant.common.iso_dates import iso_date
from assistant.documents.formats.ooxml.namespaces import parse_xml

_MOST_BYTES = 1 << 20
_EARLIEST_YEAR_OF_OFFICE = "1985"
# What templates and libraries put into every file they make: python-docx, python-pptx, Excel, PowerPoint;
# and the start of the century, where files are to be the same whenever they are made.
_STAMPS_OF_TEMPLATES = (
    *("2013-12-23T23:15:00", "2013-01-27T09:14:16", "2013-01-27T09:15:58"),
    *("2006-09-16T00:00:00", "2006-08-16T00:00:00", "2000-01-01T00:00:00"),
)
# Names of <meta> and <time>, the surest first.
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "datepublished", "citation_publication_date"),
    *("citation_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created"),
    *("dc.date.created", "pubdate", "publish-date", "publish_date", "date"),
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
)
_TAG = re.compile(r"<(?:meta|time)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LINKED_DATA = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]+)\"")
_DUBLIN_CORE, _OPF = "http://purl.org/dc/elements/1.1/", "http://www.idpf.org/2007/opf"
# Not "modification" and "conversion", which are about the file.
_EVENTS_OF_A_BOOK = ("publication", "original-publication", "creation")
_NAMING, _VALUES = ("name", "property", "itemprop"), ("content", "datetime")


def property_date(path: Path, kind: str) -> str:
    """Return the date of a file by its properties: "2025-12-03", "2025-12" or "2025".

    Args:
        path: The file.
        kind: The family of its format.

    Returns:
        The date; "" where the format has none, or the file does not say it.
    """
    read = _READERS.get(kind)
    if read is None:
        return ""
    try:
        return next(filter(None, map(iso_date, read(path))), "")
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, etree.XMLSyntaxError):
        return ""  # the text could be read, which is what matters


def _office(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        names = {info.filename.replace("\\", "/").lower(): info.filename for info in archive.infolist()}
        part, tags = "docprops/core.xml", ("modified", "created")
        if part not in names:
            part, tags = "meta.xml", ("date", "creation-date")  # OpenDocument
        properties = _xml(archive, names[part])
    for tag in tags:
        for written in _texts(properties, tag):
            is_stamp = written.startswith(_STAMPS_OF_TEMPLATES)
            if not is_stamp and written >= _EARLIEST_YEAR_OF_OFFICE:
                yield written


def _book(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        root = _xml(archive, "META-INF/container.xml").find(".//{*}rootfile[@full-path]")
        if root is None:
            return
        book = _xml(archive, root.get("full-path", ""))
    dates = list(book.iterfind(f".//{{{_DUBLIN_CORE}}}date"))
    for event in _EVENTS_OF_A_BOOK:
        for element in dates:
            if element.get(f"{{{_OPF}}}event", _EVENTS_OF_A_BOOK[0]) == event:
                yield (element.text or "").strip()


def _web_page(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        markup = file.read(_MOST_BYTES).decode("latin-1")  # names and dates are ASCII
    said: dict[str, str] = {}
    for tag in _TAG.finditer(markup):
        attributes = {name.lower(): "".join(values) for name, *values in _ATTRIBUTE.findall(tag[1])}
        value = next((attributes[name] for name in _VALUES if name in attributes), "")
        for name in _NAMING:
            if name in attributes:
                said.setdefault(attributes[name].lower(), value)
    yield from (said.get(name, "") for name in _PUBLISHED)
    yield from (found[1] for found in _LINKED_DATA.finditer(markup))
    yield from (said.get(name, "") for name in _MODIFIED)


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    with archive.open(name) as part:
        root: etree._Element = parse_xml(part.read(_MOST_BYTES))
    return root


def _texts(root: etree._Element, tag: str) -> Sequence[str]:
    return [(element.text or "").strip() for element in root.iter(f"{{*}}{tag}")]


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "word": _office,
    "slides": _office,
    "sheets": _office,
    "opendocument": _office,
    "opendocument-slides": _office,
    "epub": _book,
    "html": _web_page,
}
