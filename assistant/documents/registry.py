"""Which parser reads which files; a parser module is imported only when a file needs it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from assistant.errors import ExtractionError
from assistant.types import Extraction

# Kind: the parser's module, its version, its suffixes. Raise the version when a parser reads
# differently: every file of that kind is then read anew.
_PARSERS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "text": ("plain", 1, (".txt", ".text", ".rst", ".log")),
    "markdown": ("markdown", 1, (".md", ".markdown")),
    "html": ("html", 1, (".html", ".htm", ".xhtml")),
    "pdf": ("pdf", 1, (".pdf",)),
    "word": ("word", 1, (".docx",)),
    "slides": ("slides", 1, (".pptx",)),
    "sheets": ("sheets", 1, (".xlsx", ".csv", ".tsv")),
    "epub": ("epub", 1, (".epub",)),
    "email": ("email", 1, (".eml",)),
}
_KIND_BY_SUFFIX = {suffix: kind for kind, (_, _, suffixes) in _PARSERS.items() for suffix in suffixes}

SUPPORTED: frozenset[str] = frozenset(_KIND_BY_SUFFIX)
PARSER_VERSIONS: dict[str, int] = {kind: version for kind, (_, version, _) in _PARSERS.items()}


def media_kind(path: Path) -> str | None:
    """Return the family of formats that a file belongs to by its suffix, or None."""
    return _KIND_BY_SUFFIX.get(path.suffix.lower())


def extract(path: Path) -> Extraction:
    """Read a file in this process; use `ExtractionPool` for files that nobody has vouched for.

    Raises:
        ExtractionError: The file gives no text; says why and what to do.
    """
    kind = media_kind(path)
    if kind is None:
        raise ExtractionError(f"Files ending in '{path.suffix}' are not supported.")
    parser: Any = import_module(f"assistant.documents.{_PARSERS[kind][0]}")
    extraction: Extraction = parser.parse(path)
    if not extraction.text.strip():
        raise ExtractionError("It holds no text; nothing in it can be searched.")
    return extraction
