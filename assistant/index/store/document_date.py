"""The date of a document: when a message was sent, else what its file's name says, else its properties."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from assistant.common.dates import find_dates
from assistant.documents.formats.mail.labels import sent_at

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def document_date(path: str, first_label: str = "", by_properties: str = "") -> str:
    """Return the date of a document as far as it is known: "2025-12-03", "2025-12" or "2025" (ISO 8601).

    Args:
        path: The document.
        first_label: The label of its first page, which for a message says when it was sent.
        by_properties: The date that the properties of its file say. The name goes before: who gives a file a
            date means its text, and programs write theirs whatever they do.

    Returns:
        The date; "" if nothing says one. A name that may mean several days ("03-04-2025") says none.
    """
    sent = sent_at(first_label)
    if sent is not None:
        return sent.date().isoformat()
    name = PurePosixPath(path).stem
    for written in find_dates(name):
        year, month, day = written.days[0]
        is_apart = not name[written.end : written.end + 1].isalnum()  # unlike the report in "2017_10K"
        if year and is_apart and len(written.days) == 1:
            return "-".join([f"{year:04d}", f"{month:02d}", *([f"{day:02d}"] if day else [])])
    years = set(_YEAR.findall(name))
    return years.pop() if len(years) == 1 else by_properties
