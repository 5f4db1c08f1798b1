"""The Documents tab as a person uses it: finding, choosing, reading, renaming, removing, dropping."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from material import MEMO
from playwright.sync_api import Locator, Page, expect
from web_actions import ask, open_chat, open_documents
from web_http import send_file, take
from web_site import Site

from assistant import open_index
from assistant.settings import Settings

Visit = Callable[..., Page]
MANY = 120
TOWNS = {
    "towns/ford.txt": "The bridge of Ford was built of oak in 1712 by engineers from Holland.\n",
    "towns/hill.md": "# Hill\n\nThe bridge of Hill was built of stone in 1805 by the monks of Hill.\n",
    "lighthouse.txt": MEMO,
    "broken.pdf": "This is no PDF.",
    "tool.exe": "MZ",
}
NOTES = {f"notes/note {n:03}.txt": f"Note {n} of the clerk is about paper and ink.\n" for n in range(MANY)}
BRIDGE = "When was the bridge built?"


@pytest.fixture(scope="module")
def towns(start: Callable[..., Site], tiny: Settings) -> Callable[[], Site]:
    """Start a page over `TOWNS` with the tiny model."""
    options = {"model": tiny.model, "cache": tiny.cache, "reader": "none", "caution": 0.0, "workers": 1}
    return lambda files=None: start(TOWNS if files is None else files, **options)


@pytest.fixture(scope="module")
def quiet(towns: Callable[..., Site]) -> Site:
    """A page that no test changes anything behind."""
    return towns(TOWNS | NOTES)


def row(page: Page, path: str) -> Locator:
    return page.locator("#documents tbody tr").filter(has=page.get_by_text(path, exact=True))


def embeddings(site: Site) -> dict[str, int]:
    with open_index(settings=site.settings) as index:
        return {passage.document: passage.id for passage in index.retrieve("bridge mill", 50)}


def test_documents_are_found_by_name_kind_and_status_a_page_at_a_time(quiet: Site, visit: Visit) -> None:
    page = visit(quiet.url)
    table = open_documents(page)
    rows = page.locator("#documents tr:is(.indexed, .failed)")
    expect(rows).to_have_count(50)
    expect(page.locator("#documents")).to_contain_text("Could not be read (2)")
    expect(page.locator("#documents")).to_contain_text(f"Indexed ({MANY + 3})")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator("#documents .pages")).to_contain_text("51 to 100 of 125")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(rows).to_have_count(25)
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_disabled()

    page.get_by_label("Search documents").fill("NOTE 11")
    expect(page.locator("#documents .summary")).to_contain_text("11 fit the search")
    expect(rows).to_have_count(11)
    expect(page.get_by_label("Search documents")).to_be_focused()
    page.get_by_label("Search documents").fill("")
    expect(rows).to_have_count(50)
    page.get_by_label("Show documents by kind").select_option("md")
    expect(rows).to_have_count(1)
    expect(table).to_contain_text("towns/hill.md")
    page.get_by_label("Show documents by status").select_option("failed")
    expect(page.locator("#documents")).to_contain_text("No document fits")
    page.get_by_label("Show documents by kind").select_option("")
    expect(rows).to_have_count(2)
    expect(row(page, "tool.exe").locator(".reason")).to_have_text("'.exe' files are not supported.")
    expect(row(page, "tool.exe").locator(".fix")).to_contain_text("Save it as PDF, Word")
    expect(row(page, "broken.pdf").locator(".fix")).to_contain_text("Give it the suffix of its real format.")
    expect(row(page, "broken.pdf").get_by_role("checkbox")).to_have_count(0)


def test_a_question_uses_the_documents_that_are_chosen(quiet: Site, visit: Visit) -> None:
    page = visit(quiet.url, width=390, height=844)
    open_documents(page)
    page.get_by_label("Search documents").fill("towns")
    ford, hill = (page.get_by_role("checkbox", name=name) for name in ("towns/ford.txt", "towns/hill.md"))
    expect(page.locator("#documents tr.indexed")).to_have_count(2)
    ford.press("Space")
    expect(page.locator("#tab-selection")).to_contain_text("Asking 1 of 123 documents: towns/ford.txt")
    hill.click()
    expect(page.locator("#tab-selection")).to_contain_text("Asking 2 of 123 documents")
    hill.click()
    open_chat(page)
    expect(page.locator("#chat-selection")).to_contain_text("Asking 1 of 123 documents: towns/ford.txt")
    answer = ask(page, BRIDGE)
    expect(answer.locator(".foot")).to_contain_text("from ford.txt")

    open_documents(page)
    expect(ford).to_have_attribute("aria-checked", "true")
    page.get_by_label("Search documents").fill("hill")
    page.get_by_role("button", name="Ask only this one").click()
    expect(hill).to_have_attribute("aria-checked", "true")
    open_chat(page)
    answer = ask(page, BRIDGE)
    expect(answer.locator(".foot")).to_contain_text("from hill.md")
    page.locator("#chat-selection").get_by_role("button", name="Ask all").click()
    expect(page.locator("#chat-selection")).not_to_contain_text("Asking")
    expect(ask(page, "Who built the lighthouse?").locator(".foot")).to_contain_text("from lighthouse.txt")
    open_documents(page)
    expect(hill).to_have_attribute("aria-checked", "false")


def test_a_document_is_opened_and_read_by_keyboard(quiet: Site, visit: Visit) -> None:
    page = visit(quiet.url)
    open_documents(page)
    page.get_by_label("Search documents").fill("LIGHT")
    expect(row(page, "lighthouse.txt").locator(".line")).to_contain_text("The lighthouse on Gull Island")
    button = page.get_by_role("button", name="Open lighthouse.txt")
    button.press("Enter")
    panel = page.get_by_role("dialog", name="Text of lighthouse.txt")
    expect(panel).to_contain_text("Three keepers lived on the island at any time.")
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the text, from which it goes round
    expect(panel.get_by_role("button", name="Ask about this document")).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()
    button.press("Enter")
    expect(panel).to_be_visible()


def test_a_renamed_document_keeps_its_embeddings_and_its_place_in_the_choice(
    towns: Callable[..., Site], visit: Visit
) -> None:
    site = towns()
    before = embeddings(site)
    page = visit(site.url)
    open_documents(page)
    page.get_by_role("checkbox", name="towns/ford.txt").click()
    expect(page.locator("#tab-selection")).to_contain_text("towns/ford.txt")
    page.get_by_role("button", name="Rename towns/ford.txt").click()
    field = page.get_by_label("New name of towns/ford.txt")
    field.fill("hill.md")
    field.press("Enter")
    expect(page.locator("#status")).to_contain_text("'towns/hill.md' is there already; choose another name.")
    page.get_by_role("button", name="Rename towns/ford.txt").click()
    field.fill("old <b>ford</b>")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#status")).to_contain_text("1 document renamed")
    expect(page.locator("#tab-selection")).to_contain_text("Asking 1 of 3 documents: towns/")
    (path,) = (p for p in (site.corpus / "towns").iterdir() if p.suffix == ".txt")
    new = path.relative_to(site.corpus).as_posix()
    expect(page.locator("#tab-selection")).to_contain_text(new)
    assert embeddings(site) == {new if name == "towns/ford.txt" else name: i for name, i in before.items()}
    open_chat(page)
    expect(ask(page, BRIDGE).locator(".foot")).to_contain_text(f"from {path.name}")


def test_a_removed_document_comes_back(towns: Callable[..., Site], visit: Visit) -> None:
    site = towns()
    page = visit(site.url)
    table = open_documents(page)
    before = (site.corpus / "towns" / "hill.md").read_bytes()
    for way in ("#status", "#removed"):
        page.get_by_role("button", name="Remove towns/hill.md").click()
        expect(page.locator("#status")).to_contain_text("Removed 'towns/hill.md'.")
        expect(page.locator("#status")).to_contain_text("1 document removed")
        expect(table).not_to_contain_text("towns/hill.md")
        assert not (site.corpus / "towns" / "hill.md").exists()
        if way == "#removed":
            page.reload()
            open_documents(page)
            page.locator("#removed summary").click()
        page.locator(way).get_by_role("button", name=re.compile("Undo|Bring back")).click()
        expect(page.locator("#status")).to_contain_text("'towns/hill.md' is back.")
        expect(table).to_contain_text("towns/hill.md")
        assert (site.corpus / "towns" / "hill.md").read_bytes() == before
    expect(page.locator("#removed summary")).to_have_count(0)


DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const send = (type) => document.querySelector("#chat-column, #documents-tab").dispatchEvent(
    new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  send("dragover");
  window.dropNow = () => send("drop");
}"""


