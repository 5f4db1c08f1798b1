"""The page in a real browser, as a person uses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from playwright.sync_api import Page, expect
from web_actions import ask, open_chat, open_citation, open_documents
from web_site import HOSTILE_NAME, HOSTILE_QUOTE, Site

Visit = Callable[..., Page]


def mark(page: Page):
    return page.locator("#source mark.shown")


def test_a_citation_shows_the_sentence_it_rests_on(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    expect(page).to_have_title("Assistant")
    answer = ask(page, "Who founded the coffee house of Aldermoor?")
    expect(answer).to_contain_text("founded in 1694 by Margaret Thorne")
    expect(answer.locator(".foot")).not_to_contain_text(re.compile(r"0\.\d"))
    source = open_citation(page, answer)
    expect(mark(page)).to_have_text("The coffee house of Aldermoor was founded in 1694 by Margaret Thorne.")
    expect(mark(page)).to_be_in_viewport()
    expect(source.get_by_role("heading", name="coffee.md")).to_be_visible()
    expect(source).to_contain_text("A cup of coffee at the coffee house cost one penny.")


def test_the_evidence_is_there_before_anybody_clicks(site: Site, visit: Visit) -> None:
    page, phone = visit(site.url), visit(site.url, width=390, height=844)
    answer = ask(page, "Who founded the coffee house of Aldermoor?")
    expect(mark(page)).to_have_text("The coffee house of Aldermoor was founded in 1694 by Margaret Thorne.")
    expect(mark(page)).to_be_in_viewport()
    expect(answer.locator("a.cite.current")).to_have_count(1)
    ask(page, "At what temperature does tungsten melt?")
    expect(page.locator("#source .which")).to_have_text(re.compile("Nearest passage 1 of"))
    expect(mark(page).first).to_be_in_viewport()
    ask(phone, "Who founded the coffee house of Aldermoor?")
    expect(phone.locator("#source-column")).to_be_hidden()


def test_the_panel_moves_on_to_another_document_and_back(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    first = ask(page, "Who founded the coffee house of Aldermoor?")
    second = ask(page, "When was the harbour of Aldermoor dredged?")
    open_citation(page, first)
    expect(page.locator("#source h2")).to_have_text("coffee.md")
    open_citation(page, second)
    expect(page.locator("#source h2")).to_have_text("harbour.txt")
    expect(mark(page)).to_contain_text("dredged in 1712")
    first.locator("a.cite").first.press("Enter")
    expect(page.locator("#source h2")).to_have_text("coffee.md")


def test_the_list_of_citations_works_from_the_keyboard(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    answer = ask(page, "What documents do you have?")
    source = open_citation(page, answer)
    expect(source.locator(".which")).to_have_text(re.compile(r"Citation 1 of [2-9]"))
    entries = source.locator("nav li button")
    entries.nth(1).press("Enter")
    expect(source.locator(".which")).to_have_text(re.compile("Citation 2 of"))
    expect(entries.nth(1)).to_have_attribute("aria-current", "true")
    source.get_by_role("button", name="Previous").click()
    expect(source.locator(".which")).to_have_text(re.compile("Citation 1 of"))
    source.get_by_role("button", name="Next").press("Space")
    expect(source.locator(".which")).to_have_text(re.compile("Citation 2 of"))


def test_a_long_document_opens_at_the_sentence_and_can_be_read_on(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    open_citation(page, ask(page, "Where does the silver astrolabe of Captain Penrose lie?"))
    expect(mark(page)).to_contain_text("drawer nineteen")
    expect(mark(page)).to_be_in_viewport()
    text = page.locator("#source .text")
    expect(text).not_to_contain_text("in entry 1.")
    page.get_by_role("button", name="Show more before").click()
    expect(text).to_contain_text("in entry 1.")
    expect(page.get_by_role("button", name="Show more before")).to_have_count(0)


def test_a_follow_up_is_understood_and_a_new_conversation_forgets(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    ask(page, "Who founded the coffee house of Aldermoor?")
    answer = ask(page, "When did it close?")
    expect(answer).to_contain_text("1703")
    expect(answer).to_contain_text("Searched for:")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .question")).to_have_count(0)
    expect(page.locator("#source")).to_contain_text("is shown here")


def test_an_answer_can_be_stopped_and_another_question_asked(
    start: Callable[..., Site], visit: Visit
) -> None:
    slow = start(
        {"mill.txt": "The mill of Aldermoor burned down in 1799. The bridge of Aldermoor fell in 1801.\n"},
        first="import assistant.web.chat.streaming as chat; chat._STEP_SECONDS = 0.3; ",
    )
    page = visit(slow.url)
    field = page.get_by_label("Your question")
    field.fill("When did the mill burn down?")
    field.press("Enter")
    expect(page.locator("#chat .writing p:not(.busy)")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator("#chat .answer")).to_contain_text("1799")
    expect(ask(page, "When did the bridge fall?")).to_contain_text("1801")
    expect(page.locator("#chat .answer").first).to_contain_text("1799")


def test_a_refusal_offers_what_is_closest(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    answer = ask(page, "At what temperature does tungsten melt?")
    expect(answer).to_contain_text("Closest I found:")
    expect(answer.locator("a.cite")).to_have_count(0)
    answer.locator("a.near").first.click()
    expect(page.locator("#source .which")).to_have_text(re.compile("Nearest passage 1 of"))
    expect(mark(page).first).to_be_visible()


def test_a_hostile_document_is_only_text(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    answer = ask(page, "What is the password of the lighthouse?")
    expect(answer).to_contain_text(
        '<img src="x" onerror="alert(1)"> <b>bold</b> ![p](http://evil.example/p.png)'
    )
    open_citation(page, answer)
    expect(page.locator("#source h2")).to_have_text(HOSTILE_NAME)
    expect(page.locator("#source .text")).to_contain_text(HOSTILE_QUOTE)
    for made in ("img", "b", "script", "table", "code", ".katex", 'a[href*="javascript"]', 'a[href*="evil"]'):
        expect(page.locator(f":is(#chat .message, #source article) {made}")).to_have_count(0)
    expect(open_documents(page)).to_contain_text(HOSTILE_NAME)
    expect(page.locator("#documents img")).to_have_count(0)


def test_a_hostile_question_is_only_text(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    question = (
        "<img src=x onerror=alert(1)> **who** [a](javascript:alert(2)) $$x$$ `c` &amp; ![p](http://a.b/q)"
    )
    ask(page, question)
    expect(page.locator("#chat .question")).to_have_text(question)
    expect(page.locator("#chat .message :is(img, strong:not(.short), code)")).to_have_count(0)


def test_examples_are_asked_with_a_click(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    example = page.locator("#chat .example").first
    question = example.inner_text()
    example.click()
    expect(page.locator("#chat .question")).to_have_text(question)
    expect(page.locator("#chat .answer a.cite").first).to_be_visible()


@pytest.fixture
def observatory(tmp_path: Path) -> Path:
    pdf = FPDF()
    pdf.set_font("helvetica", size=12)
    for line in (
        "This page says nothing of interest.",
        "The telescope of the observatory was built by Ida Brandt in 1887.",
    ):
        pdf.add_page()
        pdf.multi_cell(0, 8, line)
    path = tmp_path / "observatory.pdf"
    pdf.output(str(path))
    return path


def test_a_document_is_added_asked_and_removed(site: Site, visit: Visit, observatory: Path) -> None:
    page = visit(site.url)
    table = open_documents(page)
    expect(table).to_contain_text("broken.pdf")
    page.locator("#upload [data-added=files]").set_input_files(observatory)
    expect(page.locator("#status")).to_contain_text("Added 'observatory.pdf'.")
    expect(page.locator("#status")).to_contain_text("1 document added")
    expect(table).to_contain_text("observatory.pdf")

    page.locator("#upload [data-added=files]").set_input_files(observatory)
    expect(page.locator("#confirm")).to_contain_text("'observatory.pdf' is there already. Replace?")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#confirm")).to_be_hidden()

    open_chat(page)
    answer = ask(page, "Who built the telescope of the observatory?")
    source = open_citation(page, answer)
    expect(page.locator("#source .box.shown")).to_have_count(1)
    source.get_by_role("button", name="Text", exact=True).click()
    expect(mark(page)).to_contain_text("built by Ida Brandt in 1887")
    expect(source.locator(".where")).to_contain_text("Page 2")

    open_documents(page)
    page.get_by_role("button", name="Remove observatory.pdf").click()
    expect(page.locator("#status")).to_contain_text("1 document removed")
    expect(table).not_to_contain_text("observatory.pdf")
    assert not (site.corpus / "observatory.pdf").exists()

    open_chat(page)
    again = ask(page, "Who built the telescope of the observatory?")
    expect(again).not_to_contain_text("Ida Brandt")
    answer.locator("a.cite").first.click()
    expect(page.locator("#source .problem")).to_have_text(
        re.compile("has been removed since the answer was given; ask again")
    )


def test_unsupported_files_are_refused(site: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit(site.url)
    open_documents(page)
    program = tmp_path / "tool.exe"
    program.write_bytes(b"MZ")
    page.locator("#upload [data-added=files]").set_input_files(program)
    expect(page.locator("#upload")).to_contain_text("'tool.exe' cannot be read; the formats that can are:")


def test_a_change_made_elsewhere_is_noticed(site: Site, visit: Visit) -> None:
    page, note = visit(site.url), site.corpus / "bakery.txt"
    note.write_text("The bakery of Aldermoor sold rye bread on Tuesdays.\n", encoding="utf-8")
    site.build()
    answer = ask(page, "When did the bakery of Aldermoor sell rye bread?")
    open_citation(page, answer)
    expect(mark(page)).to_contain_text("on Tuesdays")
    note.write_text("New owner. The bakery of Aldermoor sold rye bread on Fridays.\n", encoding="utf-8")
    site.build()
    answer.locator("a.cite").first.click()
    expect(page.locator("#source .problem")).to_have_text(
        "This document has changed since the answer was given; ask again."
    )
    expect(mark(page)).to_have_count(0)
    note.unlink()
    site.build()


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(390, 844, "light"), (390, 844, "dark"), (1024, 768, "light")]
)
def test_nothing_is_wider_than_the_window(
    site: Site, visit: Visit, width: int, height: int, scheme: str
) -> None:
    page = visit(site.url, width=width, height=height, scheme=scheme)
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    answer = ask(page, "Who founded the coffee house of Aldermoor?")
    assert not page.evaluate(wide)
    open_citation(page, answer)
    expect(mark(page)).to_be_in_viewport()
    assert not page.evaluate(wide)
    if width < 800:
        expect(page.get_by_role("button", name="Back to the answer")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#source-column")).to_be_hidden()
        expect(answer.locator("a.cite").first).to_be_focused()
    open_documents(page)
    assert not page.evaluate(wide)
    assert not page.locator("#documents-tab").evaluate("tab => tab.scrollWidth > tab.clientWidth")


def test_an_empty_corpus_names_the_first_step(start: Callable[..., Site], visit: Visit) -> None:
    empty = start({}, build=False)
    page = visit(empty.url)
    expect(page.get_by_role("heading", name="No documents yet")).to_be_visible()
    answer = ask(page, "Is anybody there?")
    expect(answer).to_contain_text("There are no documents to answer from yet.")
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("link", name="Add documents").click()
    expect(page.locator("#upload")).to_be_visible()
    page.locator("#upload [data-added=files]").set_input_files(
        {
            "name": "mill.txt",
            "mimeType": "text/plain",
            "buffer": b"The mill of Aldermoor burned down in 1799.\n",
        }
    )
    expect(page.locator("#status")).to_contain_text("1 document added")
    open_chat(page)
    expect(ask(page, "When did the mill of Aldermoor burn down?")).to_contain_text("1799")


def test_files_that_wait_are_indexed_at_the_first_visit(start: Callable[..., Site], visit: Visit) -> None:
    waiting = start({"mill.txt": "The mill of Aldermoor burned down in 1799.\n"}, build=False)
    page = visit(waiting.url)
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()
    expect(ask(page, "When did the mill of Aldermoor burn down?")).to_contain_text("1799")
