"""Words on the layout and the master of a slide, which every slide made from them shows.

Placeholders are not among them: what stands in those of a layout or master is a hint for the author. The
footer, date and number of a slide are shapes of the slide itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.documents.formats.ooxml.namespaces import path, qn
from assistant.documents.formats.slides.paragraphs import frame_lines
from assistant.documents.formats.slides.shapes import choose_alternatives


def background_lines(slide: Any, height: int) -> Iterator[str]:
    """Yield the lines that a slide shows from its layout and master, each as a footer or header.

    Args:
        slide: The slide.
        height: That of all slides; what begins in its lower half is a footer.
    """
    layout = slide.slide_layout
    for part, shown in ((layout, _shows_below(slide)), (layout.slide_master, _shows_below(layout))):
        if not shown:
            return
        tree = part._element.cSld.spTree
        choose_alternatives(tree)
        for shape in tree.iter(qn("p:sp")):
            if shape.find(path("p:nvSpPr/p:nvPr/p:ph")) is None:
                yield from _lines(shape, height)


def _shows_below(part: Any) -> bool:
    return part._element.get("showMasterSp") not in ("0", "false")


def _lines(shape: Any, height: int) -> Iterator[str]:
    body = shape.find(qn("p:txBody"))
    place = shape.find(path("p:spPr/a:xfrm/a:off"))
    name = "Footer" if place is not None and 2 * int(place.get("y", 0)) > height else "Header"
    for line in frame_lines(body) if body is not None else ():
        yield f"{name}: {line}"
