"""A page of the web on the Documents tab: fetched on a click, indexed, cited with where it came from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from misbehaving import running, send
from playwright.sync_api import Page, expect
from web_actions import ask, open_citation, open_documents
from web_site import FILES, Site

from assistant.settings import Settings

Visit = Callable[..., Page]
PAGE = (
    b"<html><title>Bells</title><p>The great bell of Aldermoor was cast in 1755 by Ruth Fenwick."
    b"<img src='http://evil.example/p.png'></p></html>"
)


@pytest.fixture(scope="module")
def options(tiny: Settings) -> dict[str, object]:
    names = ("model", "cache", "passage_tokens", "reader", "workers", "threads")
    return {name: getattr(tiny, name) for name in names} | {"caution": 0.0}


def add(page: Page, address: str) -> None:
    field = page.get_by_label("Address of a page of the web")
    field.fill(address)
    field.press("Enter")
    expect(page.get_by_role("button", name="Add a page")).to_be_enabled()


def test_a_page_is_added_and_its_citation_tells_where_it_is_from(
    start: Callable[..., Site], options: dict[str, object], visit: Visit
) -> None:
    with running() as server:
        server.answers = {"/bells": PAGE, "/photo": lambda handler: send(handler, PAGE, "image/png")}
        page = visit(start({"harbour.txt": FILES["harbour.txt"]}, **options, web_pages="any").url)
        open_documents(page)
        add(page, f"{server.url}/photo")
        expect(page.locator("#status")).to_contain_text("image/png")
        expect(page.get_by_label("Address of a page of the web")).to_have_value(f"{server.url}/photo")
        add(page, f"{server.url}/bells")
        expect(page.get_by_label("Address of a page of the web")).to_have_value("")
        expect(page.locator("#documents table")).to_contain_text("bells.html")
        page.get_by_role("tab", name="Chat").click()
        source = open_citation(page, ask(page, "Who cast the great bell?"))
        expect(source.locator("header")).to_contain_text(f"Fetched from {server.url}/bells on 20")
        assert server.asked == ["/robots.txt", "/photo", "/robots.txt", "/bells"]


def test_private_hosts_are_refused_and_the_field_is_gone_where_the_setting_is_off(
    start: Callable[..., Site], options: dict[str, object], visit: Visit
) -> None:
    with running() as server:
        page = visit(start({"harbour.txt": FILES["harbour.txt"]}, **options).url)
        open_documents(page)
        add(page, f"{server.url}/bells")
        expect(page.locator("#status")).to_contain_text("private network")
        page = visit(start({"harbour.txt": FILES["harbour.txt"]}, **options, web_pages="off").url)
        open_documents(page)
        expect(page.get_by_role("button", name="Add files")).to_be_visible()
        expect(page.get_by_role("button", name="Add a page")).to_have_count(0)
        assert server.asked == []
