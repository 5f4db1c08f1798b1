"""Characters of the fonts Symbol and Wingdings, which Word stores by their place in the font."""

from __future__ import annotations

# Adobe's encoding of the font Symbol, by code from 0x20; a space where there is no such character in Unicode.
_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_ αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…   ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑           〉∫⌠ ⌡"
_WINGDINGS = {
    **{0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x72: "❒"},
    **{0x75: "◆", 0x76: "❖", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓"},
    **{0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"}


_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")


def raised(text: str) -> str:
    """Return superscript text as such where it is a number: 10 with a raised 6 is not 106.

    Other text ("st" in "1st") stays as it is.
    """
    is_number = any(map(str.isdigit, text)) and not any(map(str.isalpha, text.replace("n", "")))
    return text.translate(_RAISED) if is_number else text


def symbol(font: str, code: int) -> str:
    """Return the character that a symbol font shows for a code.

    Args:
        font: The name of the font.
        code: The code, 0x20 to 0xFF, also as stored in the private area (0xF020 to 0xF0FF).

    Returns:
        The character, "" if it is not known.
    """
    place = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    name = font.casefold().replace(" ", "")
    if name == "wingdings":
        return _WINGDINGS.get(place, "")
    if name == "wingdings2":
        return _WINGDINGS_2.get(place, "")
    if name == "symbol":
        characters, first = (_SYMBOL_LOW, 0x20) if place < 0xA0 else (_SYMBOL_HIGH, 0xA0)
        return characters[place - first].strip() if 0 <= place - first < len(characters) else ""
    return chr(code) if not 0xE000 <= code <= 0xF8FF and 0x20 <= code <= 0x10FFFF else ""


def without_private(font: str, text: str) -> str:
    """Return the text of a run in a symbol font with the characters that the font shows."""
    return "".join(symbol(font, ord(c)) if 0xF000 <= ord(c) <= 0xF0FF else c for c in text)
