"""OpenDocument presentations (.odp): a page for each slide, with its notes."""

from __future__ import annotations

from collections.abc import Iterator
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
    said_below: set[str] = set()
    for number, slide in enumerate(package.body("office:presentation").iter(named("draw:page")), 1):
        said, without_text = _slide(package, slide, said_below)
        pictures += without_text
        hidden = " (hidden)" if _is_hidden(package, slide) else ""
        parts.append(Part(said, f"slide {number}{hidden}"))
    made = joined(parts, "", warnings_of(package, pictures))
    first = next((made.text[h.start : h.end] for h in made.headings), "")
    return joined(parts, package.title if is_title(package.title) else first, made.warnings)


def _slide(package: Package, slide: etree._Element, said_below: set[str]) -> tuple[Extraction, int]:
    writer = Writer()
    reader = BlockReader(package, writer)
    titles = [shape for shape in slide if shape.get(named("presentation:class")) == "title"]
    for shape in titles:
        writer.heading(clean(" ".join(_words(p) for p in shape.iter(named("text:p")))), 1)
        slide.remove(shape)
    reader.read(slide)
    below = [line for line in _background(package, slide) if line not in said_below]
    said_below.update(below)
    writer.block("\n".join(below))
    notes = slide.find(named("presentation:notes"))
    if notes is not None:
        paragraphs = (clean(_words(p)) for p in notes.iter(named("text:p")))
        said = [text for text in paragraphs if text and not text.startswith("<")]
        writer.block("\n".join(["Notes:", *said]) if said else "")
    headings = tuple(Heading(h.start, h.end, h.level) for h in writer.headings)
    tables = tuple(writer.tables)
    return Extraction(writer.text(), headings=headings, line_breaks="hard", tables=tables), reader.pictures


def _background(package: Package, slide: etree._Element) -> Iterator[str]:
    """Yield the header and footer of a slide, and what stands on its master outside of placeholders."""
    for kind in ("header", "footer"):
        name = slide.get(named(f"presentation:use-{kind}-name"))
        for said in package.content.iter(named(f"presentation:{kind}-decl")) if name else ():
            if said.get(named("presentation:name")) == name and (text := clean(_words(said))):
                yield f"{kind.capitalize()}: {text}"
    master = package.style(slide.get(named("draw:master-page-name"), ""), "style:master-page")
    for shape in master if master is not None else ():
        if shape.get(named("presentation:class")) is None and shape.tag != named("presentation:notes"):
            yield from (text for p in shape.iter(named("text:p")) if (text := clean(_words(p))))


def _words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _is_hidden(package: Package, slide: etree._Element) -> bool:
    style = package.style(slide.get(named("draw:style-name"), ""))
    if style is None:
        return False
    return any(child.get(named("presentation:visibility")) == "hidden" for child in style)
