"""Escaping of text for HTML and Markdown; everything that is shown from a document passes here.

Every ASCII punctuation mark is written as a numeric character reference. A browser shows it as
the character itself, while neither an HTML parser, nor a Markdown parser, nor a template engine
can take it for syntax. `tag` escapes every child and attribute that is not `Html` already, so
markup cannot be put together from unescaped text by accident.
"""

from __future__ import annotations

import re

_REFERENCES = {code: f"&#{code};" for code in (9, 10, *range(33, 127)) if not chr(code).isalnum()}
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NEWLINE = re.compile("\r\n?")
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_EMPTY_ELEMENTS = frozenset({"br", "hr", "img", "input"})


class Html(str):
    """Markup that needs no escaping; only `escape`, `join` and `tag` create it."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Return text as markup that shows every character literally, in HTML and in Markdown."""
    showable = _UNSHOWABLE.sub("\ufffd", _NEWLINE.sub("\n", text))
    return Html(showable.translate(_REFERENCES))


def one_line(text: str) -> str:
    """Return text with every run of white space, including line breaks, replaced by one space."""
    return " ".join(text.split())


def visible(text: str) -> str:
    """Return a name on one line, with U+FFFD for each character that changes the direction of the text.

    A name with such a character can look like another: "invoice", U+202E, "fdp.exe" like "invoiceexe.pdf".
    """
    return _TURNING.sub("\ufffd", one_line(text))


def join(*parts: str | None, by: str = "") -> Html:
    """Return the parts joined by `by`; parts that are not `Html` are escaped, None is skipped."""
    return Html(_html(by).join(_html(part) for part in parts if part is not None))


def tag(element: str, *children: str | None, **attributes: str | int | bool | None) -> Html:
    """Return one element with escaped children and attributes.

    Args:
        element: The element's name.
        children: Markup as `Html`, anything else as text; None is left out.
        attributes: `class_` is written `class` and `data_show` `data-show`; True gives a bare
            attribute, None and False give none.

    Returns:
        The element as markup.
    """
    opening = " ".join(
        [_checked(element), *(_attribute(key, value) for key, value in attributes.items() if _is_set(value))]
    )
    if element in _EMPTY_ELEMENTS:
        return Html(f"<{opening}>")
    return Html(f"<{opening}>{join(*children)}</{element}>")


def _html(part: str) -> Html:
    return part if isinstance(part, Html) else escape(part)


def _is_set(value: str | int | bool | None) -> bool:
    return value is not None and value is not False


def _attribute(key: str, value: str | int | bool | None) -> str:
    name = _checked(key.rstrip("_").replace("_", "-"))
    return name if value is True else f'{name}="{escape(str(value))}"'


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"Not the name of an element or attribute: {name!r}.")
    return name
