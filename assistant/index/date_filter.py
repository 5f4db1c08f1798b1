"""Which documents a question may use by their dates: `since` and `until`, a day, a month or a year each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.common.iso_dates import days_of
from assistant.errors import SettingsError
from assistant.index.document_filter import parse_document_filter
from assistant.index.snapshot import Snapshot

_SPECIAL = re.compile(r"[*?\[]")


def documents_between(
    snapshot: Snapshot, names: Sequence[str] | None, since: str | None, until: str | None
) -> Sequence[str] | None:
    """Return names of the documents that are of a time, for whatever takes names of documents.

    A document of a month or a year counts if any day of it lies in the time; one without a date does not.

    Args:
        snapshot: The state of the index.
        names: Names and patterns that the documents have to match besides; None: any.
        since: The first day, or the month or year with it ("2025-12-03", "2025-12", "2025"); None: any.
        until: The last day, likewise.

    Returns:
        Names of documents, none where no document is of that time; `names` where it is not limited.

    Raises:
        DocumentNotFoundError: A name matches nothing that is indexed.
        SettingsError: One of the dates is none, or the first is after the last.
    """
    if since is None and until is None:
        return names
    first, last = _days("since", since, date.min)[0], _days("until", until, date.max)[1]
    if first > last:
        raise SettingsError(f"'since' ({since}) must not be later than 'until' ({until}).")
    matched = None if names is None else parse_document_filter(names)
    if matched is not None:
        matched.select_contents(snapshot.caches.documents)  # raises where a name is wrong
    found = []
    for path, written in snapshot.document_dates().items():
        days = days_of(written)
        if days is not None and days[0] <= last and days[1] >= first and (matched is None or path in matched):
            found.append(_SPECIAL.sub(r"[\g<0>]", path))
    return found


def _days(name: str, written: str | None, unlimited: date) -> tuple[date, date]:
    if written is None:
        return unlimited, unlimited
    days = days_of(written)
    if days is None:
        raise SettingsError(
            f"'{name}' must be a day, a month or a year like 2025-12-03, 2025-12 or 2025, not '{written}'."
        )
    return days
