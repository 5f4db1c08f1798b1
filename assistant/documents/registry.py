"""The registry of parsers: which one reads which file, by the suffix of its name."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from assistant.documents.checking import check_extraction
from assistant.documents.pdf.ocr import PageOcr
from assistant.errors import ExtractionError, TransientError
from assistant.types import Extraction


@dataclass(frozen=True, slots=True)
class _FormatFamily:
    """A family of formats that one parser reads.

    Attributes:
        module: The parser's module, relative to `assistant.documents`; it has a function `parse`.
        name: What people call such a file, with its article.
        suffixes: The suffixes of its files, in lower case and with their dot.
        version: Raise it when the parser's results change, so that indexed files are read again.
        may_be_scanned: Whether its pages may be images; `parse` then takes a `PageOcr` as well.
        holds_files: Whether files attached to it are documents of their own (`attached_files.py`); `parse`
            then takes the suffixes of those that can be read as well.
    """

    module: str
    name: str
    suffixes: tuple[str, ...]
    version: int = 1
    may_be_scanned: bool = False
    holds_files: bool = False


CODE_SUFFIXES = (
    *(".py", ".pyi", ".js", ".mjs", ".jsx", ".ts", ".tsx", ".java", ".kt", ".scala", ".cs", ".swift"),
    *(".c", ".h", ".cpp", ".cc", ".hpp", ".go", ".rs", ".rb", ".php", ".pl", ".lua", ".r", ".jl"),
    *(".sh", ".bash", ".ps1", ".sql", ".css", ".scss", ".vue"),
    *(".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties"),
)
"""The suffixes of source code and settings."""

_FORMAT_FAMILIES = {
    "text": _FormatFamily("formats.plain", "a text file", (".txt", ".text", ".log"), version=2),
    "markdown": _FormatFamily("formats.markdown", "a Markdown file", (".md", ".markdown"), version=4),
    "html": _FormatFamily("formats.html", "a web page", (".html", ".htm", ".xhtml"), version=6),
    "pdf": _FormatFamily("pdf.parser", "a PDF", (".pdf",), version=7, may_be_scanned=True),
    "word": _FormatFamily("formats.word.parser", "a Word document", (".docx",), version=5),
    "slides": _FormatFamily("formats.slides.parser", "a PowerPoint presentation", (".pptx",), version=6),
    "sheets": _FormatFamily("formats.sheets.parser", "a spreadsheet", (".xlsx", ".xlsm", ".ods"), version=5),
    "csv": _FormatFamily("formats.delimited", "a table as text", (".csv", ".tsv"), version=5),
    "epub": _FormatFamily("formats.epub", "an e-book", (".epub",), version=5),
    "email": _FormatFamily(
        "formats.mail.message", "an e-mail message", (".eml", ".msg"), version=8, holds_files=True
    ),
    "opendocument": _FormatFamily(
        "formats.opendocument.text", "an OpenDocument text", (".odt", ".ott"), version=4
    ),
    "opendocument-slides": _FormatFamily(
        "formats.opendocument.slides", "an OpenDocument presentation", (".odp", ".otp"), version=5
    ),
    "rtf": _FormatFamily("formats.markup.rtf", "an RTF file", (".rtf",), version=2),
    "markup": _FormatFamily("formats.markup.headings", "a text with markup", (".rst", ".tex", ".org")),
    "json": _FormatFamily("formats.structured.json", "a JSON file", (".json", ".jsonl", ".ndjson")),
    "xml": _FormatFamily("formats.structured.xml", "an XML file", (".xml",)),
    "subtitles": _FormatFamily("formats.subtitles", "a file of subtitles", (".srt", ".vtt")),
    "notebook": _FormatFamily("formats.notebook", "a Jupyter notebook", (".ipynb",)),
    "code": _FormatFamily("formats.code", "a file of source code", CODE_SUFFIXES),
}
_KIND_BY_SUFFIX = {suffix: kind for kind, family in _FORMAT_FAMILIES.items() for suffix in family.suffixes}

SUPPORTED: frozenset[str] = frozenset(_KIND_BY_SUFFIX)
"""The suffixes of the files that can be read, in lower case and with their dot."""

MAIN_SUFFIXES: tuple[str, ...] = tuple(
    sorted(family.suffixes[0] for kind, family in _FORMAT_FAMILIES.items() if kind != "code")
)
"""The first suffix of each family of formats but source code, for messages: all suffixes are too many."""

# What other programs write, by the format that most of them can save it in.
_SAVE_AS = {
    ".docx": (".doc", ".docm", ".dot", ".dotx", ".wps", ".wpd", ".pages"),
    ".xlsx": (".xls", ".xlt", ".xlsb", ".numbers"),
    ".pptx": (".ppt", ".pptm", ".ppsx", ".pps", ".pot", ".key"),
    ".html": (".mht", ".mhtml"),
    ".epub": (".mobi", ".azw", ".azw3"),
    ".pdf": (".ps", ".xps", ".djvu", ".one", ".vsd", ".vsdx", ".pub"),
}
_SAVE_AS_BY_SUFFIX = {suffix: better for better, suffixes in _SAVE_AS.items() for suffix in suffixes}

SUPPORTED_SUMMARY = f"{', '.join(MAIN_SUFFIXES)}, their variants and source code"
"""The formats that can be read, short enough for a message."""

PARSER_VERSIONS: dict[str, int] = {kind: family.version for kind, family in _FORMAT_FAMILIES.items()}
"""The version of each kind's parser; with another version the same file may give another text."""

