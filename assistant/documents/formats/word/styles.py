"""Styles of a Word file: what a paragraph inherits from its style and from those that it is based on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.documents.formats.ooxml.namespaces import child_of, is_on, path, properties_of, qn, value_of

TITLE_LEVEL = -1
"""The level of the document's title, which is no chapter."""

_HEADING = re.compile(r"(?i)heading (\d)\Z")
_CONTENTS = re.compile(r"(?i)(?:toc \d|table of figures|table of authorities)\Z")
_LIST = re.compile(r"(?i)list (?:bullet|number)")
_BODY_TEXT = 9
_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class _Traits:
    """What a style says with those that it is based on; `level` as `Styles.level` returns it."""

    level: int
    is_contents: bool
    is_list_item: bool
    is_hidden: bool


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
        self._traits: dict[str | None, _Traits] = {}

    def identity(self, paragraph: Any) -> str | None:
        """Return the identity of a paragraph's style, None if the document has no default style."""
        style = child_of(properties_of(paragraph), "w:pStyle")
        return self._default if style is None else style.get(qn("w:val"))

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
        direct = _outline_level(properties_of(paragraph))
        return self._traits_of(self.identity(paragraph)).level if direct is None else direct

    def is_contents(self, paragraph: Any) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        return self._traits_of(self.identity(paragraph)).is_contents

    def is_list_item(self, paragraph: Any) -> bool:
        """Whether the name of the style says that a paragraph is a list item."""
        return self._traits_of(self.identity(paragraph)).is_list_item

    def is_hidden(self, identity: str | None) -> bool:
        """Whether a style hides its text."""
        return self._traits_of(identity).is_hidden

    def _traits_of(self, identity: str | None) -> _Traits:
        if identity not in self._traits:
            chain = list(self.chain(identity))
            names = [value_of(style, "w:name") or "" for style in chain]
            switches = [style for style in chain if style.find(path("w:rPr/w:vanish")) is not None]
            self._traits[identity] = _Traits(
                _level(chain, names),
                any(map(_CONTENTS.match, names)),
                any(map(_LIST.match, names)),
                bool(switches) and is_on(switches[0], "w:rPr/w:vanish"),
            )
        return self._traits[identity]


def _level(chain: Sequence[Any], names: Sequence[str]) -> int:
    for style, name in zip(chain, names, strict=True):
        heading = _HEADING.match(name)
        if heading:
            return int(heading[1])
        if name.lower() == "title":
            return TITLE_LEVEL
        level = _outline_level(properties_of(style))
        if level is not None:
            return level
    return 0


def _outline_level(properties: Any) -> int | None:
    outline = child_of(properties, "w:outlineLvl")
    value = outline.get(qn("w:val")) if outline is not None else None
    if value is None or not value.isdecimal():
        return None
    return 0 if int(value) >= _BODY_TEXT else int(value) + 1
