"""Office packages as people's programs write them → packages that the libraries open.

The libraries refuse a whole file for what Office reads without a word: strict namespaces, relationships to
parts that are not there, macro and template types, names of parts in another case or with backslashes.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote

from lxml import etree

from assistant.documents.formats.ooxml.namespaces import parse_xml, qn

_TYPES = "[Content_Types].xml"
_TYPES_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_UNKNOWN_TYPE = "application/octet-stream"

_STRICT = b"http://purl.oclc.org/ooxml/"
_TAG = re.compile(rb"<[^<>]*http://purl\.oclc\.org/ooxml/[^<>]*>")
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)(/[\w/-]*)?")
_RENAMED = {
    b"/extendedProperties": b"/extended-properties",
    b"/customProperties": b"/custom-properties",
    b"/relationships/extendedProperties": b"/relationships/extended-properties",
    b"/relationships/customProperties": b"/relationships/custom-properties",
}

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml"
_MAIN_TYPES = {
    "application/vnd.ms-word.document.macroEnabled.main+xml": f"{_WORD}.document.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": f"{_WORD}.document.main+xml",
    f"{_WORD}.template.main+xml": f"{_WORD}.document.main+xml",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": f"{_SLIDES}.presentation.main+xml",
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml": f"{_SLIDES}.presentation.main+xml",
    "application/vnd.ms-powerpoint.template.macroEnabled.main+xml": f"{_SLIDES}.presentation.main+xml",
    f"{_SLIDES}.slideshow.main+xml": f"{_SLIDES}.presentation.main+xml",
    f"{_SLIDES}.template.main+xml": f"{_SLIDES}.presentation.main+xml",
}


def openable(file: Path | IO[bytes]) -> str | IO[bytes]:
    """Return what a library can open: the file as it is, or a repaired copy in memory.

    Args:
        file: A whole zip archive that was checked with `check_archive`.

    Raises:
        zipfile.BadZipFile, KeyError, lxml.etree.XMLSyntaxError: It is no Office package.
    """
    source: str | IO[bytes] = str(file) if isinstance(file, Path) else file
    with zipfile.ZipFile(source) as archive:
        members = _members(archive)
        repaired = _repaired(archive, members)
        if repaired:
            return _copy(archive, members, repaired)
    if not isinstance(source, str):
        source.seek(0)
    return source


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Map the names that parts should have to what is stored, the last of a name that stands twice."""
    return {
        info.filename.replace("\\", "/").lstrip("/"): info for info in archive.infolist() if not info.is_dir()
    }


def _repaired(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> dict[str, bytes]:
    """Return the members that must change by name; parts that are named differently move in `members`."""
    before = {name: info.filename for name, info in members.items()}
    changed: dict[str, bytes] = {}
    folded = {name.casefold(): name for name in members}
    if _TYPES not in members and _TYPES.casefold() in folded:
        members[_TYPES] = members.pop(folded[_TYPES.casefold()])
    is_strict = False
    for name in [name for name in members if name.endswith(".rels")]:
        data = archive.read(members[name])
        is_strict = is_strict or _STRICT in data
        mended = _mended_relationships(transitional(data), name, members, folded)
        if mended != data:
            changed[name] = mended
    types = archive.read(members[_TYPES])
    mended = _mended_types(types, members)
    if mended != types or any(before.get(name) != info.filename for name, info in members.items()):
        changed[_TYPES] = mended
    if is_strict:
        for name in [name for name in members if name.endswith((".xml", ".vml")) and name not in changed]:
            changed[name] = transitional(archive.read(members[name]))
    if not changed and any(name != info.filename for name, info in members.items()):
        changed[_TYPES] = types
    return changed


def transitional(data: bytes) -> bytes:
    """Return XML with strict namespaces and relationship types replaced by the transitional ones.

    Only tags change, never text between them.
    """
    if _STRICT not in data:
        return data
    return _TAG.sub(lambda tag: _STRICT_NAME.sub(_transitional_name, tag[0]), data)


def _transitional_name(found: re.Match[bytes]) -> bytes:
    rest = found[2] or b""
    return b"http://schemas.openxmlformats.org/" + found[1] + b"/2006" + _RENAMED.get(rest, rest)


def _mended_relationships(
    data: bytes, name: str, members: dict[str, zipfile.ZipInfo], folded: Mapping[str, str]
) -> bytes:
    """Drop relationships to parts that are not there; give parts the names they are called by."""
    root = parse_xml(data)
    base = posixpath.dirname(posixpath.dirname(name))
    dropped = False
    for relation in root.findall(qn("pr:Relationship")):
        if relation.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", base, relation.get("Target", ""))).lstrip("/")
        if target in members:
            continue
        stored = folded.get(target.casefold()) or folded.get(unquote(target).casefold())
        if stored in members:
            members[target] = members[stored]
        else:
            root.remove(relation)
            dropped = True
    return _serialized(root) if dropped else data


def _mended_types(data: bytes, members: Mapping[str, Any]) -> bytes:
    """Name the plain type for macro files and templates, and a type for parts that have none."""
    root = parse_xml(data)
    known = {each.get("Extension", "").lower() for each in root.iter(f"{_TYPES_NAMESPACE}Default")}
    overrides = list(root.iter(f"{_TYPES_NAMESPACE}Override"))
    named = {each.get("PartName", "").lstrip("/").casefold() for each in overrides}
    is_changed = False
    for each in overrides:
        plain = _MAIN_TYPES.get(each.get("ContentType", ""))
        if plain:
            each.set("ContentType", plain)
            is_changed = True
    for name in members:
        extension = posixpath.splitext(name)[1].lstrip(".").lower()
        if extension and extension not in known and name.casefold() not in named and name != _TYPES:
            etree.SubElement(
                root, f"{_TYPES_NAMESPACE}Default", Extension=extension, ContentType=_UNKNOWN_TYPE
            )
            known.add(extension)
            is_changed = True
    return _serialized(root) if is_changed else data


def _serialized(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _copy(
    archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], changed: Mapping[str, bytes]
) -> IO[bytes]:
    copy = BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
        for name, info in members.items():
            written.writestr(name, changed[name] if name in changed else archive.read(info))
    copy.seek(0)
    return copy
