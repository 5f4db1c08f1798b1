"""Which parser reads which file, and what every parser's result must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from assistant.documents.checking import checked
from assistant.errors import ExtractionError
from assistant.types import Extraction


@dataclass(frozen=True, slots=True)
class _Family:
    """A family of formats: its parser's module, what people call it, and its suffixes.

    Raise `version` when the parser reads a file differently, so that files read before are read
    again.
    """

    module: str
    name: str
    suffixes: tuple[str, ...]
    version: int = 1


_FAMILIES = {
    "text": _Family("plain", "a text file", (".txt", ".text", ".rst", ".log")),
    "markdown": _Family("markdown", "a Markdown file", (".md", ".markdown")),
    "html": _Family("html", "a web page", (".html", ".htm", ".xhtml")),
    "pdf": _Family("pdf", "a PDF", (".pdf",)),
    "word": _Family("word", "a Word document", (".docx",)),
    "slides": _Family("slides", "a PowerPoint presentation", (".pptx",)),
    "sheets": _Family("sheets", "an Excel workbook", (".xlsx",)),
    "csv": _Family("delimited", "a table as text", (".csv", ".tsv")),
    "epub": _Family("epub", "an e-book", (".epub",)),
    "email": _Family("email", "an e-mail message", (".eml",)),
}
_KIND_OF_SUFFIX = {suffix: kind for kind, family in _FAMILIES.items() for suffix in family.suffixes}

SUPPORTED: frozenset[str] = frozenset(_KIND_OF_SUFFIX)
"""The suffixes of the files that can be read, in lower case and with their dot."""

PARSER_VERSIONS: dict[str, int] = {kind: family.version for kind, family in _FAMILIES.items()}
"""The version of each kind's parser; another version means that files of that kind read differently."""


def media_kind(path: str | Path) -> str | None:
    """Return the family of formats a file belongs to by its suffix ("pdf"), or None if it has none."""
    return _KIND_OF_SUFFIX.get(Path(path).suffix.lower())


def extract(path: Path, kind: str | None = None) -> Extraction:
    """Read one file, in this process and without limits of time and memory.

    Args:
        path: The file.
        kind: The family of its format, a key of `PARSER_VERSIONS`; by default that of its suffix.

    Returns:
        Its text, with pages and headings as ranges of that text.

    Raises:
        ExtractionError: The file gives no text; the message says why and what to do.
    """
    family = _FAMILIES.get(kind or media_kind(path) or "")
    if family is None:
        formats = ", ".join(sorted(SUPPORTED))
        raise ExtractionError(f"Its format cannot be read; those that can are {formats}.")
    try:
        if path.stat().st_size == 0:
            raise ExtractionError("It is empty and holds no text; put a complete copy in its place.")
        return checked(_parser(family)(path))
    except (ExtractionError, MemoryError):
        raise
    except OSError as error:
        reason = f"It cannot be read ({error.strerror or type(error).__name__})"
        raise ExtractionError(f"{reason}; see that it is there and not locked.") from error
    except RecursionError as error:
        raise ExtractionError("It is nested too deeply to be read; save it in a simpler form.") from error
    except Exception as error:  # parsers meet damage that their authors never saw
        reason = f"It is damaged or not really {family.name} ({type(error).__name__})"
        raise ExtractionError(f"{reason}; open it in its own program and save it again.") from error


def _parser(family: _Family) -> Callable[[Path], Extraction]:
    """Import a parser with its libraries when the first file needs it."""
    try:
        module = import_module(f"assistant.documents.{family.module}")
    except ImportError as error:
        missing = error.name or family.module
        reason = f"The package '{missing}' that reads {family.name} is missing"
        raise ExtractionError(f"{reason}; install Assistant again.") from error
    parser: Callable[[Path], Extraction] = module.parse
    return parser
