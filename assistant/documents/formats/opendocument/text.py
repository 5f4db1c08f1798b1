"""OpenDocument texts (.odt): paragraphs, numbered headings and lists, tables, notes, comments."""

from __future__ import annotations

from pathlib import Path

from assistant.documents.formats.ooxml.writer import Writer, is_title
from assistant.documents.formats.opendocument.blocks import BlockReader
from assistant.documents.formats.opendocument.package import Package, named
from assistant.types import Extraction


def parse(path: Path) -> Extraction:
    """Read a text.

    Raises:
        ExtractionError: The file is no OpenDocument text, damaged, protected or too large.
    """
    package = Package(path)
    writer = Writer()
    reader = BlockReader(package, writer)
    reader.read(package.body("office:text"))
    text = writer.text()
    first = next((text[h.start : h.end] for h in writer.headings), "")
    title = package.title if is_title(package.title) else first
    return Extraction(
        text,
        title,
        headings=tuple(writer.headings),
        line_breaks="hard",
        warnings=warnings_of(package, reader.pictures),
        tables=tuple(writer.tables),
    )


def warnings_of(package: Package, pictures: int) -> tuple[str, ...]:
    """Return what was left out, a sentence each."""
    said = [f"{pictures} picture{'s' * (pictures > 1)} without text."] if pictures else []
    margins = ("style:header", "style:footer")
    parts = (
        [] if package.styles is None else [e for name in margins for e in package.styles.iter(named(name))]
    )
    if any("".join(map(str, part.itertext())).strip() for part in parts):
        said.append("Headers and footers of the pages were left out.")
    return tuple(said)
