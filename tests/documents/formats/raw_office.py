"""Word files from raw XML, for what python-docx cannot write."""

import zipfile

from docx import Document
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = (
    nsdecls("w", "r", "m", "a", "wp", "pic", "c")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    + ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    + ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    + ' xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"'
    + ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    + ' xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main"'
    + ' xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
)


def element(xml):
    """Parse an element whose tag comes first; the namespaces of Office are put into it."""
    end = min(place for mark in (" ", ">", "/") if (place := xml.find(mark)) > 0)
    return parse_xml(f"{xml[:end]} {NAMESPACES}{xml[end:]}")


def paragraph(words, properties="", mark=""):
    """Return the XML of a paragraph with one run."""
    return f'<w:p><w:pPr>{properties}{mark}</w:pPr><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def with_body(*blocks, document=None):
    """Return a document whose body holds raw XML."""
    document = document or Document()
    document.core_properties.title = ""
    body = document.element.body
    for xml in blocks:
        body.insert(len(body) - 1, element(xml))
    return document


def rewrite(path, changes=(), parts=()):
    """Change members of an archive and add parts.

    Args:
        path: The archive.
        changes: Pairs of a member's name and a function of its content.
        parts: For each new part its name, type of content, the part that refers to it, type and identity of
            the relationship, and content.
    """
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    for name, kind, source, relation, identity, content in parts:
        contents[name] = content if isinstance(content, bytes) else content.encode()
        override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode()
        contents["[Content_Types].xml"] = contents["[Content_Types].xml"].replace(b"</Types>", override)
        folder, _, file = source.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels"
        link = f'<Relationship Id="{identity}" Type="{relation}" Target="/{name}"/></Relationships>'
        before = contents.get(
            relations,
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b"</Relationships>",
        )
        contents[relations] = before.replace(b"</Relationships>", link.encode())
    for name, change in changes:
        contents[name] = change(contents[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


def root(tag, content):
    """Return a whole part: a root element with the namespaces of Office."""
    return f'<?xml version="1.0" encoding="UTF-8"?><{tag} {NAMESPACES}>{content}</{tag}>'
