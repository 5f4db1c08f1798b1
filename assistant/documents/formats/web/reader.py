"""From the events of the parser to the text of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from assistant.documents.formats.flow import Flow, Laid
from assistant.documents.formats.web.elements import (
    BLOCKS,
    LINES,
    PREFORMATTED,
    Attributes,
    begins_quotation,
    is_clutter,
    is_hidden,
    quotes,
)
from assistant.documents.formats.web.notes import is_note
from assistant.documents.formats.web.page_text import PageText
from assistant.documents.formats.web.tables import TableReader

_DEEPEST_INDENT = 8
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ENDS_WORDS = BLOCKS | PREFORMATTED | _HEADINGS.keys() | {"li", "dd", "dt", "table", "tr", "td", "th"}


class PageReader(PageText):
    """Takes the events of the parser, which calls `start`, `end`, `data` and `close`."""

    def __init__(self, is_mail: bool = False, keeps_clutter: bool = False) -> None:
        """Begin a page.

        Args:
            is_mail: Whether quoted older messages and signatures are told apart.
            keeps_clutter: Whether menus and the like are read, too.
        """
        super().__init__()
        self.title = ""
        self.left_out_clutter = False
        self._is_mail, self._keeps_clutter = is_mail, keeps_clutter
        self._tables: list[TableReader] = []
        self._in_title = False
        self._unseen_depth = 0
        # One for each open list: the next number, or None where items have no numbers.
        self._lists: list[int | None] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take a start tag."""
        self._depth += 1
        if self._unseen_depth or self._is_unseen(tag, attributes):
            self._unseen_depth += 1
            return
        if tag in _ENDS_WORDS:
            self._give_up_words()
        if is_note(attributes) and tag not in ("section", "ol", "div", "body", "html"):
            self._begin_note()
        elif self._is_mail and quotes(tag, attributes):
            self._flow.begin_quoted()
            if not begins_quotation(attributes):
                self._at_end(self._flow.end_quoted)
        self._start(tag, attributes)

    def end(self, tag: str) -> None:
        """Take an end tag, written or implied."""
        if self._unseen_depth:
            self._unseen_depth -= 1
        else:
            self._end(tag)
            while self._ends and self._ends[-1][0] >= self._depth:
                self._ends.pop()[1]()
        self._depth -= 1

    def data(self, data: str) -> None:
        """Take text."""
        if self._in_title:
            self.title += data
        elif self._unseen_depth:
            return
        else:
            self._write(data)

    def close(self) -> None:
        """Take the end of the page."""

    def finish(self) -> Laid:
        """Return the text of the page."""
        self._give_up_words()
        while self._ends:
            self._ends.pop()[1]()
        self._put_notes()
        return self._flow.finish()

    def _is_unseen(self, tag: str, attributes: Attributes) -> bool:
        if not self._keeps_clutter and is_clutter(tag, attributes):
            self.left_out_clutter = True
            return True
        if not is_hidden(tag, attributes):
            return False
        is_known_note = is_note(attributes) or attributes.get("id") in self._note_targets
        return not (is_known_note and tag not in ("script", "style", "template", "nav"))

    def _start(self, tag: str, attributes: Attributes) -> None:
        flow = self._flow
        if tag == "title":
            self._in_title = not self.title
        elif tag in BLOCKS - {"ul", "ol", "menu"}:
            self._put_notes()
            flow.block()
        elif tag in _HEADINGS:
            self._put_notes()
            flow.begin_heading(_HEADINGS[tag])
        elif tag in PREFORMATTED:
            self._hold_layout()
            flow.begin_preformatted()
        elif tag in ("ul", "ol", "menu"):
            self._begin_list(tag, attributes)
        elif tag == "li":
            flow.item(self._next_marker(attributes))
        elif tag in ("table", "thead", "tr", "td", "th", "caption"):
            self._start_in_table(tag, attributes)
        elif tag in _SIMPLE_STARTS:
            _SIMPLE_STARTS[tag](flow)
        elif tag in LINES and tag != "option":
            flow.line()
        else:
            self._start_words(tag, attributes)

    def _end(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag in _ENDS_WORDS:
            self._give_up_words()
        if tag in ("ul", "ol", "menu") and self._lists:
            self._lists.pop()
        if tag == "thead" and self._tables:
            self._tables[-1].in_head = False
        elif tag == "q":
            self._write("”")
        elif tag in _SIMPLE_ENDS:
            _SIMPLE_ENDS[tag](self._flow)
        if tag in BLOCKS:
            self._put_notes()

    def _start_in_table(self, tag: str, attributes: Attributes) -> None:
        if tag == "table":
            self._hold_layout()
            role = attributes.get("role", "").strip().lower()
            table = TableReader(role in ("presentation", "none"), self._flow.keeps_space)
            self._flow.block()
            self._tables.append(table)
            self._outside.append(len(self._flows))
            self._at_end(self._end_table)
        elif not self._tables:
            self._flow.line()
        elif tag in ("thead", "tr"):
            self._leave_cell()
            table = self._tables[-1]
            table.in_head = table.in_head or tag == "thead"
            table.begin_row() if tag == "tr" else table.end_cell()
        elif tag == "caption":
            self._leave_cell()
            self._flow.block()
        else:
            self._leave_cell()
            self._flows.append(self._tables[-1].begin_cell(attributes, tag == "th"))
            self._at_end(partial(self._leave_cell, len(self._tables)))

    def _leave_cell(self, of_table: int = 0) -> None:
        """Let text go into what surrounds the last table, if that is the given one, where any is given."""
        if of_table and of_table != len(self._tables):
            return
        if len(self._flows) > self._outside[-1]:
            self._put_notes()
            del self._flows[self._outside[-1] :]
            self._tables[-1].end_cell()

    def _end_table(self) -> None:
        self._leave_cell()
        table = self._tables.pop()
        self._outside.pop()
        table.write(self._flow)
        self._flow.block()

    def _hold_layout(self) -> None:
        if self._tables and len(self._flows) > self._outside[-1]:
            self._tables[-1].hold_layout()

    def _begin_list(self, tag: str, attributes: Attributes) -> None:
        if self._lists:
            self._flow.line()
        else:
            self._flow.block()
        self._lists.append(_number(attributes.get("start"), 1) if tag == "ol" else None)

    def _next_marker(self, attributes: Attributes) -> str:
        indent = "  " * min(len(self._lists) - 1, _DEEPEST_INDENT)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}- "
        number = _number(attributes.get("value"), number)
        self._lists[-1] = number + 1
        return f"{indent}{number}. "


_SIMPLE_STARTS: dict[str, Callable[[Flow], None]] = {
    "br": Flow.line_break,
    "dt": Flow.begin_term,
    "dd": Flow.begin_definition,
}

_SIMPLE_ENDS: dict[str, Callable[[Flow], None]] = {
    **dict.fromkeys((*BLOCKS, "caption"), Flow.block),
    **dict.fromkeys((*LINES, "dd"), Flow.line),
    **dict.fromkeys(_HEADINGS, Flow.end_heading),
    **dict.fromkeys(PREFORMATTED, Flow.end_preformatted),
    "li": Flow.end_item,
    "dt": Flow.end_term,
}


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"\s*-?\d{1,9}\s*", value) else otherwise
