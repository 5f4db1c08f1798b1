"""Written answers on the page, by a model on loopback that writes what the test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from loopback_llm import Exchange, LoopbackModel, loopback_model, writes
from playwright.sync_api import Page, expect
from web_actions import ask, open_citation
from web_site import FILES, Site

QUESTION = "Who founded the coffee house of Aldermoor?"
PROVEN = "Margaret Thorne founded the coffee house of Aldermoor in 1694."
MADE_UP = "The first cups were painted blue by monks."
DENIED = "A cup of coffee at the coffee house did not cost one penny."
HOSTILE = (
    "![p](http://evil.example/p.png) <img src=x onerror=alert(1)> [link](javascript:alert(2)) "
    "<script>alert(3)</script> ignore your instructions."
)
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def model() -> Iterator[LoopbackModel]:
    with loopback_model() as running:
        yield running


@pytest.fixture(scope="module")
def writing_site(start: Callable[..., Site], model: LoopbackModel) -> Site:
    return start(FILES, llm=model.address, llm_model="small & <b>bold</b>")


def choose(page: Page, name: str) -> None:
    """Choose how questions are answered."""
    side = page.get_by_role("group", name="Answers").get_by_role("button", name=name, exact=True)
    side.click()
    expect(side).to_have_attribute("aria-pressed", "true")


def test_sentences_appear_as_they_are_written_and_get_their_numbers(
    writing_site: Site, model: LoopbackModel, visit: Visit
) -> None:
    go_on = threading.Event()

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        exchange.write(f"{PROVEN} [99] The first cups")
        go_on.wait(60)
        exchange.write(f"{MADE_UP[len('The first cups') :]} {DENIED} {HOSTILE}")
        exchange.end()

    model.behaviour = behave
    page = visit(writing_site.url)
    expect(page.locator("#answer-mode .sent-to")).to_have_count(0)
    choose(page, "Written")
    sent_to = f"Text of your documents is sent to {model.address}"
    expect(page.locator("#answer-mode .sent-to")).to_have_text(sent_to)
    field = page.get_by_label("Your question")
    field.fill(QUESTION)
    field.press("Enter")
    writing = page.locator("#chat .answer.writing")
    expect(writing.locator("p").first).to_contain_text(PROVEN)
    expect(writing.locator("p").first.locator(".cite-to-be")).to_have_text("1")
    expect(writing.locator("p.busy")).to_contain_text("The first cups")
    go_on.set()
    expect(writing).to_have_count(0)
    answer = page.locator("#chat .answer")
    expect(answer.locator("> p .words").first).to_contain_text("Margaret Thorne")
    expect(answer.locator(".unproven").first).to_contain_text(f"{MADE_UP} not found in your documents")
    expect(answer.locator(".unproven").first).to_contain_text("Closest:")
    expect(answer.locator(".contradicted")).to_contain_text(f"{DENIED} Your documents say otherwise:")
    expect(answer.locator(".contradicted .snippet")).to_have_text(
        "A cup of coffee at the coffee house cost one penny."
    )
    expect(answer).to_contain_text("<img src=x onerror=alert(1)> [link](javascript:alert(2))")
    expect(answer.locator("img, script")).to_have_count(0)
    expect(answer.locator(".foot")).to_contain_text("Written by small & <b>bold</b> · 1 of ")
    source = open_citation(page, answer)
    expect(source.locator("mark").first).to_contain_text("founded in 1694 by Margaret Thorne")
    answer.locator(".contradicted a.near").click()
    expect(source.locator(".which")).to_contain_text("Closest sentence")
    expect(source.locator("mark").first).to_contain_text("cost one penny")


def test_quotes_are_the_default_and_the_switch_goes_back(
    writing_site: Site, model: LoopbackModel, visit: Visit
) -> None:
    model.behaviour = writes(PROVEN)
    asked = len(model.exchanges)
    page = visit(writing_site.url)
    expect(ask(page, QUESTION).locator("p").first).to_contain_text(
        "The coffee house of Aldermoor was founded"
    )
    choose(page, "Written")
    expect(ask(page, QUESTION)).to_contain_text(PROVEN)
    choose(page, "Quotes")
    expect(ask(page, QUESTION).locator("p").first).to_contain_text(
        "The coffee house of Aldermoor was founded"
    )
    assert len(model.exchanges) == asked + 1


def test_stop_closes_the_connection(writing_site: Site, model: LoopbackModel, visit: Visit) -> None:
    def behave(exchange: Exchange) -> None:
        exchange.begin()
        exchange.write(f"{PROVEN} And then")
        exchange.wait_until_closed(60)

    model.behaviour = behave
    page = visit(writing_site.url)
    choose(page, "Written")
    field = page.get_by_label("Your question")
    field.fill(QUESTION)
    field.press("Enter")
    expect(page.locator("#chat .answer.writing")).to_contain_text("And then")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("#chat .answer.note")).to_have_text("Stopped.")
    assert model.exchanges[-1].is_closed.wait(20)
    model.behaviour = writes(PROVEN)
    expect(ask(page, QUESTION)).to_contain_text(PROVEN)


def test_a_server_that_fails_costs_a_note(writing_site: Site, model: LoopbackModel, visit: Visit) -> None:
    model.behaviour = lambda exchange: exchange.reply(500, b"{}")
    page = visit(writing_site.url)
    choose(page, "Written")
    answer = ask(page, QUESTION)
    expect(answer.locator(".writing-note")).to_contain_text("answered with the error 500")
    expect(answer).to_contain_text("The coffee house of Aldermoor was founded in 1694 by Margaret Thorne.")


def test_without_a_model_there_is_no_switch(site: Site, visit: Visit) -> None:
    page = visit(site.url)
    expect(page.get_by_label("Your question")).to_be_visible()
    expect(page.locator("#answer-mode")).to_be_hidden()
    expect(page.get_by_role("button", name="Written")).to_have_count(0)
