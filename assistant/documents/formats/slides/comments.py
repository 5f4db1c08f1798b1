"""Comments on slides: those of older programs, and those with replies that newer ones write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from assistant.documents.formats.ooxml.left_out import LeftOut
from assistant.documents.formats.ooxml.namespaces import parse_xml, path, qn
from assistant.documents.formats.ooxml.writer import clean
from assistant.documents.formats.slides.paragraphs import frame_lines


def authors_of(presentation_part: Any) -> dict[str, str]:
    """Return the names of those who wrote comments by their identities, of both kinds of comments."""
    names = {}
    for relation in presentation_part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/commentAuthors", "/authors")):
            continue
        try:
            root = parse_xml(relation.target_part.blob)
        except etree.XMLSyntaxError:
            continue
        for author in root.iter(qn("p:cmAuthor"), qn("p188:author")):
            names[author.get("id", "")] = " ".join(clean(author.get("name", "")).split())
    return names


def comment_lines(slide_part: Any, authors: dict[str, str], left_out: LeftOut) -> Iterator[str]:
    """Yield the comments on a slide and the replies to them, one a line: "Comment by Ada: Too long."."""
    for relation in slide_part.rels.values():
        if relation.is_external or not relation.reltype.endswith("/comments"):
            continue
        try:
            root = parse_xml(relation.target_part.blob)
        except etree.XMLSyntaxError:
            left_out.count("comment")
            continue
        for comment in root.iterchildren(qn("p:cm"), qn("p188:cm")):
            yield from _line(comment, "Comment", authors)
            for reply in comment.findall(path("p188:replyLst/p188:reply")):
                yield from _line(reply, "Reply", authors)


def _line(comment: Any, kind: str, authors: dict[str, str]) -> Iterator[str]:
    body = comment.find(qn("p188:txBody"))
    text = comment.findtext(qn("p:text"), "") if body is None else "\n".join(frame_lines(body))
    words = " ".join(clean(text).split())
    author = authors.get(comment.get("authorId", ""), "")
    if words:
        yield f"{kind} by {author}: {words}" if author else f"{kind}: {words}"
