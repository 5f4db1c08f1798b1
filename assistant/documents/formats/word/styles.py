"""Styles of a Word file: what a paragraph inherits from its style and from those that it is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.documents.formats.ooxml.namespaces import is_on, path, qn, value_of

TITLE_LEVEL = -1
"""The level of the document's title, which is no chapter."""

_HEADING = re.compile(r"(?i)heading (\d)\Z")
_CONTENTS = re.compile(r"(?i)(?:toc \d|table of figures|table of authorities)\Z")
_LIST = re.compile(r"(?i)list (?:bullet|number)")
_BODY_TEXT = 9
_TRUE = frozenset({"1", "true", "on"})


class Styles:
    """The styles of one document by identity; built-in ones have English names in every language."""

    def __init__(self, root: Any) -> None:
        styles = root.findall(qn("w:style")) if root is not None else []
        self._styles = {style.get(qn("w:styleId")): style for style in styles}
        defaults = (
            style.get(qn("w:styleId"))
            for style in styles
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in _TRUE
        )
        self._default: str | None = next(defaults, None)

    def of_paragraph(self, paragraph: Any) -> Iterator[Any]:
        """Yield the style of a paragraph, then those that it is based on."""
        return self.chain(value_of(paragraph, "w:pPr/w:pStyle") or self._default)

    def chain(self, identity: str | None) -> Iterator[Any]:
        """Yield a style, then those that it is based on; one that is not defined is left out."""
        seen: set[str] = set()
        while identity is not None and identity in self._styles and identity not in seen:
            seen.add(identity)
            style = self._styles[identity]
            yield style
            identity = value_of(style, "w:basedOn")

    def level(self, paragraph: Any) -> int:
        """Return the level of a heading from 1, `TITLE_LEVEL` for the document's title, 0 for other text."""
        direct = _outline_level(paragraph)
        if direct is not None:
            return direct
        for style in self.of_paragraph(paragraph):
            name = _name(style)
            heading = _HEADING.match(name)
            if heading:
                return int(heading[1])
            if name.lower() == "title":
                return TITLE_LEVEL
            level = _outline_level(style)
            if level is not None:
                return level
        return 0

    def is_contents(self, paragraph: Any) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        return any(_CONTENTS.match(_name(style)) for style in self.of_paragraph(paragraph))

    def is_list_item(self, paragraph: Any) -> bool:
        """Whether the name of the style says that a paragraph is a list item."""
        return any(_LIST.match(_name(style)) for style in self.of_paragraph(paragraph))

    def is_hidden(self, identity: str | None) -> bool:
        """Whether a style hides its text."""
        for style in self.chain(identity):
            if style.find(path("w:rPr/w:vanish")) is not None:
                return is_on(style, "w:rPr/w:vanish")
        return False


def _name(style: Any) -> str:
    return value_of(style, "w:name") or ""


def _outline_level(element: Any) -> int | None:
    value = value_of(element, "w:pPr/w:outlineLvl")
    if value is None or not value.isdecimal():
        return None
    return 0 if int(value) >= _BODY_TEXT else int(value) + 1
