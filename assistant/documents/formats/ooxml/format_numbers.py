"""Numbers by the tokens of a format code: digits, separators, percents, powers of ten, fractions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from assistant.documents.formats.ooxml.format_tokens import Token

# As many digits as "General" shows before and after the point, and in a power of ten.
_GENERAL_DIGITS, _GENERAL_MANTISSA = 10, 6
_SMALLEST_GENERAL = Decimal("1e-4")
# Spreadsheets keep fifteen digits.
_LARGEST_WHOLE = Decimal("1e15")
_USUAL = re.compile(r"(?P<whole>#,##0|#*0)(?P<decimals>\.0{1,15})?")
_CONTEXT = Context(prec=400, rounding=ROUND_HALF_UP)
# No format shows more decimals.
_MOST_DECIMALS = 60


def general(number: Decimal) -> str:
    """Return a number as the format "General" shows it in a wide column; whole numbers in full."""
    if number == number.to_integral_value() and abs(number) < _LARGEST_WHOLE:
        return str(int(number))
    size = abs(number)
    if size >= _LARGEST_WHOLE or size < _SMALLEST_GENERAL:
        mantissa, exponent = _split(size, 1)
        digits = _plain(_rounded(mantissa, _GENERAL_MANTISSA - 1)).rstrip("0").rstrip(".")
        return f"{'-' if number < 0 else ''}{digits}E{exponent:+03d}"
    decimals = max(0, _GENERAL_DIGITS - len(str(int(size))))
    shown = _plain(_rounded(number, decimals))
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


class Plain(NamedTuple):
    """A usual format: what stands before and behind the digits, and how these are written.

    Attributes:
        before: What stands before the digits.
        behind: What stands behind them.
        power: The power of ten that the number is multiplied by.
        unit: What the number is rounded to: 1, 0.1, 0.01 ...
        code: The digits as a format specification of Python.
    """

    before: str
    behind: str
    power: int
    unit: Decimal
    code: str

    def shown(self, number: Decimal) -> str:
        """Return a number that is not negative as the format shows it."""
        number = number.scaleb(self.power, _CONTEXT).quantize(self.unit, context=_CONTEXT)
        return f"{self.before}{number:{self.code}}{self.behind}"


def plain_format(tokens: Sequence[Token]) -> Plain | None:
    """Return a section of a format code in a form that is quick to apply, None if it is no usual one.

    Usual are literals around digits such as "0", "#,##0" or "0.00", also of percents and of thousands.
    """
    kinds = [token.kind for token in tokens]
    if not {"exponent", "general", "text"}.isdisjoint(kinds) or "digit" not in kinds:
        return None
    first = kinds.index("digit")
    last = len(kinds) - 1 - kinds[::-1].index("digit")
    end = last + 1
    while end < len(kinds) and kinds[end] == "comma":
        end += 1
    digits = _USUAL.fullmatch("".join(token.text for token in tokens[first : last + 1]))
    around = [*tokens[:first], *tokens[end:]]
    if digits is None or any(token.kind not in ("literal", "percent", "bracket") for token in around):
        return None
    decimals = max(0, len(digits["decimals"] or "") - 1)
    power = 2 * kinds.count("percent") - 3 * (end - last - 1)
    separator = "," if "," in digits["whole"] else ""
    before, behind = ("".join(t.literal() for t in part) for part in (tokens[:first], tokens[end:]))
    unit = Decimal(1).scaleb(-decimals)
    return Plain(before, behind, power, unit, f"{separator}.{decimals}f")


def formatted(number: Decimal, tokens: Sequence[Token], kind: str) -> str:
    """Return a number as a section of a format code shows it.

    Args:
        number: The number, not negative.
        tokens: The tokens of the section.
        kind: The kind of the section, "number" or "general".
    """
    if kind == "general":
        return "".join(general(number) if token.kind == "general" else token.literal() for token in tokens)
    number = number.scaleb(2 * sum(token.kind == "percent" for token in tokens), _CONTEXT)
    kinds = [token.kind for token in tokens]
    if "exponent" in kinds and "digit" in kinds[: kinds.index("exponent")]:
        return _scientific(number, tokens, kinds.index("exponent"))
    if "slash" in kinds and "digit" in kinds[: kinds.index("slash")] and "point" not in kinds:
        return _fraction(number, tokens, kinds.index("slash"))
    return _decimal(number, tokens)


def _decimal(number: Decimal, tokens: Sequence[Token]) -> str:
    """Fill the places for digits; commas between them group, those behind them divide by a thousand."""
    places = [place for place, token in enumerate(tokens) if token.kind == "digit"]
    if not places:
        return "".join(token.literal() for token in tokens if token.kind != "comma")
    kinds = [token.kind for token in tokens]
    point = kinds.index("point") if "point" in kinds else len(tokens)
    whole = [place for place in places if place < point]
    after = [place for place in places if place > point]
    first, last = (whole[0], whole[-1]) if whole else (point, point)
    commas = [place for place, kind in enumerate(kinds) if kind == "comma"]
    grouped = any(first < place < last for place in commas)
    # Behind the last digit before the point, or at the end of the number.
    ends = {last, places[-1]}
    scaling = {place for place in commas if any(_follows(kinds, end, place) for end in ends)}
    number = _rounded(number.scaleb(-3 * len(scaling), _CONTEXT), len(after))
    digits, _, decimals = _plain(number).partition(".")
    before = _filled_whole(tokens[:point], digits.lstrip("0"), grouped)
    dropped = scaling | {place for place in commas if first < place < last}
    shown = "".join(before[place] for place in range(point) if place not in dropped)
    if not whole:  # ".00" shows all digits before its point, too
        shown += digits.lstrip("0")
    return shown + _filled_decimals(tokens, point, decimals, dropped)


def _follows(kinds: Sequence[str], end: int, place: int) -> bool:
    """Whether there are only commas from a digit to a comma."""
    return place > end and all(kind == "comma" for kind in kinds[end + 1 : place])


def _filled_whole(tokens: Sequence[Token], digits: str, grouped: bool) -> list[str]:
    """Return what each token before the point shows, filled from the right; the first takes all the rest."""
    shown = [token.literal() for token in tokens]
    places = [place for place, token in enumerate(tokens) if token.kind == "digit"]
    written = 0
    for place in reversed(places):
        is_first = place == places[0]
        rest = digits if is_first else digits[-1:]
        digits = "" if is_first else digits[:-1]
        if not rest:
            rest = {"0": "0", "?": " ", "#": ""}[tokens[place].text]
        filled = ""
        for digit in reversed(rest):
            if grouped and written and written % 3 == 0 and digit != " ":
                filled = "," + filled
            filled = digit + filled
            written += 1
        shown[place] = filled
    return shown


def _filled_decimals(tokens: Sequence[Token], point: int, decimals: str, dropped: set[int]) -> str:
    """Return what stands from the point on; "#" and "?" do not show zeros at the end."""
    significant = len(decimals.rstrip("0"))
    shown, number = [], 0
    for place in range(point, len(tokens)):
        token = tokens[place]
        if token.kind == "digit":
            digit = decimals[number : number + 1] or "0"
            if token.text != "0" and number >= significant:
                digit = {"?": " ", "#": ""}[token.text]
            shown.append(digit)
            number += 1
        elif place not in dropped:
            shown.append(token.literal())
    return "".join(shown)


def _scientific(number: Decimal, tokens: Sequence[Token], mark: int) -> str:
    """Return a power of ten; with several places before the point its exponent is a multiple of them."""
    kinds = [token.kind for token in tokens]
    point = kinds.index("point") if "point" in kinds[:mark] else mark
    places = max(1, sum(kind == "digit" for kind in kinds[:point]))
    decimals = sum(kind == "digit" for kind in kinds[point:mark])
    mantissa, exponent = _split(number, places)
    rounded = _rounded(mantissa, decimals)
    if rounded >= Decimal(10) ** places:
        mantissa, exponent = _split(rounded.scaleb(exponent), places)
    last = max(place for place, kind in enumerate(kinds) if kind == "digit" or place == mark)
    width = sum(kind == "digit" for kind in kinds[mark:])
    sign = "-" if exponent < 0 else "+" if tokens[mark].text.endswith("+") else ""
    rest = "".join(token.literal() for token in tokens[last + 1 :])
    return f"{_decimal(mantissa, tokens[:mark])}E{sign}{abs(exponent):0{width}d}{rest}"


def _split(number: Decimal, places: int) -> tuple[Decimal, int]:
    """Return a number as mantissa and power of ten, the exponent a multiple of `places`."""
    if not number:
        return number, 0
    exponent = number.adjusted() // places * places if places > 1 else number.adjusted()
    return number.scaleb(-exponent, _CONTEXT), exponent


def _fraction(number: Decimal, tokens: Sequence[Token], slash: int) -> str:
    """Return a number with a fraction: "5 1/4"; the denominator is given, or as long as its places."""
    kinds = [token.kind for token in tokens]
    numerator = slash
    while numerator > 0 and kinds[numerator - 1] == "digit":
        numerator -= 1
    whole = [place for place in range(numerator) if kinds[place] == "digit"]
    end = slash + 1
    while end < len(tokens) and (kinds[end] == "digit" or tokens[end].text.isdecimal()):
        end += 1
    below = "".join(token.text for token in tokens[slash + 1 : end])
    exact = Fraction(number)
    units = int(exact) if whole else 0
    if below.strip("0#?"):  # a number is given
        denominator = max(1, int("".join(filter(str.isdecimal, below))))
        parts = int((exact - units) * denominator + Fraction(1, 2))
    else:
        nearest = (exact - units).limit_denominator(10 ** min(max(1, len(below)), 7) - 1)
        parts, denominator = nearest.numerator, nearest.denominator
    if whole and parts == denominator:
        units, parts = units + 1, 0
    before = "".join(token.literal() for token in tokens[: whole[0]]) if whole else ""
    rest = "".join(token.literal() for token in tokens[end:])
    if whole and not parts:
        return f"{before}{units}{rest}"
    shown_units = f"{units} " if units else ""
    if not whole:
        before = "".join(token.literal() for token in tokens[:numerator])
    return f"{before}{shown_units}{parts}/{denominator}{rest}"


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-min(decimals, _MOST_DECIMALS)), context=_CONTEXT)


def _plain(number: Decimal) -> str:
    return f"{number:f}"
