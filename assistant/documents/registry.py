"""Which parser reads which file, and what every parser's result must hold."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from assistant.documents.checking import checked
from assistant.documents.pdf.ocr import PageOcr
from assistant.errors import ExtractionError, PassingError
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
    may_be_scanned: bool = False


_FAMILIES = {
    "text": _Family("formats.plain", "a text file", (".txt", ".text", ".rst", ".log"), version=2),
    "markdown": _Family("formats.markdown", "a Markdown file", (".md", ".markdown"), version=2),
    "html": _Family("formats.html", "a web page", (".html", ".htm", ".xhtml"), version=2),
    "pdf": _Family("pdf.parser", "a PDF", (".pdf",), version=3, may_be_scanned=True),
    "word": _Family("formats.word.parser", "a Word document", (".docx",), version=2),
    "slides": _Family("formats.slides.parser", "a PowerPoint presentation", (".pptx",), version=2),
    "sheets": _Family("formats.sheets.parser", "a spreadsheet", (".xlsx", ".xlsm", ".ods"), version=2),
    "csv": _Family("formats.delimited", "a table as text", (".csv", ".tsv"), version=3),
    "epub": _Family("formats.epub", "an e-book", (".epub",)),
    "email": _Family("formats.email", "an e-mail message", (".eml",), version=2),
}
_KIND_OF_SUFFIX = {suffix: kind for kind, family in _FAMILIES.items() for suffix in family.suffixes}

SUPPORTED: frozenset[str] = frozenset(_KIND_OF_SUFFIX)
"""The suffixes of the files that can be read, in lower case and with their dot."""

PARSER_VERSIONS: dict[str, int] = {kind: family.version for kind, family in _FAMILIES.items()}
"""The version of each kind's parser; another version means that files of that kind read differently."""

SCANNED_KINDS: frozenset[str] = frozenset(kind for kind, family in _FAMILIES.items() if family.may_be_scanned)
"""The kinds whose pages may be pictures, which text recognition reads."""

# The system's own reasons, that have nothing to do with what is in a file and may be gone next time.
_PASSING = {
    *(errno.ENOENT, errno.EACCES, errno.EPERM, errno.EIO, errno.EBUSY, errno.ESTALE, errno.ENOTCONN),
    *(errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.ETIMEDOUT, errno.ENODEV),
}


def media_kind(path: str | Path) -> str | None:
    """Return the family of formats a file belongs to by its suffix ("pdf"), or None if it has none."""
    return _KIND_OF_SUFFIX.get((path if isinstance(path, Path) else Path(path)).suffix.lower())


def extract(path: Path, kind: str | None = None, ocr: PageOcr | None = None) -> Extraction:
    """Read one file, in this process and without limits of time and memory.

    Args:
        path: The file.
        kind: The family of its format, a key of `PARSER_VERSIONS`; by default that of its suffix.
        ocr: Reads pages that are pictures; None leaves them unread.

    Returns:
        Its text, with pages and headings as ranges of that text.

    Raises:
        ExtractionError: The file gives no text; the message says why and what to do.
        PassingError: It may give some next time.
    """
    family = _FAMILIES.get(kind or media_kind(path) or "")
    if family is None:
        formats = ", ".join(sorted(SUPPORTED))
        raise ExtractionError(f"Its format cannot be read; those that can are {formats}.")
    try:
        if path.stat().st_size == 0:
            raise ExtractionError("It is empty and holds no text; put a complete copy in its place.")
        parse = _parser(family)
        return checked(parse(path, ocr) if family.may_be_scanned else parse(path))
    except (ExtractionError, MemoryError):
        raise
    except OSError as error:
        reason = f"It cannot be read ({error.strerror or type(error).__name__})"
        kind_of_error = PassingError if error.errno in _PASSING else ExtractionError
        raise kind_of_error(f"{reason}; see that it is there and not locked.") from error
    except RecursionError as error:
        raise ExtractionError("It is nested too deeply to be read; save it in a simpler form.") from error
    except Exception as error:  # parsers meet damage that their authors never saw
        reason = f"It is damaged or not really {family.name} ({type(error).__name__})"
        raise ExtractionError(f"{reason}; open it in its own program and save it again.") from error


def _parser(family: _Family) -> Callable[..., Extraction]:
    """Import a parser with its libraries when the first file needs it."""
    try:
        module = import_module(f"assistant.documents.{family.module}")
    except ImportError as error:
        missing = error.name or family.module
        reason = f"The package '{missing}' that reads {family.name} is missing"
        raise ExtractionError(f"{reason}; install Assistant again.") from error
    parser: Callable[..., Extraction] = module.parse
    return parser
