"""The notebook on the page: kept with one click, given words, moved, removed and saved, each owner's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from web_actions import ask
from web_site import FILES, Site

from assistant.conversation.history.export_markdown import plain
from assistant.conversation.notes.store import NoteStore
from assistant.documents import extract
from assistant.settings import Settings

Visit = Callable[..., Page]
# What Gradio's script says of its requests when the page is left.
LEFT = ("AbortError", "errored out")
FOUNDED = "Who founded the coffee house of Aldermoor?"
LIGHTHOUSE = "What is the password of the lighthouse?"
WORDS = "My <b>words</b>\nin *two* lines"


@pytest.fixture(scope="module")
def options(tiny: Settings) -> dict[str, object]:
    """Settings for pages that start and answer at once, and never refuse."""
    names = ("model", "cache", "passage_tokens", "reader", "workers", "threads")
    return {name: getattr(tiny, name) for name in names} | {"caution": 0.0}


@pytest.fixture(scope="module")
def notes_site(start: Callable[..., Site], options: dict[str, object]) -> Site:
    return start(FILES, **options)


@pytest.fixture
def notebook(notes_site: Site) -> Site:
    """A page without any note yet."""
    file_of(notes_site).unlink(missing_ok=True)
    return notes_site


def file_of(site: Site) -> Path:
    path = site.settings.conversations_file()
    assert path is not None
    return path


def keep(page: Page, question: str) -> str:
    """Ask, keep the first statement with the keyboard, and return its words."""
    kept = page.locator("#chat button.kept")
    before = kept.count()
    answer = ask(page, question)
    button = answer.locator("button.keep").first
    assert button.evaluate("element => element.tabIndex") == 0
    button.press("Enter")
    expect(kept).to_have_count(before + 1)
    return " ".join(" ".join(answer.locator("p").first.locator(".words").all_inner_texts()).split())


def open_notes(page: Page) -> Locator:
    page.get_by_role("tab", name="Notes").click()
    notes = page.locator("#notebook ol > li")
    expect(page.locator("#notebook .notebook")).to_be_visible()
    return notes


def statements(page: Page) -> Locator:
    return page.locator("#notebook blockquote")


def test_notes_are_kept_given_words_ordered_removed_and_saved(
    notebook: Site, visit: Visit, tmp_path: Path
) -> None:
    page = visit(notebook.url, harmless=LEFT)
    first, second = keep(page, FOUNDED), keep(page, LIGHTHOUSE)
    page.locator("#chat button.kept").first.press("Enter")  # kept already: shows it
    expect(page.locator("#notebook ol > li").first.locator("button").first).to_be_focused()
    expect(statements(page)).to_have_text([first, second])
    assert page.locator("#notebook :is(img, script, b)").count() == 0
    page.keyboard.press("Enter")
    field = page.locator("#note-dialog textarea")
    expect(field).to_be_focused()
    field.fill(WORDS)
    field.press("Control+Enter")
    expect(page.locator("#notebook .own")).to_have_text(WORDS.replace("\n", ""))
    down = page.get_by_role("button", name="Move down").first
    down.press("Enter")
    expect(statements(page)).to_have_text([second, first])
    # The button is disabled at the end, so the focus goes to the note's first one.
    expect(page.locator("#notebook ol > li").nth(1).locator("button").first).to_be_focused()
    page.get_by_role("button", name="Remove note 1").click()
    expect(statements(page)).to_have_text([first])
    page.get_by_role("button", name="Undo").press("Enter")
    expect(statements(page)).to_have_text([second, first])
    for name in ("Markdown", "Word", "PDF"):
        with page.expect_download() as download:
            page.locator("#notebook").get_by_role("button", name=name, exact=True).click()
        download.value.save_as(tmp_path / download.value.suggested_filename)
    markdown = (tmp_path / "Notes.md").read_text(encoding="utf-8")
    own = "My \\<b\\>words\\</b\\>\n\nin \\*two\\* lines\n"
    number = re.search(rf"> {re.escape(plain(first))}\[\^(\d)\]\n\n{re.escape(own)}", markdown)[1]
    assert f"[^{number}]: coffee.md: “{plain(first)}”" in markdown
    assert f"Footnote {number}: coffee.md: “{first}”" in extract(tmp_path / "Notes.docx").text
    shown = " ".join(PdfReader(tmp_path / "Notes.pdf").pages[0].extract_text().split())
    assert f"{first} [{number}] My <b>words</b> in *two* lines" in shown
    page.locator("#notebook a.noted", has_text="coffee.md").first.press("Enter")
    expect(page.locator("#source mark.shown").first).to_be_visible()
    expect(page.locator("#source header")).to_contain_text("coffee.md")


def test_a_restart_keeps_them_and_a_changed_or_removed_document_is_said(
    start: Callable[..., Site], options: dict[str, object], notebook: Site, visit: Visit
) -> None:
    page = visit(notebook.url, harmless=LEFT)
    first, second = keep(page, FOUNDED), keep(page, "When was the harbour of Aldermoor dredged?")
    page.reload()
    expect(page.locator("#chat button.kept")).to_have_count(2)
    other = {"coffee.md": f"Something else.\n\n{FILES['coffee.md']}", "new.txt": "Nothing of it is here.\n"}
    kept = str(file_of(notebook))
    again = visit(start(other, **options, conversations=kept, auth="ann:secret").url, harmless=("401", *LEFT))
    again.get_by_label("username").fill("ann")
    again.get_by_label("password").fill("secret")
    again.get_by_role("button", name="Login").click()
    notes = open_notes(again)
    expect(again.locator("#notebook")).to_contain_text("keeps it here")  # those of others are not hers
    expect(notes).to_have_count(0)
    store = NoteStore(Path(kept))
    for note in store.list_notes(""):
        store.keep("ann", note.__class__(note.question, note.statement, note.citations, origin=note.origin))
    again.reload()
    notes = open_notes(again)
    expect(statements(again)).to_have_text([first, second])
    expect(notes.nth(0)).to_contain_text("coffee.md has changed since")
    expect(notes.nth(1)).to_contain_text("harbour.txt is no longer among the documents")
    expect(again.locator("#notebook a.noted")).to_have_count(0)


def test_nothing_is_kept_where_that_is_not_wanted_and_a_damaged_file_is_said(
    start: Callable[..., Site], options: dict[str, object], notebook: Site, visit: Visit
) -> None:
    page = visit(start(FILES, **options, conversations="none").url)
    ask(page, FOUNDED)
    expect(page.get_by_role("button", name="Keep in the notebook")).to_have_count(0)
    open_notes(page)
    expect(page.locator("#notebook .problem")).to_contain_text("not kept")
    file_of(notebook).write_bytes(b"no database " * 1000)
    page = visit(notebook.url, harmless=LEFT)
    ask(page, FOUNDED).locator("button.keep").first.click()
    expect(page.locator(".toast-body").first).to_contain_text("damaged")
    open_notes(page)
    expect(page.locator("#notebook .problem")).to_contain_text("damaged")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_it_fits_and_nothing_serious_stands_in_anyones_way(
    notebook: Site, visit: Visit, width: int, scheme: str
) -> None:
    page = visit(notebook.url, width=width, height=800, scheme=scheme, harmless=LEFT)
    keep(page, FOUNDED)
    page.locator("#chat button.kept").click()
    page.get_by_role("button", name="Add your words note 1").click()
    page.locator("#note-dialog textarea").fill(f"{WORDS} {'long' * 60}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#notebook .own")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
