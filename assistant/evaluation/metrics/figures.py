"""Figures of answers compared with those that are right, unit and way of writing apart."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

# Half of the last of two decimals, to which computed answers are rounded.
_ROUNDED = Decimal("0.006")
_NOT_A_FIGURE = re.compile(r"[^\d.\-]")
_BRACKETED = re.compile(r"\(\s*[$€£]?\s*(\d[\d.,]*)\s*%?\s*\)")
_LONE = re.compile(r"[-−–(]?\s*[$€£¥]?\s*\d[\d,]*(?:\.\d+)?\s*%?\s*\)?")
_IN_TEXT = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?")


def is_lone_figure(text: str) -> bool:
    """Whether a text is a figure and nothing else: "$5,409.00", "(3.5)%"."""
    return _LONE.fullmatch(text.strip()) is not None


def same_figure(one: str, other: str) -> bool:
    """Whether two texts say the same figure, to two decimals, its sign counted and its unit not.

    Brackets make a figure negative. A text without digits says no figure.
    """
    return _are_equal(_figure(one), _figure(other))


def says_figure(text: str, figure: str) -> bool:
    """Whether a figure stands anywhere in a text, sign and unit apart."""
    wanted = _figure(figure)
    found = (_figure(match[0]) for match in _IN_TEXT.finditer(text))
    return wanted is not None and any(_are_equal(each, abs(wanted)) for each in found)


def _are_equal(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= _ROUNDED


def _figure(text: str) -> Decimal | None:
    text = _BRACKETED.sub(r"-\1", text).replace("−", "-")
    try:
        return Decimal(_NOT_A_FIGURE.sub("", text))
    except InvalidOperation:
        return None
