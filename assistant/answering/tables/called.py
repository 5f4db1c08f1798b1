"""What columns that hold persons, places and times are called: "who", "where" and "when" ask for these."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.answering.tables.question import terms_of

_CALLED = (
    (
        re.compile(r"\b(?:who|whom)\b", re.IGNORECASE),
        """name player driver competitor athlete person winner author singer actor actress director candidate
        coach manager president governor mayor member artist rider swimmer cyclist skipper owner employee
        customer contestant nominee champion recipient writer producer opponent incumbent representative
        officer assigned assignee responsible contact lead teacher lecturer instructor speaker doctor nurse
        requester tenant client patient staff surname signatory""",
    ),
    (
        re.compile(r"\bwhere\b", re.IGNORECASE),
        """place location city venue country stadium town county state region address port site nation area
        district room hall floor shelf branch office site hotel""",
    ),
    (
        re.compile(r"\bwhen\b", re.IGNORECASE),
        """date year time period day month season built opened founded born died established due deadline
        start end departure arrival expiry planned forecast""",
    ),
)


@lru_cache(maxsize=1_000)
def called(question: str) -> frozenset[str]:
    """Return the terms of the headers of columns that hold what a question asks for: who, where, when."""
    names = next((names for asks, names in _CALLED if asks.search(question)), "")
    return frozenset(term for name in names.split() for term in terms_of(name))
