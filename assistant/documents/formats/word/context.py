"""What the parts of a Word file share while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree

from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.formats.ooxml.namespaces import parse_xml
from assistant.documents.formats.ooxml.writer import Writer
from assistant.documents.formats.word.comments import CommentedText
from assistant.documents.formats.word.notes import NoteMarks
from assistant.documents.formats.word.numbering import Numbering
from assistant.documents.formats.word.styles import Styles


@dataclass(slots=True)
class Context:
    """The state of the reading of one document.

    `title` is the text of the paragraph styled as one, `first_heading` that of the first chapter; `depth`
    counts the documents that this one is inserted into; `read_document` reads a Word file that is inserted
    into this one.
    """

    styles: Styles
    numbering: Numbering
    notes: NoteMarks
    read_document: Callable[[IO[bytes], Writer, Context], None]
    left_out: LeftOut = field(default_factory=LeftOut)
    commented: CommentedText = field(default_factory=CommentedText)
    title: str = ""
    first_heading: str = ""
    depth: int = 0


def related_parts(part: Any, kind: str) -> Iterator[Any]:
    """Yield the parts that a part refers to by a relationship whose type ends with `kind`."""
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            yield relation.target_part


def related_part(part: Any, identity: str | None) -> Any | None:
    """Return the part that a relationship of a part leads to, None if there is none."""
    relation = part.rels.get(identity) if identity else None
    return relation.target_part if relation is not None and not relation.is_external else None


def root_of(part: Any, left_out: LeftOut) -> Any | None:
    """Return the root element of a part, None if it is damaged, which is said."""
    try:
        return parse_xml(part.blob)
    except etree.XMLSyntaxError:
        left_out.say("A part of the file is damaged and was left out.")
        return None
