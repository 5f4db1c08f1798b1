"""Paragraphs of slides (`a:p`) → lines of text, with equations and automatic numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.documents.formats.ooxml.equations import equation_text, is_equation
from assistant.documents.formats.ooxml.namespaces import path, qn
from assistant.documents.formats.ooxml.numerals import numeral
from assistant.documents.formats.ooxml.symbols import raised, without_private
from assistant.documents.formats.ooxml.writer import clean

_NUMERALS = {
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "arabic": "decimal",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "circleNum": "decimalEnclosedCircle",
    "ea1Chs": "chineseCounting",
    "ea1Cht": "chineseCounting",
    "ea1Jpn": "japaneseCounting",
    "hebrew2": "hebrew2",
    "thaiNum": "decimal",
    "hindiNum": "decimal",
}
_LEVELS = 9
_BULLETS = tuple(qn(f"a:{kind}") for kind in ("buAutoNum", "buNone", "buChar", "buBlip"))
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Minus": "{}-"}


def frame_lines(body: Any) -> Iterator[str]:
    """Yield the lines of a text body (`p:txBody`, `a:txBody`), clean, each with its automatic number."""
    numbering = _Numbering(body)
    for paragraph in body.iterchildren(qn("a:p")):
        text = clean(paragraph_text(paragraph))
        if text:
            number = numbering.of(paragraph)
            yield f"{number} {text}" if number else text


def paragraph_text(paragraph: Any) -> str:
    """Return the text of a paragraph as it is stored, without numbers of slides."""
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if not isinstance(child.tag, str) or child.tag == qn("mc:Fallback"):
            continue
        if child.tag == qn("a:r"):
            yield _run_text(child)
        elif child.tag == qn("a:br"):
            yield "\n"
        elif child.tag == qn("a:fld"):
            if child.get("type") != "slidenum":
                yield child.findtext(qn("a:t"), "")
        elif is_equation(child):
            yield equation_text(child)
        elif child.tag not in (qn("a:pPr"), qn("a:endParaRPr")):
            yield from _pieces(child)


def _run_text(run: Any) -> str:
    text: str = run.findtext(qn("a:t"), "")
    font = run.find(path("a:rPr/a:sym"))
    font = run.find(path("a:rPr/a:latin")) if font is None else font
    text = without_private(font.get("typeface", ""), text) if font is not None else text
    properties = run.find(qn("a:rPr"))
    baseline = properties.get("baseline", "0") if properties is not None else "0"
    return text if baseline.startswith("-") or baseline.strip("0%") == "" else raised(text)


class _Numbering:
    """Counts the numbered paragraphs of one text body, each level for itself."""

    def __init__(self, body: Any) -> None:
        self._styles = body.find(qn("a:lstStyle"))
        self._counters: dict[int, tuple[str, int]] = {}

    def of(self, paragraph: Any) -> str:
        """Return the number of a paragraph, "" for none."""
        properties = paragraph.find(qn("a:pPr"))
        level = _number(properties.get("lvl") if properties is not None else None, 0)
        scheme = self._scheme(properties, level)
        for deeper in [deeper for deeper in self._counters if deeper > level]:
            del self._counters[deeper]
        if scheme is None:
            self._counters.pop(level, None)
            return ""
        kind, start = scheme.get("type", "arabicPeriod"), _number(scheme.get("startAt"), 1)
        before = self._counters.get(level)
        key = f"{kind} {start}"
        number = before[1] + 1 if before is not None and before[0] == key else start
        self._counters[level] = (key, number)
        return _written(number, kind)

    def _scheme(self, properties: Any, level: int) -> Any | None:
        """Return the `a:buAutoNum` of a paragraph or of its level, None for another mark or none."""
        levels = (
            self._styles.find(qn(f"a:lvl{level + 1}pPr")) if self._styles is not None and level < 9 else None
        )
        for source in (properties, levels):
            if source is None:
                continue
            for child in source.iterchildren(
                qn("a:buAutoNum"), qn("a:buNone"), qn("a:buChar"), qn("a:buBlip")
            ):
                return child if child.tag == qn("a:buAutoNum") else None
        return None


def _written(number: int, kind: str) -> str:
    style = next((style for prefix, style in _NUMERALS.items() if kind.startswith(prefix)), "decimal")
    ending = next((form for suffix, form in _AROUND.items() if kind.endswith(suffix)), "{}")
    return ending.format(numeral(number, style))


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 6 else otherwise
