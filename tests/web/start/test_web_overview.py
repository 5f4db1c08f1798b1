"""The start page: what there is, its themes, and what they lead to."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from material import REPOSITORY
from playwright.sync_api import Page, expect
from web_site import Site

from assistant.types import DocumentInfo, Theme
from assistant.web.start.theme_cards import theme_by_key, themes_html
from assistant.web.start.welcome import corpus_in_words
from assistant.web.state.overview import Overview

Visit = Callable[..., Page]
HOSTILE = "<img src=x onerror=alert(1)> *b*"


@pytest.fixture(scope="module")
def shipped_site(start: Callable[..., Site]) -> Site:
    """A page over the documents that the project ships."""
    corpus = REPOSITORY / "corpus"
    files = [path for path in corpus.rglob("*") if path.is_file()]
    return start({path.relative_to(corpus).as_posix(): path.read_bytes() for path in files})


def start_page(shipped_site: Site, visit: Visit, **options: int) -> Page:
    """Open the page and wait until nothing more is found for it."""
    page = visit(shipped_site.url, **options)
    expect(page.locator("#chat .card").first).to_be_visible()
    expect(page.locator("#chat .card .suggested").first).to_be_attached()
    return page


def test_a_theme_is_opened_and_asked_from_the_keyboard(shipped_site: Site, visit: Visit) -> None:
    page = start_page(shipped_site, visit)
    card = page.locator("#chat .card").filter(has=page.locator(".suggested")).first
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(card).to_have_attribute("open", "")
    serious = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == []
    page.keyboard.press("Tab")
    question = card.locator(".suggested").first
    expect(question).to_be_focused()
    asked = question.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#chat .question")).to_have_text(asked)
    expect(page.locator("#chat .answer a.cite").first).to_be_visible()
    expect(page.locator("#chat .card")).to_have_count(0)


def test_questions_are_kept_to_the_documents_of_a_theme(shipped_site: Site, visit: Visit) -> None:
    page = start_page(shipped_site, visit, width=390)
    card = page.locator("#chat .card").filter(has=page.locator(".select-theme")).first
    card.locator("summary").click()
    names = card.locator(".names li").all_inner_texts()
    card.locator(".select-theme").click()
    expect(page.locator("#chat-selection")).to_contain_text(
        re.compile(rf"Asking {len(names)} of \d+ documents")
    )
    expect(page.get_by_label("Your question")).to_be_focused()


def test_one_theme_is_open_at_a_time(shipped_site: Site, visit: Visit) -> None:
    page = start_page(shipped_site, visit)
    cards = page.locator("#chat .card")
    cards.nth(0).locator("summary").click()
    expect(cards.nth(0)).to_have_attribute("open", "")
    cards.nth(1).locator("summary").click()
    expect(cards.nth(1)).to_have_attribute("open", "")
    expect(cards.nth(0)).not_to_have_attribute("open", "")


def test_the_size_of_the_corpus_in_words() -> None:
    one = DocumentInfo("a.txt", "", "indexed", characters=700)
    assert corpus_in_words([one]) == "1 document, less than a page of text"
    many = [
        one,
        DocumentInfo("b.txt", "", "indexed", characters=3_000_000),
        DocumentInfo("c.txt", "", "failed"),
    ]
    assert corpus_in_words(many) == "2 documents, about 1,667 pages of text; 1 file could not be read"


def test_nothing_of_a_document_becomes_markup() -> None:
    theme = Theme((HOSTILE, HOSTILE), 9, (HOSTILE,))
    html = themes_html(Overview(3, 3, (theme,), (), ((HOSTILE,),)), [DocumentInfo("a", "", "indexed")] * 2)
    assert html is not None
    assert "<img" not in html
    assert "*b*" not in html


def test_a_theme_of_another_commit_is_none() -> None:
    overview = Overview(7, 3, (Theme(("bees",), 9, ("a",)),))
    assert theme_by_key(overview, "7-0") == overview.themes[0]
    for key in ("6-0", "7-1", "7-", "", None, 7, ["7-0"], "7-0 "):
        assert theme_by_key(overview, key) is None
