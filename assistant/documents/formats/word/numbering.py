"""Automatic numbers of clauses, headings and lists: what Word shows before a paragraph and does not store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.documents.formats.ooxml.namespaces import child_of, is_on, properties_of, qn, value_of
from assistant.documents.formats.ooxml.numerals import numeral
from assistant.documents.formats.ooxml.symbols import symbol
from assistant.documents.formats.word.styles import Styles

BULLET = "-"
"""The marker of an item of a list without numbers."""

_PLACE = re.compile(r"%([1-9])")
_NO_LIST = "0"
_ZEROS = re.compile(r"0+\d\Z")


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list: `text` is what stands before a paragraph, "%1.%2" for the numbers of its levels.

    `restart` is the number of the level, from 1, that makes this one begin anew, 0 for none and None for
    any above it; `style` is the paragraph style that belongs to this level.
    """

    start: int = 1
    numerals: str = "decimal"
    text: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A `w:num`: the definition that it counts in, its levels, and levels that begin anew with it."""

    definition: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


class Numbering:
    """Counts the numbered paragraphs of one document; ask once for each, in their order."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {} if root is None else _lists(root, styles)
        self._places: dict[str | None, tuple[str | None, str | None]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def marker(self, paragraph: Any) -> str:
        """Return what Word writes before a paragraph: "3.2", "(a)", `BULLET`, or "" for nothing."""
        place = self._place(paragraph)
        if place is None:
            return ""
        identity, number = place
        of_list = self._lists[identity]
        level = of_list.levels.get(number)
        if level is None:
            return ""
        self._count(identity, of_list, number, level)
        if level.numerals == "bullet":
            return BULLET if level.text else ""
        return self._written(of_list, level)

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """Return the list and the level of a paragraph, its own or those of its style."""
        direct = child_of(properties_of(paragraph), "w:numPr")
        identity, level = value_of(direct, "w:numId"), value_of(direct, "w:ilvl")
        if identity is None:
            identity, level_of_style = self._place_of_style(self._styles.identity(paragraph))
            level = level or level_of_style
        if identity is None or identity == _NO_LIST or identity not in self._lists:
            return None
        return identity, int(level) if level and level.isdecimal() else 0

    def _place_of_style(self, style_identity: str | None) -> tuple[str | None, str | None]:
        """Return the list and the level that a style gives its paragraphs."""
        if style_identity not in self._places:
            self._places[style_identity] = (None, None)
            for style in self._styles.chain(style_identity):
                identity = value_of(style, "w:pPr/w:numPr/w:numId")
                if identity is not None:
                    self._places[style_identity] = (identity, self._level_of_style(identity, style))
                    break
        return self._places[style_identity]

    def _level_of_style(self, identity: str, style: Any) -> str | None:
        of_list = self._lists.get(identity)
        name = style.get(qn("w:styleId"))
        linked = (n for n, level in of_list.levels.items() if level.style == name) if of_list else iter(())
        found = next(linked, None)
        return str(found) if found is not None else value_of(style, "w:pPr/w:numPr/w:ilvl")

    def _count(self, identity: str, of_list: _List, number: int, level: _Level) -> None:
        """Count one paragraph; all lists with the same definition count together."""
        counters = self._counters.setdefault(of_list.definition, {})
        begins = number in of_list.starts and (identity, number) not in self._begun
        if number in counters and not begins:
            counters[number] += 1
        else:
            counters[number] = of_list.starts.get(number, level.start)
        self._begun.add((identity, number))
        for deeper in [deeper for deeper in counters if deeper > number]:
            restart = of_list.levels[deeper].restart if deeper in of_list.levels else None
            if restart is None or number < restart:
                del counters[deeper]

    def _written(self, of_list: _List, level: _Level) -> str:
        counters = self._counters[of_list.definition]

        def number_of(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            of_place = of_list.levels.get(place, _Level())
            number = counters.get(place, of_list.starts.get(place, of_place.start))
            if level.is_legal and of_place.numerals not in ("none", "bullet", "decimalZero"):
                return str(number)
            return _numeral(number, of_place.numerals)

        return _PLACE.sub(number_of, level.text).strip()


def _numeral(number: int, style: str) -> str:
    """Write a number; "001" as a style stands for numbers with that many digits."""
    return f"{number:0{len(style)}}" if _ZEROS.match(style) else numeral(number, style)


def _lists(root: Any, styles: Styles) -> dict[str, _List]:
    definitions = {each.get(qn("w:abstractNumId")): each for each in root.findall(qn("w:abstractNum"))}
    numbers = {each.get(qn("w:numId")): each for each in root.findall(qn("w:num"))}
    lists = {}
    for identity, element in numbers.items():
        definition = value_of(element, "w:abstractNumId")
        link = value_of(definitions.get(definition), "w:numStyleLink")
        if link is not None:
            definition = _linked(link, numbers, styles) or definition
        if identity is not None and definition is not None and definition in definitions:
            levels = _levels(definitions[definition])
            starts = {}
            for override in element.findall(qn("w:lvlOverride")):
                place = _number(override.get(qn("w:ilvl")), 0)
                levels |= _levels(override)
                start = value_of(override, "w:startOverride")
                if start is not None:
                    starts[place] = _number(start, 1)
            lists[identity] = _List(definition, levels, starts)
    return lists


def _linked(style_name: str, numbers: Mapping[Any, Any], styles: Styles) -> str | None:
    """Return the definition of the list that a numbering style names."""
    for style in styles.chain(style_name):
        named = numbers.get(value_of(style, "w:pPr/w:numPr/w:numId"))
        if named is not None:
            return value_of(named, "w:abstractNumId")
    return None


def _levels(definition: Any) -> dict[int, _Level]:
    return {_number(level.get(qn("w:ilvl")), 0): _level(level) for level in definition.findall(qn("w:lvl"))}


def _level(element: Any) -> _Level:
    # A format that only newer programs know stands beside one for the older ones, and before it.
    written = next(element.iter(qn("w:numFmt")), None)
    numerals = written.get(qn("w:val"), "decimal") if written is not None else "decimal"
    if written is not None and numerals == "custom":
        numerals = written.get(qn("w:format"), "").partition(",")[0].strip()
    restart = value_of(element, "w:lvlRestart")
    text = value_of(element, "w:lvlText") or ""
    return _Level(
        start=_number(value_of(element, "w:start"), 1),
        numerals=numerals,
        text=text if numerals == "bullet" else "".join(symbol("", ord(character)) for character in text),
        restart=_number(restart, 0) if restart is not None else None,
        is_legal=is_on(element, "w:isLgl"),
        style=value_of(element, "w:pStyle"),
    )


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else otherwise
