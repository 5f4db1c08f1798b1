import html
import re
from dataclasses import replace

import pytest

from assistant.types import Answer, Citation, Statement
from assistant.web.chat.streaming import Exchange
from assistant.web.citations.keys import CitationKey
from assistant.web.source.panel import CHANGED, GONE, REMOVED, source_html
from assistant.web.source.view import PanelView
from assistant.web.state.library import Library

ARCHIVE = "letters/archive.txt"


@pytest.fixture
def cite(library: Library):
    def make(document: str, quote: str) -> Citation:
        start = library.open().document_text(document).index(quote)
        return Citation(document, None, start, start + len(quote), quote, 1.0)

    return make


def conversation(*citations: Citation) -> tuple[Exchange, ...]:
    statements = tuple(Statement(c.quote, (n,)) for n, c in enumerate(citations, start=1))
    return (Exchange("Q", Answer("Q", "answer", 0.9, statements=statements, citations=citations)),)


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def marks(markup: str, kind: str) -> list[str]:
    return [text_of(found) for found in re.findall(f'<mark class="{kind}".*?</mark>', markup)]


def test_the_cited_sentence_is_marked_and_others_more_softly(library: Library, cite) -> None:
    said = conversation(
        cite("coffee.md", "A cup of coffee at the coffee house cost one penny."),
        cite("coffee.md", "She brought the beans from Amsterdam in her brother's ship."),
        cite("harbour.txt", "The work took four summers and cost nine thousand pounds."),
    )
    panel = source_html(library, said, PanelView(CitationKey("cite", 1, 1)))
    assert marks(panel, "shown") == ["A cup of coffee at the coffee house cost one penny."]
    assert marks(panel, "soft") == ["She brought the beans from Amsterdam in her brother's ship."]
    assert "Citation 1 of 3" in text_of(panel)
    assert "storm year of 1703" in text_of(panel)


def test_the_short_answer_stands_out_in_the_shown_mark(library: Library, cite) -> None:
    whole = cite("coffee.md", "A cup of coffee at the coffee house cost one penny.")
    at = whole.start + whole.quote.index("one penny")
    panel = source_html(
        library,
        conversation(replace(whole, span=(at, at + len("one penny")))),
        PanelView(CitationKey("cite", 1, 1)),
    )
    assert "".join(marks(panel, "shown")) == whole.quote
    assert re.findall(r'<strong class="short">(.*?)</strong>', panel) == ["one penny"]


def test_overlapping_marks_and_headings_keep_the_text(library: Library, cite) -> None:
    whole = library.open().document_text("coffee.md")
    first = cite("coffee.md", "A cup of coffee at the coffee house cost one penny.")
    over = replace(first, start=first.start - 12, quote=whole[first.start - 12 : first.end])
    panel = source_html(library, conversation(first, over), PanelView(CitationKey("cite", 1, 1)))
    body = re.search(r'<div class="text".*?>(.*?)</div>', panel, re.DOTALL)
    assert body is not None
    assert "".join(text_of(body[1]).split()) == "".join(whole.replace("#", "").split())
    assert "".join(marks(panel, "shown")) == first.quote


def test_a_long_document_is_shown_in_part_and_can_be_widened(library: Library, cite) -> None:
    quote = "The silver astrolabe of Captain Penrose lies in drawer nineteen of the archive."
    said, view = conversation(cite(ARCHIVE, quote)), PanelView(CitationKey("cite", 1, 1))
    panel = source_html(library, said, view)
    assert marks(panel, "shown") == [quote]
    assert "Show more before" in panel
    assert "Show more after" in panel
    assert len(panel) < len(library.open().document_text(ARCHIVE))
    wide = source_html(library, said, view.widen("before"))
    assert "Show more before" not in wide
    assert "Show more after" in wide


def test_a_quote_that_is_not_there_is_never_marked(library: Library, cite) -> None:
    true = cite("coffee.md", "A cup of coffee at the coffee house cost one penny.")
    moved = replace(true, start=true.start + 1, end=true.end + 1)
    panel = source_html(library, conversation(moved), PanelView(CitationKey("cite", 1, 1)))
    assert "<mark" not in panel
    assert CHANGED in text_of(panel)
    beside = source_html(library, conversation(true, moved), PanelView(CitationKey("cite", 1, 1)))
    assert beside.count("<mark") == 1


def test_a_document_that_is_gone_says_so(library: Library) -> None:
    gone = Citation("gone.md", None, 0, 1, "x", 1.0)
    panel = source_html(library, conversation(gone), PanelView(CitationKey("cite", 1, 1)))
    assert REMOVED in text_of(panel)


@pytest.mark.parametrize(
    "key", [CitationKey("cite", 2, 1), CitationKey("cite", 1, 2), CitationKey("near", 1, 1)]
)
def test_what_was_never_said_cannot_be_shown(library: Library, cite, key: CitationKey) -> None:
    said = conversation(cite("harbour.txt", "The work took four summers"))
    assert GONE in text_of(source_html(library, said, PanelView(key)))
