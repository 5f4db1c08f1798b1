"""XML names of Office files by their usual prefixes, and a parser that reads nothing but the bytes given."""

from __future__ import annotations

from functools import cache
from typing import Any

from lxml import etree

_OFFICE = "http://schemas.openxmlformats.org"
_MICROSOFT = "http://schemas.microsoft.com/office"
_NAMESPACES = {
    "a": f"{_OFFICE}/drawingml/2006/main",
    "a14": f"{_MICROSOFT}/drawing/2010/main",
    "adec": f"{_MICROSOFT}/drawing/2017/decorative",
    "c": f"{_OFFICE}/drawingml/2006/chart",
    "cdr": f"{_OFFICE}/drawingml/2006/chartDrawing",
    "cx": f"{_MICROSOFT}/drawing/2014/chartex",
    "dgm": f"{_OFFICE}/drawingml/2006/diagram",
    "m": f"{_OFFICE}/officeDocument/2006/math",
    "mc": f"{_OFFICE}/markup-compatibility/2006",
    "o": "urn:schemas-microsoft-com:office:office",
    "p": f"{_OFFICE}/presentationml/2006/main",
    "p188": f"{_MICROSOFT}/powerpoint/2018/8/main",
    "pic": f"{_OFFICE}/drawingml/2006/picture",
    "pr": f"{_OFFICE}/package/2006/relationships",
    "r": f"{_OFFICE}/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "w": f"{_OFFICE}/wordprocessingml/2006/main",
    "w14": f"{_MICROSOFT}/word/2010/wordml",
    "w15": f"{_MICROSOFT}/word/2012/wordml",
    "wp": f"{_OFFICE}/drawingml/2006/wordprocessingDrawing",
}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@cache
def qn(name: str) -> str:
    """Return the qualified name that lxml uses ("{http://...}p") for a prefixed one ("w:p")."""
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


@cache
def path(names: str) -> str:
    """Return the path that lxml uses for one of prefixed names ("w:pPr/w:numPr")."""
    return "/".join(qn(name) if ":" in name else name for name in names.split("/"))


def parse_xml(data: bytes) -> Any:
    """Parse XML without entities and without opening anything that it names.

    Raises:
        etree.XMLSyntaxError: It is not well formed.
    """
    return etree.fromstring(data, _PARSER)


def value_of(element: Any, child: str, attribute: str = "w:val") -> str | None:
    """Return an attribute of the first descendant at a path of prefixed names, None if either is missing."""
    found = element.find(path(child)) if element is not None else None
    value: str | None = (
        found.get(qn(attribute) if ":" in attribute else attribute) if found is not None else None
    )
    return value


def is_on(element: Any, child: str) -> bool:
    """Whether a switch such as `w:vanish` is there and not switched off."""
    found = element.find(path(child)) if element is not None else None
    return found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "off")


def child_of(element: Any, name: str) -> Any | None:
    """Return the first child of an element by its prefixed name, None if either is missing."""
    return element.find(qn(name)) if element is not None else None


def properties_of(paragraph: Any) -> Any | None:
    """Return the properties of a Word paragraph or of its style, None if it has none of its own."""
    return paragraph.find(qn("w:pPr"))
