"""Conversations on the page: kept, listed, opened, renamed, searched, deleted, saved, judged, changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from web_actions import ask, open_citation
from web_site import FILES, Site

from assistant.conversation.history.store import MAX_LISTED, ConversationStore
from assistant.conversation.history.types import Exchange
from assistant.settings import Settings

Visit = Callable[..., Page]
# What Gradio's script says of its requests when the page is left.
LEFT = ("AbortError", "errored out")
FOUNDED = "Who founded the coffee house of Aldermoor?"
DREDGED = "When was the harbour of Aldermoor dredged?"


@pytest.fixture(scope="module")
def options(tiny: Settings) -> dict[str, object]:
    """Settings for pages that start and answer at once, and never refuse."""
    names = ("model", "cache", "passage_tokens", "reader", "workers", "threads")
    return {name: getattr(tiny, name) for name in names} | {"caution": 0.0}


@pytest.fixture(scope="module")
def history_site(start: Callable[..., Site], options: dict[str, object]) -> Site:
    return start(FILES, **options)


@pytest.fixture
def history(history_site: Site) -> Site:
    """A page without any conversation yet."""
    path = file_of(history_site)
    path.unlink(missing_ok=True)
    return history_site


def file_of(site: Site) -> Path:
    path = site.settings.conversations_file()
    assert path is not None
    return path


def items(page: Page) -> Locator:
    return page.locator("#conversations li")


def item(page: Page, title: str) -> Locator:
    return items(page).filter(has_text=title)


def act(page: Page, title: str, action: str) -> None:
    """Do something with a conversation of the list."""
    item(page, title).locator(".more-of").click()
    item(page, title).get_by_role("button", name=action, exact=True).click()


def new_conversation(page: Page) -> None:
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .bot-row")).to_have_count(0)


def expect_questions(page: Page, *questions: str) -> None:
    expect(page.locator("#chat .question")).to_have_text(list(questions))


def test_conversations_survive_and_go_on_where_they_were(
    start: Callable[..., Site], options: dict[str, object], history: Site, visit: Visit
) -> None:
    page = visit(history.url, harmless=LEFT)
    expect(page.locator("#conversations")).to_contain_text("will be listed here")
    ask(page, FOUNDED)
    new_conversation(page)
    ask(page, DREDGED)
    expect(items(page)).to_have_text([re.compile(DREDGED), re.compile(FOUNDED)])
    again = visit(start(FILES, **options, conversations=str(file_of(history))).url, harmless=LEFT)
    item(again, FOUNDED).locator(".open").click()
    expect_questions(again, FOUNDED)
    expect(item(again, FOUNDED).locator(".open")).to_have_attribute("aria-current", "true")
    followed = ask(again, "and when did it close?")
    expect(followed.locator(".foot")).to_contain_text("Aldermoor")
    open_citation(again, again.locator("#chat .answer").first)
    expect(again.locator("#source mark.shown")).to_be_visible()
    again.reload()
    expect_questions(again, FOUNDED, "and when did it close?")
    expect(items(again)).to_have_text([re.compile(FOUNDED), re.compile(DREDGED)])


def test_search_rename_delete_and_undo(history: Site, visit: Visit) -> None:
    page = visit(history.url, harmless=LEFT)
    ask(page, FOUNDED)
    new_conversation(page)
    ask(page, DREDGED)
    act(page, FOUNDED, "Rename")
    window = page.locator("#rename-dialog")
    expect(window.get_by_label("Title")).to_be_focused()
    window.get_by_label("Title").fill("<b>Coffee</b>")
    window.get_by_label("Title").press("Enter")
    expect(item(page, "<b>Coffee</b>")).to_be_visible()
    expect_questions(page, DREDGED)
    search = page.get_by_label("Search conversations")
    search.fill("founded coffee")
    expect(items(page)).to_have_text([re.compile("Coffee")])
    search.fill("nowhere to be found")
    expect(page.locator("#conversations")).to_have_text("Nothing found.")
    search.fill("")
    expect(items(page)).to_have_count(2)
    act(page, DREDGED, "Delete")
    expect(items(page)).to_have_count(1)
    expect_questions(page)
    assert "conversation=" not in page.url
    page.get_by_role("button", name="Undo").click()
    expect(items(page)).to_have_count(2)
    item(page, DREDGED).locator(".open").press("Enter")
    expect_questions(page, DREDGED)


def test_saving_as_markdown_and_pdf(history: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit(history.url, harmless=LEFT)
    quote = ask(page, FOUNDED).locator(".words").first.inner_text()
    for action, name in (("Markdown", "md"), ("PDF", "pdf")):
        with page.expect_download() as download:
            act(page, FOUNDED, action)
            item(page, FOUNDED).locator(".more-of").click()
        assert download.value.suggested_filename == f"Who founded the coffee house of Aldermoor.{name}"
        download.value.save_as(tmp_path / name)
    text = (tmp_path / "md").read_text(encoding="utf-8")
    assert f"## 1\\. {FOUNDED}" in text
    assert "[^1]: " in text
    assert quote in text
    shown = " ".join(PdfReader(tmp_path / "pdf").pages[0].extract_text().split())
    assert "[1] " in shown
    assert quote in shown


def test_verdicts_are_kept_with_their_reason_and_can_be_taken_back(history: Site, visit: Visit) -> None:
    page = visit(history.url, harmless=LEFT)
    ask(page, FOUNDED)
    ask(page, DREDGED)
    tools = page.locator("#chat .tools.of-answer")
    tools.nth(0).get_by_role("button", name="Helpful", exact=True).click()
    expect(tools.nth(0).get_by_role("button", name="Helpful, chosen")).to_be_visible()
    tools.nth(1).get_by_role("button", name="Not helpful").click()
    window = page.locator("#reason-dialog")
    window.get_by_role("button", name="Incomplete").click()
    window.get_by_role("button", name="Save").click()
    expect(tools.nth(1).locator(".rating-reason")).to_have_text("Incomplete")
    store = ConversationStore(file_of(history))
    first, second = store.judged_answers()
    assert (first.question, first.verdict.liked, first.verdict.reason) == (FOUNDED, True, "")
    assert (second.question, second.verdict.liked, second.verdict.reason) == (DREDGED, False, "Incomplete")
    assert second.answer.citations
    page.reload()
    expect(tools.nth(1).locator(".rating-reason")).to_have_text("Incomplete")
    tools.nth(0).get_by_role("button", name="Helpful, chosen").click()
    expect(tools.nth(0).locator(".selected")).to_have_count(0)
    assert [each.question for each in store.judged_answers()] == [DREDGED]


def test_a_question_can_be_changed_asked_again_or_sent_as_it_stands(history: Site, visit: Visit) -> None:
    page = visit(history.url, harmless=LEFT)
    field = page.get_by_label("Your question")
    ask(page, FOUNDED)
    ask(page, "and why?")
    searched = page.locator("#chat .edit-search").inner_text().strip("“”")
    page.locator("#chat .edit-search").click()
    expect(field).to_have_value(searched)
    expect(page.locator("#send-options")).to_contain_text("as it stands")
    ask(page, "Why was it founded?")  # leans on what was said before, and is not completed
    expect(page.locator("#send-options .send-options")).to_have_count(0)
    expect(page.locator("#chat .edit-search")).to_have_count(1)
    page.locator("#chat .user-row").nth(1).hover()
    edit = page.get_by_role("button", name="Edit question 2")
    bubble = page.locator("#chat .user-row .message").nth(1).bounding_box()
    assert edit.bounding_box()["y"] >= bubble["y"] + bubble["height"]  # below the question, not over it
    edit.click()
    expect(field).to_have_value("and why?")
    expect(page.locator("#send-options")).to_contain_text("question 2 and the one after it")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#send-options .send-options")).to_have_count(0)
    expect(field).to_have_value("")
    expect(page.locator("#chat .question")).to_have_count(3)
    page.get_by_role("button", name="Edit question 2").press("Enter")
    expect(field).to_have_value("and why?")
    field.fill(DREDGED)
    field.press("Enter")
    expect_questions(page, FOUNDED, DREDGED)
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect_questions(page, FOUNDED, DREDGED)
    page.reload()
    expect_questions(page, FOUNDED, DREDGED)


def test_an_old_answer_says_when_its_document_has_changed(
    start: Callable[..., Site], options: dict[str, object], history: Site, visit: Visit
) -> None:
    page = visit(history.url, harmless=LEFT)
    ask(page, FOUNDED)
    other = {name: f"Something else.\n\n{text}" for name, text in FILES.items()}
    again = visit(start(other, **options, conversations=str(file_of(history))).url, harmless=LEFT)
    item(again, FOUNDED).locator(".open").click()
    source = open_citation(again, again.locator("#chat .answer").first)
    expect(source).to_contain_text("has changed since the answer was given")
    expect(source.locator("mark")).to_have_count(0)


def test_with_a_password_everybody_sees_their_own(
    start: Callable[..., Site], options: dict[str, object], history: Site, visit: Visit
) -> None:
    page = visit(history.url, harmless=LEFT)
    ask(page, FOUNDED)
    kept = str(file_of(history))
    closed = visit(
        start(FILES, **options, conversations=kept, auth="ann:secret").url, harmless=("status of 401", *LEFT)
    )
    closed.get_by_label("username").fill("ann")
    closed.get_by_label("password").fill("secret")
    closed.get_by_role("button", name="Login").click()
    expect(closed.locator("#conversations")).to_contain_text("will be listed here")
    ask(closed, DREDGED)
    expect(items(closed)).to_have_count(1)
    page.reload()
    expect(items(page)).to_have_text([re.compile(FOUNDED)])
    store = ConversationStore(Path(kept))
    assert [saved.title for saved in store.list_conversations("ann")] == [DREDGED]


def test_a_damaged_file_is_said_and_questions_are_still_answered(history: Site, visit: Visit) -> None:
    path = file_of(history)
    path.write_bytes(b"no database " * 1000)
    page = visit(history.url, harmless=LEFT)
    expect(page.locator("#conversations .problem")).to_contain_text("damaged")
    expect(ask(page, FOUNDED)).to_contain_text(re.compile(r"\w"))
    expect(page.locator("#conversations .problem")).to_contain_text("damaged")
    with page.expect_download() as download:
        page.locator("#conversations").get_by_role("button", name="Markdown").click()
    assert download.value.suggested_filename.endswith(".md")
    assert path.read_bytes() == b"no database " * 1000


def test_nothing_is_kept_where_that_is_not_wanted(
    start: Callable[..., Site], options: dict[str, object], visit: Visit
) -> None:
    site = start(FILES, **options, conversations="none")
    page = visit(site.url)
    ask(page, FOUNDED)
    expect(page.locator("#conversations")).to_contain_text("not kept")
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_have_count(0)
    assert list(site.corpus.parent.glob("*.sqlite*")) == []


def test_on_a_phone_the_list_is_a_drawer(history: Site, visit: Visit) -> None:
    page = visit(history.url, width=390, height=800)
    ask(page, FOUNDED)
    page.get_by_role("button", name="New conversation").click()
    history_toggle = page.get_by_role("button", name="Conversations", exact=True)
    expect(page.locator("#history-column")).to_be_hidden()
    history_toggle.click()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#history-column")).to_be_hidden()
    expect(history_toggle).to_be_focused()
    history_toggle.press("Enter")
    item(page, FOUNDED).locator(".open").click()
    expect(page.locator("#history-column")).to_be_hidden()
    expect_questions(page, FOUNDED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_list_that_is_cut_says_so_and_a_search_finds_the_rest(history: Site, visit: Visit) -> None:
    store = ConversationStore(file_of(history))
    for number in range(MAX_LISTED + 1):
        store.save("", "", (), (Exchange(f"Where is house {number:03}?"),))
    page = visit(history.url, harmless=LEFT)
    expect(items(page)).to_have_count(MAX_LISTED)
    expect(page.locator("#conversations")).to_contain_text(
        f"The newest {MAX_LISTED}. A search looks through all."
    )
    page.get_by_label("Search conversations").fill("house 000")
    expect(items(page)).to_have_text([re.compile("house 000")])
    expect(page.locator("#conversations")).not_to_contain_text("The newest")
