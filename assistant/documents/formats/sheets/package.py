"""The parts of an Excel workbook beside its cells, and how they belong together."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from assistant.documents.formats.ooxml.namespaces import parse_xml, qn

_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Relation(NamedTuple):
    """A part that another one refers to: the end of the kind ("comments"), its identity, and its name."""

    kind: str
    identity: str
    part: str


def spreadsheet_name(local: str) -> str:
    """Return the qualified name that lxml uses for an element of a workbook."""
    return f"{_SPREADSHEET}{local}"


def relations(archive: zipfile.ZipFile, part: str) -> Iterator[Relation]:
    """Yield the parts of the package that a part refers to, those that are there."""
    folder, name = posixpath.split(part)
    try:
        root = parse_xml(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    except KeyError:
        return
    members = set(archive.namelist())
    for relation in root.iter(qn("pr:Relationship")):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        if relation.get("TargetMode") != "External" and target in members:
            kind = relation.get("Type", "").rpartition("/")[2]
            yield Relation(kind, relation.get("Id", ""), target)


def ranges_of_tables(archive: zipfile.ZipFile, sheet: str) -> list[str]:
    """Return the ranges ("A1:C9") of the tables of a worksheet that have a header."""
    ranges = []
    for relation in relations(archive, sheet):
        if relation.kind == "table":
            table = parse_xml(archive.read(relation.part))
            if table.get("headerRowCount", "1") != "0" and ":" in table.get("ref", ""):
                ranges.append(table.get("ref"))
    return ranges


def text_of(element: Any) -> str:
    """Return the words of an element's `t` children at any depth, readings in other scripts left out."""
    readings = {text for reading in element.iter(spreadsheet_name("rPh")) for text in reading.iter()}
    return "".join(text.text or "" for text in element.iter(spreadsheet_name("t")) if text not in readings)
