"""Cutting what a language model writes into sentences, each as soon as it has ended."""

from __future__ import annotations

import re

from sentencex import get_sentence_boundaries

# A longer sentence is cut here: a model that writes without any stop must not be waited for.
_MOST_CHARACTERS = 600
_BRACKETS = re.compile(r"\s*[\[【]\s*\d+(?:\s*[,;–-]\s*\d+)*\s*[\]】]")
_LIST_MARK = re.compile(r"^\s*(?:[-*•+–]\s+|\d{1,2}[.)]\s+|>\s*)+")
_HEADING = re.compile(r"^\s*#{1,6}\s")
# Lines of the prompt that a small model copies.
_COPIED = re.compile(r"(?:Section|Table): .*|Document \S+(?:, “.*”)?")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_THOUGHTS = re.compile(r"\A\s*<think>(?:.*?</think>|.*\Z)", re.DOTALL)
_NOTHING_FOUND = re.compile(r"\W*not found\W*", re.IGNORECASE)
# Letters of scripts that put no spaces between words.
_UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_ENDS = re.compile(r"[.!?…。！？][”\"’»)\]]*$")


class SentenceCutter:
    """Takes pieces of text and returns the sentences that they complete, without marks of Markdown.

    Brackets with numbers are left out: which sentences of the documents a sentence rests on is found by the
    prover. Reasoning that a model writes before its answer (`<think>`) is left out as well.
    """

    def __init__(self) -> None:
        """Start with no text."""
        self._text = ""
        self._is_begun = False

    def feed(self, piece: str) -> list[str]:
        """Return the sentences that end with this piece."""
        self._text += piece
        if not self._is_begun and not self._begin():
            return []
        done: list[str] = []
        while "\n" in self._text:
            line, _, self._text = self._text.partition("\n")
            done += _sentences_of(line)
        *complete, last = _cut(self._text)
        done += [each for part in complete for each in _cleaned(part)]
        self._text = last
        while len(self._text) > _MOST_CHARACTERS:
            done += _cleaned(self._text[:_MOST_CHARACTERS])
            self._text = self._text[_MOST_CHARACTERS:]
        return done

    def finish(self, *, is_complete: bool) -> list[str]:
        """Return the sentences at the end; one that was broken off only where the model was done."""
        left = "" if not self._is_begun and _THOUGHTS.match(self._text) else self._text
        self._text = ""
        return [each for each in _sentences_of(left) if is_complete or _ENDS.search(each)]

    @property
    def unfinished(self) -> str:
        """The beginning of the sentence that has not ended, to be shown while it is written."""
        return _without_marks(self._text) if self._is_begun else ""

    def _begin(self) -> bool:
        """Leave reasoning at the beginning out; return whether the answer has begun."""
        start = self._text.lstrip()
        if "<think>".startswith(start[:7]) and len(start) < 7:
            return False
        if start.startswith("<think>"):
            if "</think>" not in start:
                return False
            self._text = _THOUGHTS.sub("", self._text)
        self._is_begun = True
        return True


def says_nothing_found(sentence: str) -> bool:
    """Whether a sentence is what the model writes where the documents hold no answer."""
    return _NOTHING_FOUND.fullmatch(sentence) is not None


def _sentences_of(line: str) -> list[str]:
    return [each for part in _cut(line) for each in _cleaned(part)]


def _cut(text: str) -> list[str]:
    """Cut a text after each sentence that something follows; numbers in brackets stay with it."""
    boundaries = get_sentence_boundaries("en", text)
    parts: list[str] = []
    for each in boundaries:
        part = str(each["text"])
        is_mark = bool(parts) and not re.search(r"\w", _LIST_MARK.sub("", f"{parts[-1].rstrip()} "))
        if parts and (is_mark or part[:1].islower()):
            parts[-1] += part
            continue
        if parts and (marks := _BRACKETS.match(part)):
            parts[-1] += part[: marks.end()]
            part = part[marks.end() :]
        if part:
            parts.append(part)
    if "".join(parts) != text:
        return [text]
    return parts or [""]


def _cleaned(text: str) -> list[str]:
    """Return a sentence without marks, as a list: empty for what claims nothing, as headings and "Sure:"."""
    if _HEADING.match(text) or text.lstrip().startswith("|"):
        return []
    text = _without_marks(text)
    # "It closed." claims something, "Table of contents" or "Sure" does not.
    least = 2 if _ENDS.search(text) else 3
    words = sum(bool(re.search(r"\w", word)) for word in text.split())
    is_long_enough = words >= least or bool(_UNSPACED.search(text)) or says_nothing_found(text)
    is_claim = is_long_enough and not text.endswith(":") and not _COPIED.fullmatch(text)
    return [text] if is_claim else []


def _without_marks(text: str) -> str:
    """Return a text on one line without list marks, emphasis, and numbers in brackets."""
    text = _BRACKETS.sub("", _LIST_MARK.sub("", text))
    return " ".join(_EMPHASIS.sub(r"\2", text).split())
