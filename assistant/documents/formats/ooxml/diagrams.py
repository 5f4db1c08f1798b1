"""Diagrams (SmartArt) of Word files and slides → their texts in the order of the outline behind them."""

from __future__ import annotations

from typing import Any

from assistant.documents.formats.ooxml.namespaces import parse_xml, path, qn

# Points that say how the others are drawn, and hold no text of the author.
_DRAWN = {"pres", "parTrans", "sibTrans"}


def diagram_lines(data: bytes) -> list[str]:
    """Read the part of an Office file that holds the data of a diagram.

    Returns:
        One line a text; those below another begin with "- ".

    Raises:
        lxml.etree.XMLSyntaxError: It is damaged.
    """
    root = parse_xml(data)
    points = {
        point.get("modelId", ""): point
        for point in root.findall(path("dgm:ptLst/dgm:pt"))
        if point.get("type", "node") not in _DRAWN
    }
    children = _children(root)
    roots = [identity for identity, point in points.items() if point.get("type") == "doc"]
    lines: list[str] = []
    seen: set[str] = set()
    # Points that the outline does not reach are shown all the same; they come last.
    waiting = [(identity, -1) for identity in reversed([*roots, *points])]
    while waiting:
        identity, depth = waiting.pop()
        if identity in seen or identity not in points:
            continue
        seen.add(identity)
        text = _text(points[identity])
        if text:
            lines.append(f"- {text}" if depth > 0 else text)
        waiting += [(child, depth + 1) for child in reversed(children.get(identity, []))]
    return lines


def _children(root: Any) -> dict[str, list[str]]:
    """Map each point to those below it, in their order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for link in root.findall(path("dgm:cxnLst/dgm:cxn")):
        order = link.get("srcOrd", "0")
        if link.get("type", "parOf") == "parOf":
            place = int(order) if order.isdecimal() else 0
            found.setdefault(link.get("srcId", ""), []).append((place, link.get("destId", "")))
    return {parent: [child for _, child in sorted(below)] for parent, below in found.items()}


def _text(point: Any) -> str:
    paragraphs = point.findall(path("dgm:t/a:p"))
    lines = ("".join(text.text or "" for text in paragraph.iter(qn("a:t"))) for paragraph in paragraphs)
    return " ".join(" ".join(lines).split())
