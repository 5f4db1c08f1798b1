"""The inline markup of Markdown as pieces of text, each with its place in the file.

The parser does not say where a piece stands. Here every token is compared with the source, character by
character, in the order in which it was read; where one disagrees there is no result, and no place is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

_SPACE = re.compile(r"[ \n]*")
_SOFT_BREAK = re.compile(r" *\n *")
_HARD_BREAK = re.compile(r"(?:\\| +)\n *")
# The element of each markup; a link is not followed and an image not fetched: both are only words.
_ELEMENTS = {"strong": "strong", "em": "em", "s": "s", "link": "u"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text.

    Attributes:
        start: Its first character in the source.
        end: The character after its last.
        text: What is shown for it; a line end for a line break that is kept.
        elements: The elements that it is in, the outermost first.
    """

    start: int
    end: int
    text: str
    elements: tuple[str, ...] = ()

    @property
    def is_verbatim(self) -> bool:
        """Whether each of its characters is one character of the source."""
        return len(self.text) == self.end - self.start


class _DisagreementError(Exception):
    """What was parsed cannot be found in the source."""


def inline_pieces(
    parser: MarkdownIt, content: str, env: dict[str, Any], place: Callable[[int], int]
) -> list[Piece] | None:
    """Return the pieces of inline Markdown, None if the place of one cannot be told.

    Args:
        parser: The parser.
        content: The Markdown, its lines joined by line feeds.
        env: What the parser found in the blocks, such as the targets of links.
        place: Returns the offset in the source of a character of `content`.
    """
    tokens: list[Token] = []
    parser.inline.parse(content, parser, env, tokens)
    try:
        found = list(_Aligner(content, env).pieces(tokens))
    except _DisagreementError:
        return None
    return [Piece(place(each.start), place(each.end - 1) + 1, each.text, each.elements) for each in found]


class _Aligner:
    def __init__(self, content: str, env: dict[str, Any]) -> None:
        self._content, self._references = content, env.get("references", {})
        self._at = 0
        self._inside: list[str] = []

    def pieces(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        for token in tokens:
            name, _, side = token.type.rpartition("_")
            if side == "open":
                self._skip("<" if token.markup == "autolink" else "[" if name == "link" else token.markup)
                self._inside.append(_ELEMENTS.get(name, "span"))
            elif side == "close":
                self._inside.pop()
                if name == "link" and token.markup != "autolink":
                    self._skip_target()
                else:
                    self._skip(">" if name == "link" else token.markup)
            else:
                yield from self._leaf(token)

    def _leaf(self, token: Token) -> Iterator[Piece]:
        if token.type in ("text", "html_inline"):
            yield from self._piece(token.content, token.content)
        elif token.type == "text_special":
            yield from self._piece(token.markup, token.content)
        elif token.type == "code_inline":
            yield from self._code(token)
        elif token.type == "image":
            self._skip("![")
            yield from self._piece(token.content, token.content, "i")
            self._skip_target()
        elif token.type in ("softbreak", "hardbreak"):
            yield self._break(hard=token.type == "hardbreak")
        else:
            raise _DisagreementError(token.type)

    def _piece(self, source: str, shown: str, *elements: str) -> Iterator[Piece]:
        start = self._at
        self._skip(source)
        if source:
            yield Piece(start, self._at, shown, (*self._inside, *elements))

    def _code(self, token: Token) -> Iterator[Piece]:
        self._skip(token.markup)
        end = re.compile(rf"(?<!`){token.markup}(?!`)").search(self._content, self._at)
        if end is None:
            raise _DisagreementError(token.markup)
        source = self._content[self._at : end.start()].replace("\n", " ")
        stripped = source != token.content
        if stripped and source[1:-1] != token.content:
            raise _DisagreementError(source)
        start = self._at + stripped
        yield Piece(start, start + len(token.content), token.content, (*self._inside, "code"))
        self._at = end.end()

    def _break(self, *, hard: bool) -> Piece:
        found = (_HARD_BREAK if hard else _SOFT_BREAK).match(self._content, self._at)
        if found is None:
            raise _DisagreementError("line break")
        self._at = found.end()
        return Piece(*found.span(), "\n" if hard else " ", tuple(self._inside))

    def _skip(self, source: str) -> None:
        if not self._content.startswith(source, self._at):
            raise _DisagreementError(source)
        self._at += len(source)

    def _skip_target(self) -> None:
        """Skip what stands behind the words of a link: "](target)", "][name]", "][]" or "]"."""
        self._skip("]")
        self._at = self._target_end() or self._name_end() or self._at

    def _target_end(self) -> int:
        content, end = self._content, len(self._content)
        if not content.startswith("(", self._at):
            return 0
        at = self._after_space(self._at + 1)
        target = parseLinkDestination(content, at, end)
        if target.ok:
            at = self._after_space(target.pos)
            title = parseLinkTitle(content, at, end)
            at = self._after_space(title.pos) if title.ok else at
        return at + 1 if content.startswith(")", at) else 0

    def _name_end(self) -> int:
        end = self._content.find("]", self._at)
        if not self._content.startswith("[", self._at) or end < 0:
            return 0
        name = self._content[self._at + 1 : end]
        return end + 1 if not name or normalizeReference(name) in self._references else 0

    def _after_space(self, at: int) -> int:
        found = _SPACE.match(self._content, at)
        return found.end() if found else at
