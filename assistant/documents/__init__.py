"""File → `Extraction`: one module a family of formats, a registry by suffix, a sandbox.

    from assistant.documents import extract
    extraction = extract(Path("report.pdf"))
    extraction.text, extraction.title, extraction.pages

`extract` reads one file in this process; `ExtractionPool` reads many in child processes, so that
a file that hangs, crashes or eats memory costs its own failure and nothing else; `FileReader`
is one such process. Files attached to another (`attached_files.py`) are read in the same way.
"""

from assistant.documents.attached_files import AttachedFile
from assistant.documents.registry import (
    HOLDER_KINDS,
    MAIN_SUFFIXES,
    PARSER_VERSIONS,
    SCANNED_KINDS,
    SUPPORTED,
    SUPPORTED_SUMMARY,
    advice_for,
    extract,
    media_kind,
)
from assistant.documents.sandbox.outcomes import Listing
from assistant.documents.sandbox.pool import ExtractionPool
from assistant.documents.sandbox.reader import FileReader, Limits
from assistant.documents.sandbox.requests import ListAttachedFiles, ReadFile

__all__ = [
    "HOLDER_KINDS",
    "MAIN_SUFFIXES",
    "PARSER_VERSIONS",
    "SCANNED_KINDS",
    "SUPPORTED",
    "SUPPORTED_SUMMARY",
    "AttachedFile",
    "ExtractionPool",
    "FileReader",
    "Limits",
    "ListAttachedFiles",
    "Listing",
    "ReadFile",
    "advice_for",
    "extract",
    "media_kind",
]
