"""Nothing that a document, a file name or a question says is obeyed, loaded or taken for the page itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import get_args

import pytest
from hostile import HOSTILE, MADE, TURNED
from openpyxl import Workbook
from playwright.sync_api import Browser, Locator, Page, expect
from web_actions import ask, open_citation, open_documents
from web_site import Site

from assistant.index.build.changes import LastBuild
from assistant.settings import Settings
from assistant.types import (
    Answer,
    BuildReport,
    Change,
    ChangeKind,
    Citation,
    CitedRow,
    DocumentInfo,
    FileProgress,
    Passage,
    Progress,
    Statement,
)
from assistant.web.chat.answers import answer_html
from assistant.web.chat.streaming import Exchange, messages
from assistant.web.citations.keys import CitationKey
from assistant.web.corpus.trash import TrashedDocument
from assistant.web.documents.changes import PendingReplacements, Upload
from assistant.web.documents.markup import question_html, removed_html, selection_html, table_html
from assistant.web.documents.progress import changes_html, files_html, progress_html, status_html
from assistant.web.documents.table import TableView, table_page
from assistant.web.escape import visible
from assistant.web.source.document_panel import document_panel_html
from assistant.web.source.panel import PanelView, source_html
from assistant.web.state.library import BuildState, Library

ALL = " ".join(HOSTILE)
OWN = {"changes": 1, "removed": 1}  # the element that unfolds them
QUOTE = f"The password of the Gull lighthouse is {HOSTILE[1]} {HOSTILE[3]} {HOSTILE[13]} {HOSTILE[18]}"
TURNING = f"The password of the Petrel lighthouse is {TURNED}\u202e secret"
NAME = "report.html" if os.name == "nt" else f"evil <svg onload=alert(1)> {{{{7*7}}}} $x$ **b** {TURNED}.html"
LABEL = "<img src=x onerror=alert(1)>"


def answer(text: str) -> Answer:
    """Return an answer of which every part says a text."""
    row = CitedRow(0, (text, text), (text, text), (1,))
    citation = Citation(
        text, 1, 0, len(text), text, 1.0, title=text, page_label=text, also_in=(text,), row=row
    )
    near = Passage(text, 2, 0, len(text), text, title=text, page_label=text)
    return Answer(
        text,
        "answer",
        0.9,
        statements=(Statement(text, (1,)), Statement(f"{text} {text}", (1,), (0, len(text)))),
        citations=(citation, replace(citation, document=f"{text}.txt")),
        closest=(near,),
        message=text,
        searched_for=f"{text}?",
    )


def shown_in(text: str) -> dict[str, str]:
    """Return every part of the page that shows what comes from outside, each saying a text."""
    said = (Exchange(text, answer(text)), Exchange(text, note=text))
    library = Library(Settings(corpus="nowhere", index="nowhere"))
    failed = DocumentInfo(f"{text}2", text, "failed", reason=text, warnings=(text,))
    report = BuildReport((Change("failed", text, text),), 1, 1, 1, notices=(text,))
    counts = dict.fromkeys(get_args(ChangeKind), 0) | {"failed": 1}
    infos = [DocumentInfo(text, text, "indexed", pages=1, passages=1), failed]
    page = table_page(infos, TableView(), (), ())
    files = (FileProgress(text, "embed", 1, 2), FileProgress(text, "failed", reason=text))
    return {
        "answer": answer_html(1, answer(text)),
        "messages": "".join(message["content"] for message in messages(said)),
        "citation": source_html(library, said, PanelView(CitationKey("cite", 1, 1))),
        "nearest": source_html(library, said, PanelView(CitationKey("near", 1, 1))),
        "table": table_html(infos, page, {text: text}, [text]),
        "removed": removed_html([TrashedDocument(text, text, 0)], 60),
        "chosen": selection_html([text], infos[:1], 1),
        "changes": changes_html(LastBuild(1, 0.0, counts, report.changes), 1),
        "files": files_html(BuildState(running=True, progress=Progress("read", files=files))),
        "progress": progress_html(Progress("embed", 1, 2, 1, 2, current=text)),
        "status": status_html(BuildState(report=report), (text,)),
        "error": status_html(BuildState(error=text)),
        "replace": question_html(PendingReplacements(replacing=(Upload(text, text),))),
        "reading": document_panel_html(library, text),
    }


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def test_a_browser_takes_no_part_of_the_page_for_more_than_text(blank: Page) -> None:
    asked: list[str] = []
    blank.on("request", lambda request: asked.append(request.url))
    blank.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    for text in HOSTILE:
        line = " ".join(text.split())
        for part, markup in shown_in(text).items():
            blank.set_content(markup)
            assert blank.locator("body").locator(MADE).count() == OWN.get(part, 0), (part, text)
            body = blank.evaluate("document.body.textContent")
            assert line in body or visible(line) in body, (part, text)
    assert asked == []


def in_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@pytest.fixture(scope="module")
def hostile(start: Callable[..., Site]) -> Site:
    head = f"<title>{in_html(ALL)}</title></head><body><h1>{in_html(HOSTILE[5])}</h1>"
    broken = "broken.pdf" if os.name == "nt" else f"broken {LABEL}.pdf"
    files = {
        NAME: f"<html><head>{head}<p>{in_html(QUOTE)}.</p></body></html>",
        "petrel.txt": f"{TURNING}.\n",
        "all.txt": "The clerk of the archive copied these lines.\n\n" + "\n\n".join(HOSTILE) + "\n",
        broken: "This is no PDF.",
    }
    site = start(files, build=False)
    book = Workbook()
    book.active.title = LABEL
    book.active.append(["Lighthouse", "Keeper"])
    book.active.append(["Tern", "The keeper of the Tern lighthouse was Ada Thornbury in 1871."])
    book.save(site.corpus / "keepers.xlsx")
    site.build()
    return site


def made_in(part: Locator) -> Locator:
    return part.locator(MADE)


def test_the_page_shows_hostile_documents_as_text(hostile: Site, visit: Callable[..., Page]) -> None:
    page = visit(hostile.url)
    said = ask(page, "What is the password of the Gull lighthouse?")
    expect(said).to_contain_text(HOSTILE[13])
    expect(said).to_contain_text(HOSTILE[3])
    source = open_citation(page, said)
    expect(source.locator("h2")).to_have_text(visible(NAME))
    expect(source.locator(".where").first).to_contain_text(visible(HOSTILE[0]))
    expect(made_in(page.locator("#chat .message, #source article"))).to_have_count(0)

    store = ask(page, "Who was the keeper of the Tern lighthouse?")
    source = open_citation(page, store)
    expect(source.locator(".where").first).to_contain_text(LABEL)
    every = ask(page, "What did the clerk of the archive copy?")
    expect(open_citation(page, every).locator(".text")).to_contain_text(HOSTILE[6])
    expect(made_in(page.locator("#chat .message, #source article"))).to_have_count(0)

    table = open_documents(page)
    expect(table).to_contain_text(visible(NAME))
    expect(table).to_contain_text("broken")
    expect(made_in(table)).to_have_count(0)


def test_a_text_cannot_turn_the_numbers_around_it(hostile: Site, visit: Callable[..., Page]) -> None:
    page = visit(hostile.url)
    said = ask(page, "What is the password of the Petrel lighthouse?")
    statement = said.locator("p", has_text="Petrel").first
    number, words = statement.locator("a.cite"), statement.locator(".words").last
    after, before = number.bounding_box(), words.bounding_box()
    assert after is not None
    assert before is not None
    assert after["x"] >= before["x"] + before["width"] - 1


@pytest.mark.parametrize("part", [HOSTILE[:7], HOSTILE[7:14], HOSTILE[14:]])
def test_a_hostile_question_is_shown_as_it_was_typed(
    hostile: Site, visit: Callable[..., Page], part: tuple[str, ...]
) -> None:
    page = visit(hostile.url)
    question = " ".join(part)
    ask(page, question)
    expect(page.locator("#chat .question")).to_have_text(question)
    expect(made_in(page.locator("#chat .message"))).to_have_count(0)
