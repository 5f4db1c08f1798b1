"""What in a message is not its author's new text: quoted older messages, signatures, and who is addressed.

Every program quotes in its own way: with marks before each line, below a line that says who wrote when, or
below the header of the older message. What is not recognised counts as new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents.formats.mail.wording import (
    CLOSING,
    DATE_WROTE,
    DISCLAIMER,
    HEADER_NAMES,
    NAME_WROTE,
    ORIGINAL_MESSAGE,
    SALUTATION,
    SENT_FROM,
    WROTE,
)

Range = tuple[int, int]

_MARKS = re.compile(r" {0,3}((?:> ?)+)")
_INDENT, _DEEPEST = "    ", 8
# An mbox file writes ">From" for a line that begins with "From"; that is no quotation.
_ESCAPED_FROM = re.compile(r">+From ")
_LINE = re.compile(r"[^\n]+")
_RULE = re.compile(r"[_=*-]{20,}\Z")
_SIGNATURE_MARK = "--"
# A line that says who wrote when may be broken into so many.
_ATTRIBUTION_LINES = 3
_HEADER_LINES, _FEWEST_HEADERS = 6, 3
_LONGEST_ATTRIBUTION = 400
# Longer text below a closing formula is no signature.
_LONGEST_SIGNATURE_LINES, _LONGEST_SIGNATURE = 10, 80
_SENTENCE = re.compile(r"(?:\S+\s+){4,}\S+[.!?]\Z")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that holds something: its range and text without white space around it.

    `after_gap`: an empty line stands before it.
    """

    start: int
    end: int
    text: str
    after_gap: bool


def without_marks(text: str) -> tuple[str, tuple[Range, ...]]:
    """Write lines that are quoted by marks ("> ") indented instead, so that sentences go on over them.

    Args:
        text: The plain text of a message.

    Returns:
        The text, and the ranges of its quoted lines.
    """
    pieces: list[str] = []
    ranges: list[Range] = []
    position, depth_before, blank_before = 0, 0, True
    for line in text.split("\n"):
        found = None if _ESCAPED_FROM.match(line) else _MARKS.match(line)
        depth = found[1].count(">") if found else 0
        words = line[found.end() :] if found else line
        if words.strip() and depth != depth_before:
            if not blank_before:
                pieces.append("")
                position += 1
            depth_before = depth
        blank_before = not words.strip()
        written = _INDENT * min(depth, _DEEPEST) + words if depth and not blank_before else words.rstrip()
        if depth and not blank_before:
            ranges.append((position, position + len(written)))
        pieces.append(written)
        position += len(written) + 1
    return "\n".join(pieces), merged(ranges, text="\n".join(pieces))


def quoted_ranges(text: str, marked: Sequence[Range] = ()) -> tuple[Range, ...]:
    """Find what is quoted or a signature.

    Args:
        text: The text of a message, in which nothing is changed.
        marked: The ranges that are known to be quoted, in order.

    Returns:
        These and all others, in order and apart from each other.
    """
    lines = list(_lines(text))
    is_marked = [any(start <= line.start < end for start, end in marked) for line in lines]
    rest = _first_of_rest(lines, is_marked)
    quoted = set(range(rest, len(lines))) | {n for n, known in enumerate(is_marked) if known}
    for number, known in enumerate(is_marked):
        if known and number and not is_marked[number - 1]:
            quoted.update(_attribution(lines, number))
    for first, end in _runs_of_new(len(lines), quoted):
        quoted.update(range(_first_of_signature(lines, first, end), end))
        if end - first > 1 and first == 0 and SALUTATION.match(lines[0].text):
            quoted.add(0)
    return merged([(lines[n].start, lines[n].end) for n in sorted(quoted)], text)


def merged(ranges: Sequence[Range], text: str) -> tuple[Range, ...]:
    """Join ranges, given in order, that have nothing but white space between them."""
    joined: list[Range] = []
    for start, end in ranges:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _lines(text: str) -> Iterator[_Line]:
    before = 0
    for found in _LINE.finditer(text):
        line = found.group()
        if line.strip():
            start = found.start() + len(line) - len(line.lstrip())
            end = found.start() + len(line.rstrip())
            yield _Line(start, end, line.strip(), text.count("\n", before, start) > 1)
            before = end


def _first_of_rest(lines: Sequence[_Line], is_marked: Sequence[bool]) -> int:
    """Return the line from which on everything is an older message, the number of lines if there is none."""
    for number, line in enumerate(lines):
        if is_marked[number]:
            continue
        if ORIGINAL_MESSAGE.match(line.text) or _is_header(lines, number):
            ruled = number and not is_marked[number - 1] and _RULE.match(lines[number - 1].text)
            return number - 1 if ruled else number
        length = _length_of_attribution(lines, number)
        followed = number + length < len(lines) and not is_marked[number + length]
        if length and followed:
            return number
    return len(lines)


def _is_header(lines: Sequence[_Line], number: int) -> bool:
    """Whether the header of an older message begins here, as Outlook writes it without any mark."""
    first = HEADER_NAMES.match(lines[number].text)
    if first is None or first.lastgroup != "sender":
        return False
    following = (HEADER_NAMES.match(line.text) for line in lines[number : number + _HEADER_LINES])
    names = {found.lastgroup for found in following if found}
    return len(names) >= _FEWEST_HEADERS


def _length_of_attribution(lines: Sequence[_Line], number: int) -> int:
    """Return how many lines from here on say who wrote when, 0 if they do not."""
    said = ""
    for length, line in enumerate(lines[number : number + _ATTRIBUTION_LINES], 1):
        said = f"{said} {line.text}".strip()
        if len(said) > _LONGEST_ATTRIBUTION or (length > 1 and line.after_gap):
            break
        if (WROTE if length == 1 else DATE_WROTE).match(said):
            return length
    return 0


def _attribution(lines: Sequence[_Line], number: int) -> range:
    """Return the lines right before a quotation that say who wrote it."""
    last = lines[number - 1]
    found = 0
    if len(last.text) <= _LONGEST_ATTRIBUTION and (WROTE.match(last.text) or NAME_WROTE.match(last.text)):
        found = 1
    for length in range(2, min(_ATTRIBUTION_LINES, number) + 1):
        if lines[number - length + 1].after_gap:
            break
        if _length_of_attribution(lines, number - length) == length:
            found = length
    return range(number - found, number)


def _runs_of_new(count: int, quoted: set[int]) -> Iterator[tuple[int, int]]:
    first = None
    for number in range(count + 1):
        is_new = number < count and number not in quoted
        if is_new and first is None:
            first = number
        elif not is_new and first is not None:
            yield first, number
            first = None


def _first_of_signature(lines: Sequence[_Line], first: int, end: int) -> int:
    """Return the first line of the signature of new text `first`..`end`, or `end` without one."""
    for number in range(first, end):
        said = lines[number].text
        if said == _SIGNATURE_MARK or (_RULE.match(said) and number > first):
            return number
        if SENT_FROM.match(said) or DISCLAIMER.match(said):
            return number
        if CLOSING.match(said) and _is_signature(lines[number + 1 : end]):
            return number
    return end


def _is_signature(lines: Sequence[_Line]) -> bool:
    """Whether what stands below a closing formula is a name, a firm, an address."""
    if not 0 < len(lines) <= _LONGEST_SIGNATURE_LINES:
        return False
    return all(len(line.text) <= _LONGEST_SIGNATURE and not _SENTENCE.match(line.text) for line in lines)
