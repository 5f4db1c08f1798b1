"""Numbers of lists and headings, which an OpenDocument file does not hold but states how to count."""

from __future__ import annotations

from lxml import etree

from assistant.documents.formats.opendocument.package import Package, named

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# The style of each level.
_Formats = dict[int, etree._Element]


class Numbering:
    """Counts the items of the lists of one document."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._counts: dict[str, list[int]] = {}
        self._levels: dict[str, _Formats] = {}

    def begin(self, style: str, goes_on: bool) -> None:
        """Begin a list; one that goes on counts from where the last of its style ended."""
        if not goes_on:
            self._counts.pop(style, None)

    def marker(self, style: str, level: int, start: str | None = None) -> str:
        """Return the marker of the next item at a level from 1 on: "3.2.", "(b)", "-"."""
        formats = self._formats(style)
        own = formats.get(level)
        if own is None or own.tag != named("text:list-level-style-number"):
            return "-"
        return self._next(style, level, own, formats, start).strip()

    def heading_number(self, level: int) -> str:
        """Return the number of the next heading at a level, "" if headings are not numbered."""
        styles = self._package.styles
        outline = None if styles is None else next(styles.iter(named("text:outline-style")), None)
        if outline is None:
            return ""
        formats = {
            int(e.get(named("text:level"), "1")): e for e in outline.iter(named("text:outline-level-style"))
        }
        own = formats.get(level)
        if own is None:
            return ""
        said = self._next("outline", level, own, formats, None).strip()
        return said if own.get(named("style:num-format")) else ""

    def _next(
        self,
        style: str,
        level: int,
        own: etree._Element,
        formats: dict[int, etree._Element],
        start: str | None,
    ) -> str:
        counts = self._counts.setdefault(style, [])
        for deeper in range(len(counts) + 1, level + 1):
            counts.append(_first(formats.get(deeper)) - (deeper == level))
        del counts[level:]
        counts[level - 1] = int(start) if start and start.isdecimal() else counts[level - 1] + 1
        shown = max(1, min(level, int(own.get(named("text:display-levels"), "1") or 1)))
        numbers = [
            _numeral(counts[n - 1], formats[n].get(named("style:num-format"), "1"))
            for n in range(level - shown + 1, level + 1)
            if n in formats
        ]
        before, after = own.get(named("style:num-prefix"), ""), own.get(named("style:num-suffix"), "")
        return f"{before}{'.'.join(filter(None, numbers))}{after}"

    def _formats(self, style: str) -> _Formats:
        if style not in self._levels:
            found = self._package.style(style, "text:list-style")
            children = [] if found is None else [child for child in found if isinstance(child.tag, str)]
            self._levels[style] = {int(child.get(named("text:level"), "1") or 1): child for child in children}
        return self._levels[style]


def _first(style: etree._Element | None) -> int:
    value = "1" if style is None else style.get(named("text:start-value"), "1")
    return int(value) if value.isdecimal() else 1


def _numeral(number: int, form: str) -> str:
    if form in ("a", "A") and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "A" else letters
    if form in ("i", "I") and number > 0:
        said = ""
        for value, sign in _ROMAN:
            said += sign * (number // value)
            number %= value
        return said.upper() if form == "I" else said
    return str(number) if form else ""
