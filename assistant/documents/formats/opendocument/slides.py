"""OpenDocument presentations (.odp): a page for each slide, with its notes."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from assistant.documents.formats.ooxml.writer import Writer, clean, is_title
from assistant.documents.formats.opendocument.blocks import BlockReader
from assistant.documents.formats.opendocument.package import Package, named
from assistant.documents.formats.opendocument.text import warnings_of
from assistant.documents.formats.parts import Part, joined
from assistant.types import Extraction, Heading


def parse(path: Path) -> Extraction:
    """Read the slides in order.

    Raises:
        ExtractionError: The file is no OpenDocument presentation, damaged, protected or too large.
    """
    package = Package(path)
    parts = []
    pictures = 0
    for number, slide in enumerate(package.body("office:presentation").iter(named("draw:page")), 1):
        said, without_text = _slide(package, slide)
        pictures += without_text
        hidden = " (hidden)" if _is_hidden(package, slide) else ""
        parts.append(Part(said, f"slide {number}{hidden}"))
    made = joined(parts, "", warnings_of(package, pictures))
    first = next((made.text[h.start : h.end] for h in made.headings), "")
    return joined(parts, package.title if is_title(package.title) else first, made.warnings)


def _slide(package: Package, slide: etree._Element) -> tuple[Extraction, int]:
    writer = Writer()
    reader = BlockReader(package, writer)
    titles = [shape for shape in slide if shape.get(named("presentation:class")) == "title"]
    for shape in titles:
        writer.heading(clean(" ".join(_words(p) for p in shape.iter(named("text:p")))), 1)
        slide.remove(shape)
    reader.read(slide)
    notes = slide.find(named("presentation:notes"))
    if notes is not None:
        paragraphs = (clean(_words(p)) for p in notes.iter(named("text:p")))
        said = [text for text in paragraphs if text and not text.startswith("<")]
        writer.block("\n".join(["Notes:", *said]) if said else "")
    headings = tuple(Heading(h.start, h.end, h.level) for h in writer.headings)
    tables = tuple(writer.tables)
    return Extraction(writer.text(), headings=headings, line_breaks="hard", tables=tables), reader.pictures


def _words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _is_hidden(package: Package, slide: etree._Element) -> bool:
    style = package.style(slide.get(named("draw:style-name"), ""))
    if style is None:
        return False
    return any(child.get(named("presentation:visibility")) == "hidden" for child in style)
