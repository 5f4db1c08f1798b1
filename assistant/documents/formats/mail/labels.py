"""What a message is called as a part of its document: who wrote it, and when."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_WRITTEN = "%Y-%m-%d %H:%M %z"
_SENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d{4}\Z")
_REPLY_MARK = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|fwd?|wg|tr|rv|rif|enc|odp|doorst)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE
)


def message_label(sender: str, date: datetime | None) -> str:
    """Return the label of a message: "Hedda Lie, 2026-10-05 11:20 +0200", or as much of it as is known."""
    when = "" if date is None else (date if date.tzinfo else date.replace(tzinfo=UTC)).strftime(_WRITTEN)
    return ", ".join(part for part in (sender, when) if part) or "message"


def sent_at(label: str) -> datetime | None:
    """Return when a message was sent by its label, None for the label of anything else."""
    found = _SENT.search(label)
    try:
        return datetime.strptime(found[0], _WRITTEN) if found else None
    except ValueError:
        return None


def thread_of(subject: str) -> str:
    """Return what a subject says without marks of replies and forwarding ("Re: AW: Budget" is "budget")."""
    while mark := _REPLY_MARK.match(subject):
        subject = subject[mark.end() :]
    return " ".join(subject.casefold().split())
