"""Pictures of pages inside PDF files; what comes of them depends on whether text recognition is there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec

from PIL import Image

from difficult.case import Case, fails
from difficult.pdfs import scanned

CAN_READ = find_spec("rapidocr") is not None
LINES = (
    "The old mill at Harrow Bridge was built in 1902",
    "by the miller Thomas Ashdown. It burned down",
    "in the dry summer of 1911.",
)


def cases() -> Iterator[Case]:
    blank = Image.new("L", (1240, 1754), 255)
    if CAN_READ:
        yield Case(
            "scan.pdf", partial(scanned, [LINES]), holds=("Thomas Ashdown",), pages=1, warning="recognition"
        )
        yield Case(
            "scan-among-text.pdf",
            partial(scanned, [LINES], [["Typed words."]]),
            holds=("Thomas Ashdown", "Typed words."),
            pages=2,
        )
        yield fails("blank-scan.pdf", partial(scanned, [blank]), "no words")
    else:
        yield fails("scan.pdf", partial(scanned, [LINES]), r"scanned\?.*assistant-documents\[ocr\]")
        yield Case(
            "scan-among-text.pdf",
            partial(scanned, [LINES], [["Typed words."]]),
            holds=("Typed words.",),
            pages=2,
            warning=r"1 of 2 pages .*scanned\?",
        )
        yield fails("blank-scan.pdf", partial(scanned, [blank]), r"scanned\?")
