"""Elements whose words depend on what they are: marks and numbers, choices, fields of forms, pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.documents.formats.web.elements import Attributes

_TEXT_FIELDS = frozenset(
    ("", "text", "search", "tel", "email", "url", "number", "date", "time", "month", "week")
)
_FEWEST_WORDS = 3
_FILE_NAME = re.compile(r"\S+\.\w{3,4}\Z")
_DISPLAYED = re.compile(r"\{\\(?:display|text)style\s(.*)\}\Z", re.DOTALL)
_SMALLEST_PICTURE = 50


@dataclass(eq=False, slots=True)
class Words:
    """The words of an element that is open, and what is done with them when it ends."""

    use: Callable[[str], None]
    pieces: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return what was said so far."""
        return "".join(self.pieces)


@dataclass(slots=True)
class Choices:
    """The options of a list to choose from."""

    options: list[str] = field(default_factory=list)
    selected: list[str] = field(default_factory=list)

    def add(self, text: str, is_selected: bool) -> None:
        """Take an option."""
        (self.selected if is_selected else self.options).append(text)

    def shown(self) -> list[str]:
        """Return the options that are selected, all if none is."""
        return self.selected or self.options


def field_value(attributes: Attributes) -> str:
    """Return what a field of a form shows: the text in it, or whether it is ticked."""
    kind = attributes.get("type", "").strip().lower()
    if kind in ("checkbox", "radio"):
        return " [x] " if "checked" in attributes else " [ ] "
    value = attributes.get("value", "").strip()
    return f" {value} " if kind in _TEXT_FIELDS and value else ""


def picture_text(attributes: Attributes) -> tuple[str, bool]:
    """Return what is said of a picture, and whether it is one without any text.

    An empty description marks decoration; a formula is described by its source.
    """
    described = " ".join(attributes.get("alt", "").split())
    if "math" in attributes.get("class", "").lower() and described:
        formula = _DISPLAYED.match(described)
        return (formula[1].strip() if formula else described), False
    if len(described.split()) >= _FEWEST_WORDS and not _FILE_NAME.match(described):
        return f"[{described}]", False
    return "", "alt" not in attributes and not _is_small(attributes)


def _is_small(attributes: Attributes) -> bool:
    sizes = (attributes.get(name, "") for name in ("width", "height"))
    return any(size.isdecimal() and int(size) <= _SMALLEST_PICTURE for size in sizes)