def test_files_are_dropped_anywhere_and_folders_keep_their_paths(
    towns: Callable[..., Site], visit: Visit, tmp_path: Path
) -> None:
    site = towns()
    page = visit(site.url)
    expect(page.get_by_label("Your question")).to_be_visible()
    page.evaluate(DROP, ["ferry.txt", "The ferry of Aldermoor sank in 1820.\n"])
    expect(page.get_by_text("Drop files or folders to add them")).to_be_visible()
    page.evaluate("dropNow()")
    expect(page.get_by_text("Drop files or folders to add them")).to_be_hidden()
    expect(page.locator("#status")).to_contain_text("Added 'ferry.txt'.")
    expect(page.locator("#documents table")).to_contain_text("ferry.txt")

    inner = tmp_path / "archive" / "1712"
    (inner / ".hidden").mkdir(parents=True)
    (inner / "may.txt").write_text("In May the harbour was dredged by engineers.\n")
    (inner / "song.mp3").write_bytes(b"ID3")
    (inner / "long.txt").write_bytes(b"x" * 1_000_001)
    (inner / ".hidden" / "secret.txt").write_text("Nothing to see in this file.\n")
    page.locator("[data-added=folder]").set_input_files(tmp_path / "archive")
    expect(page.locator("#status")).to_contain_text("Added 'archive/1712/may.txt'.")
    expect(page.locator("#upload")).to_contain_text("'archive/1712/song.mp3' cannot be read")
    expect(page.locator("#upload")).to_contain_text("'archive/1712/long.txt' is larger than the 1 MB")
    expect(page.locator("#documents table")).to_contain_text("archive/1712/may.txt")
    added = [p.relative_to(site.corpus).as_posix() for p in (site.corpus / "archive").rglob("*.*")]
    assert added == ["archive/1712/may.txt"]

    page.locator("[data-added=folder]").set_input_files(tmp_path / "archive")
    expect(page.locator("#confirm")).to_contain_text("'archive/1712/may.txt' is there already. Replace?")
    page.get_by_role("button", name="Replace").click()
    expect(page.locator("#confirm")).to_be_hidden()


