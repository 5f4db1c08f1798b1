"""What a person does on the page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def ask(page: Page, question: str) -> Locator:
    """Ask a question and return the finished answer."""
    answers = page.locator("#chat .bot-row")
    before = answers.count()
    field = page.get_by_label("Your question")
    field.fill(question)
    field.press("Enter")
    expect(answers).to_have_count(before + 1)
    expect(answers.nth(before).locator(".writing")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    return answers.nth(before).locator(".answer")


def open_citation(page: Page, answer: Locator, number: int = 1) -> Locator:
    """Click a citation number in an answer and return the source panel that shows it."""
    answer.locator("a.cite").filter(has_text=str(number)).first.click()
    source = page.locator("#source article")
    expect(source.locator(".which, .problem").first).to_be_visible()
    return source


def open_documents(page: Page) -> Locator:
    """Go to the Documents tab and return its table."""
    page.get_by_role("tab", name="Documents").click()
    table = page.locator("#documents table")
    expect(table).to_be_visible()
    return table


def open_chat(page: Page) -> None:
    """Go back to the conversation."""
    page.get_by_role("tab", name="Chat").click()
