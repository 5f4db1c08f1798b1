"""The parts of an OpenDocument file, and the names of its elements."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree

from assistant.documents.formats.archive import check_archive
from assistant.errors import ExtractionError

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "presentation": "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
_NOT_READABLE = "It is not an OpenDocument file, or damaged; open it in its program and save it again."
_PROTECTED = "It is protected with a password; remove the protection and index again."


def named(name: str) -> str:
    """Return the full name of an element or attribute ("text:p")."""
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


class Package:
    """An OpenDocument file that is open: its content, styles and title."""

    def __init__(self, path: Path) -> None:
        """Read the parts of a file.

        Raises:
            ExtractionError: It is none, damaged, too large or protected with a password.
        """
        check_archive(path)
        with zipfile.ZipFile(path) as archive:
            manifest = _xml(archive, "META-INF/manifest.xml")
            if manifest is not None and manifest.find(".//{*}encryption-data") is not None:
                raise ExtractionError(_PROTECTED)
            content = _xml(archive, "content.xml")
            if content is None:
                raise ExtractionError(_NOT_READABLE)
            self.content: etree._Element = content
            self.styles = _xml(archive, "styles.xml")
            meta = _xml(archive, "meta.xml")
        title = None if meta is None else meta.find(f".//{named('dc:title')}")
        self.title = "" if title is None else " ".join((title.text or "").split())

    def body(self, kind: str) -> etree._Element:
        """Return the element that holds the text or the slides.

        Raises:
            ExtractionError: The file is of another kind.
        """
        body = self.content.find(f"{named('office:body')}/{named(kind)}")
        if body is None:
            raise ExtractionError(_NOT_READABLE)
        return body

    def style(self, name: str, kind: str = "style:style") -> etree._Element | None:
        """Return a style by its name; those of the content before the common ones."""
        for part in (self.content, self.styles):
            for style in () if part is None or not name else part.iter(named(kind)):
                if style.get(named("style:name")) == name:
                    return style
        return None


def _xml(archive: zipfile.ZipFile, path: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(archive.read(path), parser)
    except (KeyError, ValueError, etree.XMLSyntaxError):
        return None