def test_what_changed_last_time_is_told_also_after_a_build_elsewhere(
    towns: Callable[..., Site], visit: Visit
) -> None:
    site = towns()
    (site.corpus / "lighthouse.txt").write_text("The mill of Aldermoor was rebuilt in 1801.\n")
    (site.corpus / "fair.txt").write_text("The fair of Aldermoor was held every spring.\n")
    (site.corpus / "towns" / "hill.md").unlink()
    settings = {f"ASSISTANT_{name.upper()}": str(value) for name, value in asdict(site.settings).items()}
    command = [sys.executable, "-m", "assistant", "index"]
    subprocess.run(command, env=os.environ | settings, check=True, capture_output=True, timeout=300)
    page = visit(site.url)
    open_documents(page)
    changes = page.locator("#changes")
    expect(changes.locator("summary")).to_contain_text("1 added, 1 updated, 1 removed, 2 could not be read")
    changes.locator("summary").click()
    expect(changes).to_contain_text("fair.txt")
    page.get_by_label("Show documents by status").select_option("new")
    expect(page.locator("#documents tr.indexed")).to_have_count(2)
    site.build()  # changes nothing, and so takes no news away
    page.reload()
    open_documents(page)
    expect(changes.locator("summary")).to_contain_text("1 added")


def test_nothing_gets_around_the_corpus(towns: Callable[..., Site]) -> None:
    site = towns({"a.txt": "The first document of this corpus.\n"})
    names = ["../../up.txt", "..\\..\\back.txt", "/abs/x.txt", ".removed/1-0/x.txt", "a.txt/inner.txt"]
    for number, name in enumerate(names):
        status, body = send_file(site, "x.txt", f"The upload number {number} of many.\n".encode())
        assert status == 200
        assert take(site, *json.loads(body), name=name)[0] == 200
    files = {p.relative_to(site.corpus.parent).as_posix() for p in site.corpus.rglob("*") if p.is_file()}
    assert files == {
        "corpus/a.txt",
        "corpus/up.txt",
        "corpus/back.txt",
        "corpus/abs/x.txt",
        "corpus/removed/1-0/x.txt",
    }
