"""Subtitles and transcripts with times (SubRip, WebVTT): what is said, a page for each minute or so."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.documents.formats.decoding import read_text
from assistant.errors import ExtractionError
from assistant.types import Extraction, Page

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
_TURN = re.compile(r"[-–—]\s*\S|[A-Z][\w .']{0,30}:\s")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]♪]*\Z")
# A page ends at the end of a sentence after so many seconds, at a silence, or at last after twice as many.
_PAGE_SECONDS, _SILENCE = 60.0, 8.0


@dataclass(frozen=True, slots=True)
class _Cue:
    """What is said in a stretch of time, in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]


def parse(path: Path) -> Extraction:
    """Read subtitles; the times are the labels of the pages.

    Raises:
        ExtractionError: The file is not text, or holds no times.
    """
    decoded = read_text(path)
    cues = list(_cues(decoded.text))
    if not cues:
        raise ExtractionError("It holds no subtitles with times; give it the suffix of its real format.")
    texts: list[str] = []
    pages: list[Page] = []
    position = 0
    for number, group in enumerate(_groups(cues), 1):
        text = _said(group)
        label = f"{_clock(group[0].start)}–{_clock(group[-1].end)}"
        pages.append(Page(number, position, position + len(text), label))
        texts.append(text)
        position += len(text) + 2
    return Extraction("\n\n".join(texts), "", tuple(pages), (), "hard", decoded.warnings)


def _cues(text: str) -> Iterator[_Cue]:
    before: tuple[str, ...] = ()
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.split("\n")
        at = next((n for n, line in enumerate(lines[:3]) if _TIMES.match(line)), None)
        if at is None:
            continue  # the head of the file, styles, notes
        found = _TIMES.match(lines[at])
        said = tuple(filter(None, map(_words, lines[at + 1 :])))
        # Captions that roll up show the last line once more.
        new = tuple(line for line in said if line not in before)
        before = said
        if found and new:
            yield _Cue(_seconds(found.groups()[:4]), _seconds(found.groups()[4:]), new)


def _words(line: str) -> str:
    spoken = _VOICE.sub(lambda voice: f"{voice[1].strip()}: ", line)
    return " ".join(html.unescape(_TAG.sub("", spoken)).split())


def _groups(cues: list[_Cue]) -> Iterator[list[_Cue]]:
    group: list[_Cue] = []
    for cue in cues:
        if group:
            seconds = group[-1].end - group[0].start
            ends = _SENTENCE_END.search(group[-1].lines[-1]) is not None
            silent = cue.start - group[-1].end > _SILENCE
            if silent or (seconds >= _PAGE_SECONDS and ends) or seconds >= 2 * _PAGE_SECONDS:
                yield group
                group = []
        group.append(cue)
    if group:
        yield group


def _said(group: list[_Cue]) -> str:
    """Join what is said; another speaker begins a line."""
    text = ""
    for line in (line for cue in group for line in cue.lines):
        text += ("" if not text else "\n" if _TURN.match(line) else " ") + line
    return text


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(f"{seconds}.{thousandths or 0}")


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
