"""Finding fonts of this machine that have the characters of a text; none is shipped or downloaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

# Regular and bold fonts with many characters; the first pair that is installed is used.
_TEXT_FONTS = (
    ("dejavusans.ttf", "dejavusans-bold.ttf"),
    ("notosans-regular.ttf", "notosans-bold.ttf"),
    ("liberationsans-regular.ttf", "liberationsans-bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
    ("arial.ttf", "arial bold.ttf"),
    ("segoeui.ttf", "segoeuib.ttf"),
    ("verdana.ttf", "verdanab.ttf"),
    ("freesans.ttf", "freesansbold.ttf"),
    ("vera.ttf", "verabd.ttf"),
)
_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_MOST_FILES = 2000
_MOST_LOOKED_INTO = 300
# Replacements for the built-in fonts of PDF, which have only Western European characters.
_SIMPLER = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "-"})


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font files for a text.

    Attributes:
        regular: The font of the text; None if none is installed, then only Western European characters work.
        bold: The bold font, if there is one.
        others: Fallback fonts for characters that `regular` does not have.
        letters: Code points that one of the fonts has.
    """

    regular: Path | None = None
    bold: Path | None = None
    others: tuple[Path, ...] = ()
    letters: frozenset[int] = frozenset()

    def shown(self, text: str) -> str:
        """Return a text with `sign` for each character that no font has."""
        if self.regular is None:
            text = text.translate(_SIMPLER)
        return "".join(c if ord(c) in self.letters or c == "\n" else self.sign for c in text)

    def missing(self, text: str) -> int:
        """Return the number of characters of a text that no font has."""
        if self.regular is None:
            text = text.translate(_SIMPLER)
        return sum(ord(c) not in self.letters and c != "\n" for c in text)

    @property
    def sign(self) -> str:
        """The replacement for a character that no font has."""
        return next((sign for sign in "\ufffd□" if ord(sign) in self.letters), "?")


def fonts_for(text: str) -> Fonts:
    """Return fonts of this machine that have the characters of a text, as far as there are any."""
    files = _files()
    pair = next((pair for pair in _TEXT_FONTS if pair[0] in files and _letters(files[pair[0]])), None)
    if pair is None:
        return Fonts(letters=frozenset([*range(32, 127), *range(160, 256)]))
    regular = files[pair[0]]
    letters = set(_letters(regular))
    bold = files.get(pair[1])
    others: list[Path] = []
    for path in list(files.values())[:_MOST_LOOKED_INTO]:
        wanted = {ord(c) for c in text if c != "\n"} - letters
        if not wanted:
            break
        if wanted & _letters(path):
            others.append(path)
            letters |= _letters(path)
    return Fonts(regular, bold if bold and _letters(bold) else None, tuple(others), frozenset(letters))


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """Return font files by name in lower case, fonts for many scripts first."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in _SUFFIXES and len(found) < _MOST_FILES:
                found.setdefault(path.name.lower(), path)
    return dict(sorted(found.items(), key=lambda pair: (_rank(pair[0]), pair[0])))


def _rank(name: str) -> int:
    """Return the order of a font: 0 for many scripts, 1 for others, 2 for special weights and styles."""
    if any(word in name for word in ("bold", "italic", "oblique", "mono", "light", "black", "condensed")):
        return 2
    return 0 if "cjk" in name or "unicode" in name or name.startswith(("noto", "dejavu")) else 1


def _folders() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        yield Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts")
    else:
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
        yield from (home / ".local" / "share" / "fonts", home / ".fonts")
    plots = find_spec("matplotlib")  # brings DejaVu, where it is installed; it is not imported
    if plots is not None and plots.origin:
        yield Path(plots.origin).parent / "mpl-data" / "fonts" / "ttf"


@lru_cache(maxsize=_MOST_LOOKED_INTO)
def _letters(path: Path) -> frozenset[int]:
    """Return the code points that a font has; empty if the file cannot be used."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            usable = "LastResort" not in path.name and any(t in font for t in ("glyf", "CFF ", "CFF2"))
            return frozenset(font.getBestCmap() or ()) if usable else frozenset()
    except (OSError, TTLibError, ValueError, AssertionError, KeyError):
        return frozenset()
