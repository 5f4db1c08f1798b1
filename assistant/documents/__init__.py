"""File → `Extraction`: one module a family of formats, a registry by suffix, a sandbox.

    from assistant.documents import extract
    extraction = extract(Path("report.pdf"))
    extraction.text, extraction.title, extraction.pages

`extract` reads one file in this process; `ExtractionPool` reads many in child processes, so that
a file that hangs, crashes or eats memory costs its own failure and nothing else.
"""

from assistant.documents.registry import (
    MAIN_SUFFIXES,
    PARSER_VERSIONS,
    SCANNED_KINDS,
    SUPPORTED,
    SUPPORTED_SUMMARY,
    extract,
    media_kind,
)
from assistant.documents.sandbox.pool import ExtractionPool

__all__ = [
    "MAIN_SUFFIXES",
    "PARSER_VERSIONS",
    "SCANNED_KINDS",
    "SUPPORTED",
    "SUPPORTED_SUMMARY",
    "ExtractionPool",
    "extract",
    "media_kind",
]
