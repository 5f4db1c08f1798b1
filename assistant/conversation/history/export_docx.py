"""Export as a Word file with real footnotes, which Word numbers and puts at the foot of their pages.

python-docx writes everything but footnotes, so their part of the file is made here (ECMA-376, part 1, 17.11).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from assistant.conversation.history.outline import Line, LineKind, Note, Outline

if TYPE_CHECKING:
    from docx.document import Document

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PART = "/word/footnotes.xml"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_STYLES: dict[LineKind, str] = {
    "question": "Heading 1",
    "remark": "Subtle Emphasis",
    "aside": "Subtle Emphasis",
    "text": "Normal",
    "near": "List Bullet",
    "quote": "Quote",
}
_OF_CHARACTERS = "Subtle Emphasis"
# Lines that Word draws between text and footnotes; every file with footnotes has them.
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote>"
)
_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
_COMMA = f"<w:r>{_RAISED}<w:t>,</w:t></w:r>"


def as_docx(outline: Outline) -> bytes:
    """Return the bytes of a Word file; a note that is used again refers to its first use."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = outline.title, "Assistant", ""
    document.add_paragraph(outline.title, style="Title")
    document.add_paragraph().add_run(outline.about, style=_OF_CHARACTERS)
    written: list[Note] = []
    for line in outline.lines:
        _add(document, line, written)
    _add_footnotes(document, written)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: Document, line: Line, written: list[Note]) -> None:
    """Add a paragraph; notes that are referred to for the first time are appended to `written`."""
    style = _STYLES[line.kind]
    if style == _OF_CHARACTERS:
        document.add_paragraph().add_run(line.text, style=style)
        return
    paragraph = document.add_paragraph(line.text, style=style)
    for each, note in enumerate(line.notes):
        if each:  # else footnotes 1 and 2 would look like 12
            paragraph._p.append(_element(_COMMA))
        numbers = [known.number for known in written]
        if note.number in numbers:
            place = numbers.index(note.number) + 1
            paragraph._p.append(_element(_field(place)))
        else:
            written.append(note)
            for part in _reference(len(written)):
                paragraph._p.append(_element(part))


def _reference(place: int) -> tuple[str, str, str]:
    """Return the reference to a footnote, with a bookmark for referring to it again."""
    return (
        f'<w:bookmarkStart w:id="{place}" w:name="_RefNote{place}"/>',
        f'<w:r>{_RAISED}<w:footnoteReference w:id="{place}"/></w:r>',
        f'<w:bookmarkEnd w:id="{place}"/>',
    )


def _field(place: int) -> str:
    """Return a field with the number of a footnote that was referred to before."""
    return (
        f'<w:fldSimple w:instr=" NOTEREF _RefNote{place} \\h "><w:r>{_RAISED}<w:t>{place}</w:t></w:r>'
        "</w:fldSimple>"
    )


def _add_footnotes(document: Document, notes: list[Note]) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    if not notes:
        return
    root = _element(f"<w:footnotes>{_SEPARATORS}</w:footnotes>")
    for place, note in enumerate(notes, start=1):
        footnote = _element(
            f'<w:footnote w:id="{place}"><w:p><w:r>{_RAISED}<w:footnoteRef/></w:r>'
            '<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve"/></w:r></w:p></w:footnote>'
        )
        (text,) = footnote.iter(f"{{{_NAMESPACE}}}t")
        text.text = f" {note.text}"  # set here, so that nothing in it is markup
        root.append(footnote)
    part = document.part
    footnotes = XmlPart(PackURI(_PART), _CONTENT_TYPE, root, part.package)
    part.relate_to(footnotes, _RELATIONSHIP)


def _element(markup: str) -> Any:
    from docx.oxml import parse_xml

    # The first name in the markup is that of the element, which gets the namespace.
    end = min(place for place in (markup.find(" "), markup.find("/"), markup.find(">")) if place > 0)
    return parse_xml(f'{markup[:end]} xmlns:w="{_NAMESPACE}"{markup[end:]}')
