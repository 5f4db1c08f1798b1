"""Conversations as Markdown and PDF: every citation is a footnote, and nothing that is said is markup."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader
from sample import answered, exchange, refused

from assistant.conversation.history import fonts
from assistant.conversation.history.export import export_conversation
from assistant.conversation.history.export_markdown import plain
from assistant.conversation.history.outline import CHANGED
from assistant.conversation.history.types import Exchange, SavedConversation
from assistant.documents import extract
from assistant.errors import UsageError

SAVED = SavedConversation(
    "1",
    "Who built it? / a\\b: <c>",
    1.7e9,
    (
        exchange("Who built it?", "Ada built it in 1850."),
        Exchange(
            "and why?", answered("and why? (Ada)", "Because of the storm.", "b.pdf"), as_it_stands=False
        ),
        Exchange("And Peru?", refused("And Peru?")),
        Exchange("Last?", note="Stopped."),
    ),
)


def markdown(saved, holds=lambda citation: True):
    return export_conversation(saved, "markdown", holds).data.decode()


def pdf_pages(saved, holds=lambda citation: True):
    pages = PdfReader(io.BytesIO(export_conversation(saved, "pdf", holds).data)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_markdown_has_a_footnote_for_every_citation():
    text = markdown(SAVED)
    assert "Ada built it in 1850.[^1]" in text
    assert "[^1]: memo.txt, page ii: “Ada built it in 1850.”" in text
    assert "Because of the storm.[^2]" in text
    assert "[^2]: b.pdf, page ii: “Because of the storm.”" in text
    assert "*Searched for: and why? (Ada)*" in text
    assert "- memo.txt (also in copy.txt): Nearby text." in text
    assert "*Stopped.*" in text
    assert sorted(re.findall(r"\[\^\d\]", text)) == ["[^1]", "[^1]", "[^2]", "[^2]"]


def test_a_quote_that_the_document_no_longer_holds_is_marked_in_both():
    for text in (
        markdown(SAVED, lambda c: c.document != "b.pdf"),
        pdf_pages(SAVED, lambda c: c.document != "b.pdf")[0],
    ):
        assert text.count(CHANGED) == 1
        assert f"b.pdf, page ii ({CHANGED})" in text


HOSTILE = (
    "<img src=x onerror=alert(1)> *b* _i_ `c` [x](javascript:alert(1)) ![p](http://evil.example/p.png) "
    "# h ~~s~~ | a | &amp; $x$ \\ http://evil.example www.evil.example"
)


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    "said", [HOSTILE, "# no heading", "1. no list", "- no list", "> no quote", "=== ", "+ x"]
)
def test_markdown_shows_what_was_said_and_makes_nothing_of_it(said):
    shown = Text()
    shown.feed(MarkdownIt("gfm-like", {"linkify": False}).render(plain(said)))
    assert shown.tags == {"p"}
    assert shown.text.strip() == said.strip()


def test_a_hostile_conversation_becomes_nothing_but_its_headings_and_paragraphs():
    saved = SavedConversation("1", HOSTILE, 0.0, (exchange(HOSTILE, HOSTILE, document=f"{HOSTILE}.txt"),))
    shown = Text()
    shown.feed(MarkdownIt("gfm-like", {"linkify": False}).render(markdown(saved)))
    assert shown.tags <= {"h1", "h2", "p"}
    assert HOSTILE in pdf_pages(saved)[0]


def test_word_has_real_footnotes_and_nothing_of_what_was_said_is_markup(tmp_path):
    saved = replace(SAVED, conversation=(*SAVED.conversation, exchange(HOSTILE, HOSTILE)))
    file = export_conversation(saved, "docx", lambda c: c.document != "b.pdf")
    assert file.name.endswith(".docx")
    path = tmp_path / file.name
    path.write_bytes(file.data)
    text = extract(path).text
    assert "Footnote 1: memo.txt, page ii: “Ada built it in 1850.”" in text
    assert f"Footnote 2: b.pdf, page ii ({CHANGED}): “Because of the storm.”" in text
    assert text.count(HOSTILE) == 3  # question, statement, footnote


def test_names_of_files_are_harmless():
    for title in ("../../etc/passwd", "a\x00b\nc", "???", "x" * 300, SAVED.title):
        name = export_conversation(
            SavedConversation("1", title, 0.0, SAVED.conversation), "markdown", lambda c: True
        ).name
        assert re.fullmatch(r"[\w -]{1,60}\.md", name)
    with pytest.raises(UsageError, match="'odt'"):
        export_conversation(SAVED, "odt", lambda c: True)


def test_pdf_has_each_footnote_on_the_page_of_its_number():
    said = tuple(exchange(f"Question {n}?", f"Answer {n} {'and so on ' * 12}end {n}.") for n in range(40))
    pages = pdf_pages(SavedConversation("1", "Long", 1.7e9, said))
    assert len(pages) > 3
    for n in range(40):
        (page,) = (page for page in pages if f"{n + 1}. Question {n}?" in page)
        assert page.count(f"[{n + 1}]") == 2
        assert f"[{n + 1}] memo.txt, page ii: “Answer {n} and" in page
    assert [page.split()[-1] for page in pages] == [str(n) for n in range(1, len(pages) + 1)]


def test_pdf_takes_a_text_longer_than_a_page():
    said = (exchange("Long?", "word " * 3000), exchange("Unbroken?", "x" * 9000))
    pages = pdf_pages(SavedConversation("1", "Long", 0.0, said))
    assert sum(page.count("word") for page in pages) > 3000
    assert "2. Unbroken?" in " ".join(pages)


def test_pdf_replaces_letters_that_no_font_has_and_says_so(monkeypatch):
    saved = SavedConversation("1", "日本 Привет “é”", 0.0, ())
    monkeypatch.setattr(fonts, "_files", dict)
    (page,) = pdf_pages(saved)
    assert '?? ?????? "é"' in page
    assert "8 letters are shown as “?”".replace("“", '"').replace("”", '"') in page


def test_pdf_finds_fonts_of_this_machine(tmp_path, monkeypatch):
    found = fonts.fonts_for("Привет ελληνικά")
    if found.regular is None:
        pytest.skip("This machine has no font for Cyrillic and Greek.")
    (page,) = pdf_pages(SavedConversation("1", "Привет ελληνικά", 0.0, ()))
    assert "Привет ελληνικά" in page
    assert "No font" not in page
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    monkeypatch.setattr(
        fonts,
        "_files",
        lambda: {"dejavusans.ttf": tmp_path / "broken.ttf", found.regular.name.lower(): found.regular},
    )
    assert "Привет" in pdf_pages(SavedConversation("1", "Привет", 0.0, ()))[0]
