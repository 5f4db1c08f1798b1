"""Numbers as people say them."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 file", "1,200 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def time_in_words(seconds: float) -> str:
    """Return a duration as people say it: "12 s", "3 min", "1 h 20 min", "2 days"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    return (
        f"{minutes // 60} h {minutes % 60} min" if minutes < 2 * 24 * 60 else f"{minutes // (24 * 60)} days"
    )


def size_in_words(size: int) -> str:
    """Return a number of bytes as people say it."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:,.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"
