"""The source panel: a document's text with the cited sentence marked, or one sentence why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.errors import AssistantError, DocumentNotFoundError
from assistant.types import Answer, Citation, Heading, Page, Passage
from assistant.web.answers import page_name, place, shorten
from assistant.web.chat import Conversation
from assistant.web.escape import Html, join, tag, visible
from assistant.web.keys import Key, KeyKind
from assistant.web.library import Library
from assistant.web.reflow import reflow

CHANGED = "This document has changed since the answer was given; ask again."
REMOVED = "This document has been removed since the answer was given; ask again."
GONE = "This answer is no longer here; ask again."

EMPTY = tag(
    "div", tag("p", "Click a number in an answer to see the sentence it rests on."), class_="source-empty"
)

WHOLE = 24_000  # characters of a document that is shown whole
AROUND = 5_000  # characters shown before and after the cited sentence of a longer one
MORE = 20_000  # characters added by "Show more"
_SNAP = 300  # how far a cut moves to find the beginning of a line


@dataclass(frozen=True, slots=True)
class View:
    """What the panel shows: which citation, how much text around it, and the how-manieth view it is."""

    key: Key | None = None
    before: int = AROUND
    after: int = AROUND
    count: int = 0

    def move(self, key: Key) -> View:
        """Return the view of another citation."""
        return View(key, count=self.count + 1)

    def widen(self, side: str) -> View:
        """Return the view with more text "before" or "after"."""
        before = self.before + MORE * (side == "before")
        after = self.after + MORE * (side == "after")
        return replace(self, before=before, after=after, count=self.count + 1)


def source_html(library: Library, conversation: Conversation, view: View) -> Html:
    """Return the panel for a view; nothing is marked that does not say what was quoted."""
    if view.key is None:
        return EMPTY
    answer = _answer(conversation, view.key)
    items = _items(answer, view.key.kind) if answer else ()
    if answer is None or not view.key.number <= len(items):
        return _problem(view, GONE)
    item = items[view.key.number - 1]
    return tag(
        "article",
        _head(view.key, item, len(items)),
        _body(library, view, item, items),
        _list(view.key, items),
        class_="source",
        data_count=view.count,
        data_key=str(view.key),
        aria_label="Source",
    )


def _answer(conversation: Conversation, key: Key) -> Answer | None:
    return conversation[key.turn - 1].answer if key.turn <= len(conversation) else None


def _items(answer: Answer, kind: KeyKind) -> Sequence[Citation | Passage]:
    return answer.citations if kind == "cite" else answer.closest


def _quote(item: Citation | Passage) -> str:
    return item.quote if isinstance(item, Citation) else item.text


def _problem(view: View, sentence: str) -> Html:
    return tag(
        "article",
        _close(),
        tag("p", sentence, class_="problem", role="status"),
        class_="source",
        data_count=view.count,
    )


# --- the head: what is shown, and the way to the next


def _head(key: Key, item: Citation | Passage, count: int) -> Html:
    kind = "Citation" if key.kind == "cite" else "Nearest passage"
    title = visible(item.title)
    page = page_name(item)
    facts = [
        page[:1].upper() + page[1:] if page else None,
        title if title and title != item.document else None,
    ]
    where = join(*(tag("bdi", fact) for fact in facts if fact), by=" · ")
    also = f"The same document is also at: {', '.join(map(visible, item.also_in))}" if item.also_in else None
    return tag(
        "header",
        tag(
            "div",
            _close(),
            tag("span", f"{kind} {key.number} of {count}", class_="which"),
            _step(key, -1, count),
            _step(key, +1, count),
            class_="source-nav",
        ),
        tag("h2", tag("bdi", visible(item.document))),
        tag("p", where, class_="where") if where else None,
        tag("p", also, class_="where") if also else None,
    )


def _close() -> Html:
    return tag(
        "button", "← Back", type="button", class_="close", data_close=True, aria_label="Back to the answer"
    )


def _step(key: Key, by: int, count: int) -> Html:
    number = key.number + by
    there = 1 <= number <= count
    return tag(
        "button",
        "‹" if by < 0 else "›",
        type="button",
        class_="step",
        aria_label="Previous" if by < 0 else "Next",
        disabled=not there,
        data_go=str(replace(key, number=number)) if there else None,
    )


# --- the text


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    key: Key


def _body(
    library: Library, view: View, item: Citation | Passage, items: Sequence[Citation | Passage]
) -> Html:
    try:
        index = library.open()
        text = index.document_text(item.document)
        pages = index.document_pages(item.document)
        headings = index.document_headings(item.document)
    except DocumentNotFoundError:
        return tag("p", REMOVED, class_="problem", role="status")
    except AssistantError as error:
        return tag("p", str(error), class_="problem", role="status")
    if text[item.start : item.end] != _quote(item):
        return tag("p", CHANGED, class_="problem", role="status")
    assert view.key is not None
    shown = _Mark(item.start, item.end, view.key)
    others = [
        _Mark(other.start, other.end, replace(view.key, number=number))
        for number, other in enumerate(items, start=1)
        if other.document == item.document and text[other.start : other.end] == _quote(other)
    ]
    low, high = _window(text, shown, view)
    return tag(
        "div",
        _more("before", low) if low else None,
        tag(
            "div",
            *_pieces(reflow(text), low, high, shown, others, pages, headings),
            class_="text",
            dir="auto",
        ),
        _more("after", len(text) - high) if high < len(text) else None,
        class_="source-text",
        tabindex=0,
        role="region",
        aria_label="Text of the document",
    )


def _more(side: str, characters: int) -> Html:
    words = "Show more before" if side == "before" else "Show more after"
    return tag("button", f"{words} ({characters:,} characters)", type="button", class_="more", data_more=side)


def _window(text: str, mark: _Mark, view: View) -> tuple[int, int]:
    """Return the range to show: all of a short document, else the surroundings up to line ends."""
    if len(text) <= WHOLE:
        return 0, len(text)
    low, high = max(0, mark.start - view.before), min(len(text), mark.end + view.after)
    if low:
        line = text.find("\n", low, min(low + _SNAP, mark.start))
        low = line + 1 if line >= 0 else low
    if high < len(text):
        line = text.rfind("\n", max(high - _SNAP, mark.end), high)
        high = line if line >= 0 else high
    return low, high


def _pieces(
    text: str,
    low: int,
    high: int,
    shown: _Mark,
    others: Sequence[_Mark],
    pages: Sequence[Page],
    headings: Sequence[Heading],
) -> Iterator[Html]:
    """Cut the window wherever a mark, heading or page begins or ends, and dress each piece."""
    ranges = [(mark.start, mark.end) for mark in (shown, *others)] + [
        (head.start, head.end) for head in headings
    ]
    begins = {page.start: page for page in pages if low <= page.start < high} if len(pages) > 1 else {}
    cuts = {low, high, *begins, *(offset for both in ranges for offset in both if low < offset < high)}
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        if start in begins:
            yield tag("div", tag("bdi", _page_line(begins[start])), class_="page")
        yield _piece(
            text[start:end], start, shown, others, any(head.start <= start < head.end for head in headings)
        )


def _piece(text: str, start: int, shown: _Mark, others: Sequence[_Mark], heading: bool) -> Html:
    inner = tag("span", text, class_="heading") if heading else join(text)
    if shown.start <= start < shown.end:
        return tag("mark", inner, class_="shown")
    other = next((mark for mark in others if mark.start <= start < mark.end), None)
    if other is not None:
        return tag("mark", inner, class_="soft", data_go=str(other.key), title=f"Number {other.key.number}")
    return inner


def _page_line(page: Page) -> str:
    label = visible(page.label)
    return (
        f"Page {page.number}" if not label or label == str(page.number) else f"Page {page.number} · {label}"
    )


# --- the list below


def _list(key: Key, items: Sequence[Citation | Passage]) -> Html:
    title = "All citations of this answer" if key.kind == "cite" else "Nearest passages"
    entries = (
        tag(
            "li",
            tag(
                "button",
                tag("span", str(number), class_="number"),
                tag("span", tag("bdi", place(item)), class_="place"),
                tag("bdi", shorten(_quote(item)), class_="snippet"),
                type="button",
                data_go=str(replace(key, number=number)),
                aria_current="true" if number == key.number else None,
            ),
        )
        for number, item in enumerate(items, start=1)
    )
    return tag("nav", tag("h3", title), tag("ol", *entries), class_="source-list", aria_label=title)
