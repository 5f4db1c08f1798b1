"""Folders of the corpus as collections, picked beside the question."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

from playwright.sync_api import Page, expect
from web_actions import ask
from web_site import Site

from assistant.types import DocumentInfo
from assistant.web.documents.collections import collections_html, collections_of, with_toggled

PATHS = ("a.txt", "law/civil/b.txt", "law/c.txt", "mail/d.eml", "mail/d.eml/offer.pdf")


def test_folders_hold_what_is_in_them_and_below() -> None:
    infos = [
        DocumentInfo(path, "", "indexed", attached_to="mail/d.eml" if path.endswith("pdf") else "")
        for path in PATHS
    ]
    found = collections_of([*infos, DocumentInfo("bad/e.pdf", "", "failed")])
    assert {each.name: each.documents for each in found} == {
        "law/": ("law/civil/b.txt", "law/c.txt"),
        "law/civil/": ("law/civil/b.txt",),
        "mail/": ("mail/d.eml", "mail/d.eml/offer.pdf"),
    }
    law = with_toggled(found, "law/", ["a.txt", "law/c.txt"])
    assert law == {"a.txt", "law/c.txt", "law/civil/b.txt"}
    assert with_toggled(found, "law/", law) == {"a.txt"}
    assert with_toggled(found, "../", law) == law
    shown = collections_html(found, {"law/c.txt", "mail/d.eml", "mail/d.eml/offer.pdf"})
    assert shown is not None
    assert [part.split('"')[0] for part in shown.split('aria-checked="')[1:]] == ["mixed", "false", "true"]


def test_years_are_collections_where_there_are_several() -> None:
    dated = {"a.txt": "2024-05-06", "2025/b.txt": "2025-10", "c.eml": "2025-11-03", "d.txt": ""}
    infos = [DocumentInfo(path, "", "indexed", date=date) for path, date in dated.items()]
    infos.append(DocumentInfo("e.pdf", "", "failed", date="2023"))
    found = collections_of(infos)
    assert [(each.name, each.documents) for each in found] == [
        ("2025/", ("2025/b.txt",)),
        ("2025", ("2025/b.txt", "c.eml")),
        ("2024", ("a.txt",)),
    ]
    assert with_toggled(found, "2025", ["a.txt"]) == {"a.txt", "2025/b.txt", "c.eml"}
    shown = collections_html(found, {"2025/b.txt", "c.eml"})
    assert shown is not None
    assert "<bdi>2025/, 2025</bdi>" in unescape(shown)
    assert collections_of(infos[1:]) == found[:1]  # one year is no choice


def test_a_folder_is_picked_and_kept_with_the_conversation(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.url)
    line = page.locator("#chat-selection")
    line.locator(".collections > summary").click()
    box = line.get_by_role("checkbox", name="Use letters/ for questions")
    box.click()
    expect(box).to_be_checked()
    expect(line.locator(".selection")).to_contain_text("letters/archive.txt")
    expect(ask(page, "Who founded the coffee house of Aldermoor?")).not_to_contain_text("Margaret Thorne")
    page.get_by_role("button", name="Ask all").click()
    expect(box).not_to_be_checked()
    expect(box).to_be_visible()  # the list stays open
    again = visit(page.url)
    expect(again.locator("#chat-selection .selection")).to_contain_text("letters/archive.txt")
