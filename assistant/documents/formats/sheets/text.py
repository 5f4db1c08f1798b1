"""Texts of a workbook as single lines."""

from __future__ import annotations

import re

from openpyxl.utils.escape import unescape

_UNWANTED = re.compile("[\x00\ud800-\udfff]")
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")


def one_line(text: str) -> str:
    """Return a text of a workbook as one line, without the escapes that its XML is written with."""
    if "_x" in text and _ESCAPE.search(text):
        text = unescape(text)
    if not text.isascii() or "\0" in text:
        text = _UNWANTED.sub(lambda found: "" if found[0] == "\0" else "\ufffd", text)
    return " ".join(text.split())
