"""A Markdown document in the source panel: headings, lists, tables and code, with the marks in their places.

Only words of the document are shown: its raw HTML as text, links without their targets, images as what they
are called. What the parser leaves out, such as the front matter, is shown as it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from assistant.documents.formats.markdown import front_matter_end
from assistant.web.escape import Html, join, tag
from assistant.web.source.markdown_inline import Piece, inline_pieces
from assistant.web.source.marks import MarkWriter
from assistant.web.source.view import Mark

_LINE_END = re.compile(r"\r\n?|\n")
_LARGEST_BLOCK = 60_000  # characters of a list or table that is rendered; a larger one is shown as it stands
_HIGHEST_LEVEL = 3  # of a heading, below that of the document's name
_LOWEST_LEVEL = 6
_CONTAINERS = {
    "bullet_list": "ul",
    "list_item": "li",
    "blockquote": "blockquote",
    "thead": "thead",
    "tbody": "tbody",
}


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of the document: its range, and what the parser found there, None for what it left out."""

    start: int
    end: int
    node: SyntaxTreeNode | None


class MarkdownDocument:
    """The parsed blocks of a Markdown document; what is in a block is parsed when it is written."""

    def __init__(self, text: str) -> None:
        """Parse the blocks; of the same text as the index has it, so that offsets hold."""
        self._text = text.replace("\0", "\ufffd")
        start = front_matter_end(text)
        self._lines = [start, *(end.end() for end in _LINE_END.finditer(text, start))]
        if self._lines[-1] < len(text):
            self._lines.append(len(text))
        self._parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        self._parser.core.ruler.enableOnly(["normalize", "block"])
        self._env: dict[str, Any] = {}
        tree = SyntaxTreeNode(self._parser.parse(self._text[start:], self._env))
        self._blocks = list(self._with_gaps(tree.children))

    def window(self, low: int, high: int) -> tuple[int, int]:
        """Return a range extended to whole blocks."""
        inside = [block for block in self._blocks if block.start < high and block.end > low]
        whole = [block for block in inside if block.end - block.start <= _LARGEST_BLOCK]
        return min([low, *(block.start for block in whole)]), max([high, *(block.end for block in whole)])

    def html(self, low: int, high: int, marks: Sequence[Mark] = ()) -> Html | None:
        """Return a range as markup, None if a mark that lies in it has no place among what is shown.

        Args:
            low: Where to begin, as `window` returned it.
            high: Where to end.
            marks: The marks.
        """
        self._marks = MarkWriter(marks)
        inside = [block for block in self._blocks if block.start < high and block.end > low]
        parts = [self._block(block, max(low, block.start), min(high, block.end)) for block in inside]
        wanted = {mark.number for mark in marks if mark.start < high and mark.end > low}
        shown = tag("div", *parts, class_="rendered")
        return shown if wanted <= self._marks.written else None

    # --- blocks

    def _with_gaps(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[_Block]:
        done = 0
        for node in nodes:
            start, end = self._range(node)
            if start > done:
                yield _Block(done, start, None)
            yield _Block(max(start, done), end, node)
            done = end
        if done < len(self._text):
            yield _Block(done, len(self._text), None)

    def _range(self, node: SyntaxTreeNode) -> tuple[int, int]:
        first, last = node.map or (0, 0)
        return self._line(first), self._line(last)

    def _line(self, number: int) -> int:
        return self._lines[min(number, len(self._lines) - 1)]

    def _block(self, block: _Block, low: int, high: int) -> Html | None:
        if block.node is None or (low, high) != (block.start, block.end) or high - low > _LARGEST_BLOCK:
            return self._as_it_stands(low, high)
        return self._node(block.node)

    def _as_it_stands(self, low: int, high: int) -> Html | None:
        if not self._text[low:high].strip():
            return None
        return tag("div", *self._written([Piece(low, high, self._text[low:high])]), class_="as-it-stands")

    def _node(self, node: SyntaxTreeNode) -> Html | None:
        kind = node.type
        if kind == "heading":
            level = min(int(node.tag[1]) + _HIGHEST_LEVEL - 1, _LOWEST_LEVEL)
            return tag(f"h{level}", self._inline(node), class_="heading")
        if kind == "paragraph":
            return self._inline(node) if node.hidden else tag("p", self._inline(node))
        if kind == "ordered_list":
            first = node.attrs.get("start")
            return tag("ol", *map(self._node, node.children), start=int(first) if first is not None else None)
        if kind in _CONTAINERS:
            return tag(_CONTAINERS[kind], *map(self._node, node.children))
        if kind == "table":
            return tag("div", tag("table", *map(self._node, node.children)), class_="table")
        if kind == "tr":
            return tag("tr", *self._cells(node))
        if kind in ("fence", "code_block"):
            return self._code(node)
        if kind == "hr":
            return tag("hr")
        return self._as_it_stands(*self._range(node))

    def _inline(self, node: SyntaxTreeNode) -> Html:
        """Return the words of a heading or paragraph; as they stand if their places cannot be told."""
        words = node.children[0]
        starts = self._starts(
            words.content, *(words.map or (0, 0)), marker=node.markup if node.type == "heading" else ""
        )
        if starts is not None and words.content:
            found = self._pieces(words.content, starts)
            if found is not None:
                return join(*self._written(found))
        return self._as_it_stands(*self._range(node)) or join()

    def _pieces(self, content: str, starts: Sequence[int]) -> list[Piece] | None:
        begins = [0, *(end.end() for end in _LINE_END.finditer(content))]

        def place(offset: int) -> int:
            line = bisect_right(begins, offset) - 1
            return starts[line] + offset - begins[line]

        return inline_pieces(self._parser, content, self._env, place)

    def _starts(self, content: str, first: int, last: int, marker: str = "") -> list[int] | None:
        """Return where each line of a block's content begins in the text; None if one is not there."""
        starts = []
        for number, words in enumerate(content.split("\n"), start=first):
            start, end = self._line(number), self._line(number + 1)
            if number >= last and words:
                return None
            line = self._text[start:end].rstrip("\r\n")
            if marker.startswith("#"):
                at = line.find(words, line.find(marker) + len(marker))
            else:
                line = line if line.endswith(words) else line.rstrip()
                at = len(line) - len(words) if line.endswith(words) else -1
            if at < 0:
                return None
            starts.append(start + at)
        return starts

    def _cells(self, row: SyntaxTreeNode) -> Iterator[Html]:
        """Yield the cells of a row of a table, each with its words from where they stand in the line."""
        at, end = self._range(row)
        for cell in row.children:
            content = cell.children[0].content if cell.children else ""
            source = content if content in self._text[at:end] else content.replace("|", "\\|")
            found = self._text.find(source, at, end)
            pieces: list[Piece] | None = []
            if content and found >= 0:
                at = found + len(source)
                pieces = self._pieces(content, [found]) if source == content else None
                pieces = pieces if pieces is not None else [Piece(found, at, content)]
            right = "right" in str(cell.attrs.get("style", ""))
            yield tag(cell.tag, *self._written(pieces or ()), class_="right" if right else None)

    def _code(self, node: SyntaxTreeNode) -> Html | None:
        first, last = node.map or (0, 0)
        first += node.type == "fence"
        lines = node.content.removesuffix("\n").split("\n")
        starts = self._starts("\n".join(lines), first, last)
        if starts is None:
            return self._as_it_stands(*self._range(node))
        pieces = []
        for start, line in zip(starts, lines, strict=True):
            pieces += [Piece(start, start + len(line), line)] if line else []
            pieces.append(Piece(start + len(line), start + len(line) + 1, "\n"))
        return tag("pre", tag("code", *self._written(pieces[:-1])))

    # --- marks

    def _written(self, pieces: Sequence[Piece]) -> Iterator[Html]:
        """Yield pieces with the marks that they lie in, one mark around pieces that follow each other."""
        marks = self._marks
        cut = [part for piece in pieces for part in _cut(piece, marks)]
        for mark, group in groupby(cut, key=lambda piece: marks.at(piece.start)):
            yield marks.around(mark, *(marks.emphasised(piece.start, _element(piece)) for piece in group))


def _cut(piece: Piece, marks: MarkWriter) -> Iterator[Piece]:
    if not piece.is_verbatim:
        yield piece
        return
    for start, end in marks.cuts(piece.start, piece.end):
        text = piece.text[start - piece.start : end - piece.start]
        yield Piece(start, end, text, piece.elements)


def _element(piece: Piece) -> Html:
    shown = join(piece.text)
    for element in reversed(piece.elements):
        shown = tag(element, shown)
    return shown
