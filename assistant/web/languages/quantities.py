"""Durations and file sizes in words."""

from __future__ import annotations

from assistant.web.languages import count, decimal, grouped, say


def time_in_words(seconds: float) -> str:
    """Return a duration in seconds in words: "12 s", "3 min", "1 h 20 min", "2 days"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return say("{count} s", count=whole)
    minutes = round(whole / 60)
    if minutes < 60:
        return say("{count} min", count=minutes)
    if minutes < 2 * 24 * 60:
        return say("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
    return count(minutes // (24 * 60), "day")


def size_in_words(size: int) -> str:
    """Return a number of bytes in words: "4 kB", "3.2 MB"."""
    if size < 1000:
        return say("{size} B", size=size)
    if size < 1_000_000:
        return say("{size} kB", size=grouped(round(size / 1000)))
    return say("{size} MB", size=decimal(size / 1_000_000, 1))
