"""Numbers as automatic numbering writes them: "iv", "D", "Third", "十二"."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_ONES = (
    *("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven"),
    *("Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen"),
)
_TENS = ("Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety")
_ORDINAL_WORDS = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"},
    **{"nine": "ninth", "twelve": "twelfth"},
}
_CHINESE_DIGITS = "〇一二三四五六七八九"
_CHINESE_UNITS = ("", "十", "百", "千")
_HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"
_EARTHLY_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
_ARABIC = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_GANADA = "가나다라마바사아자차카타파하"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_MARKS = "*†‡§"
_MOST = 32_767


def numeral(number: int, style: str) -> str:
    """Write a number in a style of `w:numFmt`.

    Args:
        number: The number, from 0.
        style: "decimal", "lowerRoman", "upperLetter", ...; an unknown one counts in digits.

    Returns:
        The numeral without what stands around it; "" for the styles "none" and "bullet".
    """
    if style in ("none", "bullet"):
        return ""
    write = _STYLES.get(style)
    if write is None or not 0 < number <= _MOST:
        return str(number)
    return write(number)


def _letters(alphabet: str) -> Callable[[int], str]:
    """Return a style that goes on with doubled letters after the last one: y, z, aa, bb."""

    def write(number: int) -> str:
        rounds, place = divmod(number - 1, len(alphabet))
        return alphabet[place] * (rounds + 1) if rounds < len(alphabet) else str(number)

    return write


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def _ordinal(number: int) -> str:
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _words(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones].lower()}" if ones else "")
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    above, rest = divmod(number, size)
    return f"{_words(above)} {name}" + (f" {_words(rest).lower()}" if rest else "")


def _ordinal_words(number: int) -> str:
    words = _words(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:].lower()
    last = _ORDINAL_WORDS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return words[:cut] + (last if cut else last.capitalize())


def _chinese(number: int) -> str:
    """Write a number up to 9,999 as it is read; larger ones digit by digit."""
    digits = str(number)
    if len(digits) > len(_CHINESE_UNITS):
        return _chinese_digits(number)
    written = ""
    for place, digit in enumerate(digits):
        if digit != "0":
            zero = "零" if place and digits[place - 1] == "0" else ""
            written += zero + _CHINESE_DIGITS[int(digit)] + _CHINESE_UNITS[len(digits) - place - 1]
    return written.removeprefix("一") if written.startswith("一十") else written


def _chinese_digits(number: int) -> str:
    return "".join(_CHINESE_DIGITS[int(digit)] for digit in str(number))


def _within(first: str, last: int, otherwise: Callable[[int], str]) -> Callable[[int], str]:
    """Return a style of single characters that follow each other in Unicode, for the numbers up to `last`."""
    return lambda number: chr(ord(first) + number - 1) if number <= last else otherwise(number)


def _brackets(number: int) -> str:
    return f"({number})"


_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_STYLES: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters("abcdefghijklmnopqrstuvwxyz"),
    "upperLetter": _letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "ordinal": _ordinal,
    "cardinalText": _words,
    "ordinalText": _ordinal_words,
    "hex": lambda number: f"{number:X}",
    "chicago": _letters(_MARKS),
    "numberInDash": lambda number: f"- {number} -",
    "russianLower": _letters(_RUSSIAN),
    "russianUpper": _letters(_RUSSIAN.upper()),
    "greekLower": _letters(_GREEK),
    "greekUpper": _letters(_GREEK.upper()),
    "hebrew2": _letters(_HEBREW),
    "arabicAlpha": _letters(_ARABIC),
    "ganada": _letters(_GANADA),
    "aiueoFullWidth": _letters(_AIUEO),
    "irohaFullWidth": _letters(_IROHA),
    "ideographTraditional": _letters(_HEAVENLY_STEMS),
    "ideographZodiac": _letters(_EARTHLY_BRANCHES),
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _within("①", 20, str),
    "decimalEnclosedCircleChinese": _within("①", 20, str),
    "decimalEnclosedParen": _within("⑴", 20, _brackets),
    "decimalEnclosedFullstop": _within("⒈", 20, lambda number: f"{number}."),
    "ideographDigital": _chinese_digits,
    "japaneseDigitalTenThousand": _chinese_digits,
    "taiwaneseDigital": _chinese_digits,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
}