SCANNED_KINDS: frozenset[str] = frozenset(
    kind for kind, family in _FORMAT_FAMILIES.items() if family.may_be_scanned
)
"""The kinds whose pages may be images, which text recognition reads."""

HOLDER_KINDS: frozenset[str] = frozenset(
    kind for kind, family in _FORMAT_FAMILIES.items() if family.holds_files
)
"""The kinds that have files attached to them."""

# Errors of the operating system, independent of the file's content, that may be gone next time.
_TRANSIENT_ERRNOS = {
    *(errno.ENOENT, errno.EACCES, errno.EPERM, errno.EIO, errno.EBUSY, errno.ESTALE, errno.ENOTCONN),
    *(errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.ETIMEDOUT, errno.ENODEV),
}


def media_kind(path: str | Path) -> str | None:
    """Return the family of formats a file belongs to by its suffix ("pdf"), or None if it has none."""
    return _KIND_BY_SUFFIX.get((path if isinstance(path, Path) else Path(path)).suffix.lower())


def advice_for(suffix: str) -> str:
    """Return what to do about a document whose format cannot be read."""
    better = _SAVE_AS_BY_SUFFIX.get(suffix.lower())
    return f"save it as {better}" if better else f"supported are {SUPPORTED_SUMMARY}"


def extract(path: Path, kind: str | None = None, ocr: PageOcr | None = None) -> Extraction:
    """Read one file, in this process and without limits on time and memory.

    Args:
        path: The file.
        kind: The family of its format, a key of `PARSER_VERSIONS`; by default that of its suffix.
        ocr: Reads pages that are images; None leaves them unread.

    Returns:
        Its text, with pages and headings as ranges of that text.

    Raises:
        ExtractionError: The file gives no text; the message says why and what to do.
        TransientError: It could not be read now, but perhaps can be next time.
    """
    family = _FORMAT_FAMILIES.get(kind or media_kind(path) or "")
    if family is None:
        raise ExtractionError(f"Its format cannot be read; {advice_for(path.suffix)}.")
    try:
        if path.stat().st_size == 0:
            raise ExtractionError("It is empty and holds no text; put a complete copy in its place.")
        parse = _load_parser(family)
        if family.may_be_scanned:
            return check_extraction(parse(path, ocr))
        extraction = check_extraction(parse(path, SUPPORTED) if family.holds_files else parse(path))
        return _with_date(extraction, path, kind or media_kind(path) or "")
    except (ExtractionError, MemoryError):
        raise
    except OSError as error:
        raise _operating_error(error, family) from error
    except RecursionError as error:
        raise ExtractionError("It is nested too deeply to be read; save it in a simpler form.") from error
    except Exception as error:  # damaged files raise whatever their parser did not foresee
        raise _damage(error, family) from error


def _with_date(extraction: Extraction, path: Path, kind: str) -> Extraction:
    from assistant.documents.formats.property_dates import property_date  # who only asks needs no lxml

    return replace(extraction, date=property_date(path, kind))


def _operating_error(error: OSError, family: _FormatFamily) -> ExtractionError:
    """Return what an error of the operating system means; libraries raise some without number for damage."""
    if error.errno is None:
        return _damage(error, family)
    reason = f"It cannot be read ({error.strerror or type(error).__name__})"
    kind_of_error = TransientError if error.errno in _TRANSIENT_ERRNOS else ExtractionError
    return kind_of_error(f"{reason}; see that it is there and not locked.")


def _damage(error: Exception, family: _FormatFamily) -> ExtractionError:
    reason = f"It is damaged or not really {family.name} ({type(error).__name__})"
    return ExtractionError(f"{reason}; open it in its own program and save it again.")


def _load_parser(family: _FormatFamily) -> Callable[..., Extraction]:
    """Import a parser, and with it its libraries, when the first file needs it."""
    try:
        module = import_module(f"assistant.documents.{family.module}")
    except ImportError as error:
        missing = error.name or family.module
        reason = f"The package '{missing}' that reads {family.name} is missing"
        raise ExtractionError(f"{reason}; install Assistant again.") from error
    parser: Callable[..., Extraction] = module.parse
    return parser
