"""HTML: the text that a reader of the page would see, as a stream; nothing is recursed into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from assistant.documents.formats.web.encoding import decoded, prepared
from assistant.documents.formats.web.reader import PageReader
from assistant.errors import ExtractionError
from assistant.types import Extraction


def parse(path: Path) -> Extraction:
    """Read an HTML file: its visible text, with headings and title.

    Raises:
        ExtractionError: The file is not text, or holds none that can be seen.
    """
    extraction = readable(path.read_bytes())
    if not extraction.text:
        raise ExtractionError("It holds no text; the page may fill itself in by a script, so save it as PDF.")
    return extraction


def readable(markup: bytes | str, is_mail: bool = False) -> Extraction:
    """Convert HTML or XHTML to the text that a reader would see.

    Args:
        markup: The page; bytes are decoded by mark, by what they declare, or by guess.
        is_mail: Whether it is the body of a message, in which older messages and signatures are quoted.

    Returns:
        Its text, which may be empty, its headings, its title and what is quoted.

    Raises:
        ExtractionError: The bytes are not text.
    """
    markup, warnings = (markup, ()) if isinstance(markup, str) else decoded(markup)
    markup = prepared(markup)
    reader = _read(markup, PageReader(is_mail))
    laid = reader.finish()
    if not laid.text and reader.left_out_clutter:
        reader = _read(markup, PageReader(is_mail, keeps_clutter=True))
        laid = reader.finish()
    first = next((laid.text[h.start : h.end] for h in laid.headings if h.level == 1), "")
    title = " ".join((reader.title.strip() or first).split())
    warnings = (*warnings, *reader.warnings())
    return Extraction(
        laid.text,
        title,
        headings=laid.headings,
        line_breaks="hard",
        warnings=warnings,
        quoted=laid.quoted,
        tables=laid.tables,
    )


def _read(markup: str, reader: PageReader) -> PageReader:
    target: Any = reader  # it has the methods that matter here; comments are nobody's business
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    parser.feed(markup.encode())
    parser.close()
    return reader
