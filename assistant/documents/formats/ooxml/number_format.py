"""Numbers as a spreadsheet shows them: the format codes of Excel (ECMA-376, part 1, 18.8.31).

    format_value(96780, '"£"#,##0.00')    # "£96,780.00"
    format_value(0.125, "0%")             # "13%": half is rounded away from zero, as spreadsheets do

No Python package does this well: those that exist drop currency signs, round half to even, or are no longer
kept up. Separators are those of English; the language of the reader's spreadsheet program is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from assistant.documents.formats.ooxml import format_dates, format_numbers
from assistant.documents.formats.ooxml.format_tokens import Token, sections_of

_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+(?:[eE][+-]?\d+)?)\]\Z")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the sections of a format code, which are divided by semicolons.

    Attributes:
        tokens: What it is made of.
        condition: Comparison and bound that a number must meet; None where its place decides.
        kind: "general", "date", "number", or "text" for one that shows no number.
        plain: The section in a form that is quick to apply, if it is a usual one.
    """

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    kind: str
    plain: format_numbers.Plain | None


def format_value(value: bool | int | float | str, code: str, epoch_1904: bool = False) -> str:
    """Return a cell's value as the sheet shows it, as a single line.

    Args:
        value: A number (dates as serial numbers of days), a truth value or a text.
        code: The format code of the cell.
        epoch_1904: Whether days are counted from 1904, as in workbooks from old Macs.

    Returns:
        The text; a number that its format cannot show, such as a negative date, is shown as by "General".
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return _formatted_text(value, _compiled(code))
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return _formatted_number(value, code, epoch_1904)


@lru_cache(maxsize=20_000)
def _formatted_number(value: int | float, code: str, epoch_1904: bool) -> str:
    sections = _compiled(code)
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    section, sign_is_shown = _section_for(number, sections)
    if section is None:
        return format_numbers.general(number)
    if section.kind == "date":
        shown = format_dates.formatted(float(value), section.tokens, epoch_1904)
        return format_numbers.general(number) if shown is None else _one_line(shown)
    if section.plain:
        shown = section.plain.shown(abs(number))
    else:
        shown = format_numbers.formatted(abs(number), section.tokens, section.kind)
    return _one_line(f"-{shown}" if number < 0 and sign_is_shown else shown)


@lru_cache(maxsize=2_000)
def _compiled(code: str) -> tuple[_Section, ...]:
    """Return the sections of a format code; none for "General", and for one that is broken."""
    code = format_dates.SYSTEM_FORMATS.get(code, code)
    if not code or code.casefold() == "general":
        return ()
    found = []
    for tokens in sections_of(code)[:4]:
        condition = None
        for token in tokens:
            match = _CONDITION.match(token.text) if token.kind == "bracket" else None
            if match:
                try:
                    condition = (match[1], Decimal(match[2]))
                except InvalidOperation:
                    condition = None
        kind = _kind_of(tokens)
        plain = format_numbers.plain_format(tokens) if kind == "number" else None
        found.append(_Section(tokens, condition, kind, plain))
    return tuple(found)


def _kind_of(tokens: tuple[Token, ...]) -> str:
    kinds = {token.kind for token in tokens}
    if "date" in kinds or "elapsed" in kinds:
        return "date"
    if "general" in kinds:
        return "general"
    return "text" if "text" in kinds else "number"


def _section_for(number: Decimal, sections: tuple[_Section, ...]) -> tuple[_Section | None, bool]:
    """Return the section that shows a number, and whether a minus is put before a negative one."""
    if len(sections) == 1 and sections[0].plain and not sections[0].condition:
        return sections[0], True
    shown = [section for section in sections[:3] if section.kind != "text"]
    if not shown:
        return (None, True) if not sections or sections[0].kind == "text" else (sections[0], True)
    if any(section.condition for section in shown):
        return _section_by_condition(number, shown)
    if number < 0 and len(shown) > 1:
        return shown[1], False
    if number == 0 and len(shown) > 2:
        return shown[2], False
    return shown[0], True


def _section_by_condition(number: Decimal, sections: list[_Section]) -> tuple[_Section | None, bool]:
    for place, section in enumerate(sections):
        is_last = place == len(sections) - 1
        if section.condition is None:
            # The second of three takes the negative numbers, unless the first already has them.
            if not is_last and not (place == 1 and number < 0):
                continue
            return section, not (place == 1 and number < 0)
        comparison, bound = section.condition
        if _holds(number, comparison, bound):
            return section, not (comparison in ("<", "<=") and bound <= 0)
    return None, True


def _holds(number: Decimal, comparison: str, bound: Decimal) -> bool:
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[comparison]


def _formatted_text(value: str, sections: tuple[_Section, ...]) -> str:
    """Put a text into the section for texts: the fourth, or one that has a place for it."""
    places = sections[3:4] or [section for section in sections if section.kind == "text"]
    for section in places:
        shown = (value if token.kind == "text" else token.literal() for token in section.tokens)
        return _one_line("".join(shown))
    return _one_line(value)


def _one_line(text: str) -> str:
    if text.isascii() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", text).strip()
