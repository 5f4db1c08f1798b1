"""XML of any kind: text in paragraphs, data as one value a line with the elements that lead to it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from lxml import etree

from assistant.documents.formats.html import readable
from assistant.documents.formats.structured.tree import Pairs, TreeWriter
from assistant.errors import ExtractionError
from assistant.types import Extraction

_XHTML = "{http://www.w3.org/1999/xhtml}html"
_PROSE = frozenset(
    ("p", "para", "simpara", "ab", "l", "line", "text", "body", "abstract", "q", "quote", "note")
)
_TITLES = ("title", "head", "name")
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"


def parse(path: Path) -> Extraction:
    """Read XML: the text of its elements and the values of their attributes.

    Raises:
        ExtractionError: It is not XML.
    """
    data = path.read_bytes()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise ExtractionError(
            f"It is not valid XML (line {line}); open it in its program and save it again."
        ) from error
    if root.tag == _XHTML:
        return readable(data)
    writer = TreeWriter()
    writer.write(_value(root))
    return writer.finish(_title(root))


def _value(element: etree._Element) -> object:
    """Return what an element holds: its text, or its attributes and children with their names."""
    children = [child for child in element if isinstance(child.tag, str)]
    attributes = [
        (_name(str(key)), str(value)) for key, value in element.items() if not str(key).startswith(_SCHEMA)
    ]
    if _is_mixed(element, children):
        return "".join(str(text) for text in element.itertext(etree.Element))
    if not children:
        text = (element.text or "").strip()
        own = [*attributes, *([(_name(element.tag), text)] if text else [])]
        return Pairs(own) if attributes else text
    pairs = Pairs(attributes)
    for name, group in groupby(children, key=lambda child: _name(child.tag)):
        values = [_value(child) for child in group]
        key = "" if name in _PROSE and not any(isinstance(value, list) for value in values) else name
        pairs += (
            [(key, value) for value in values]
            if not key
            else [(key, values if len(values) > 1 else values[0])]
        )
    return pairs


def _is_mixed(element: etree._Element, children: list[etree._Element]) -> bool:
    return bool(children) and any(
        text and text.strip() for text in (element.text, *(child.tail for child in children))
    )


def _name(tag: object) -> str:
    return etree.QName(str(tag)).localname


def _title(root: etree._Element) -> str:
    for name in _TITLES:
        found = next(root.iterfind(f"{{*}}{name}"), None)
        if found is not None and (text := " ".join("".join(map(str, found.itertext())).split())):
            return text
    return ""
