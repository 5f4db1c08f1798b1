"""Labels of rows that take several lines."""

from __future__ import annotations

UNFINISHED_ENDS = (
    ",",
    " and",
    " or",
    " of",
    " to",
    " in",
    " the",
    " for",
    " from",
    " by",
    " with",
    " on",
    " at",
)
"""A line that ends with one of these is continued by the next."""
