"""What is known of a document, from its name wherever it stands."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas
from web_actions import ask
from web_site import Site

from assistant import build_index
from assistant.index.store.document_date import document_date
from assistant.settings import Settings
from assistant.web.source.document_panel import document_panel_html
from assistant.web.state.library import Library

MAIL = (
    "From: Ada <ada@example.org>\r\nSubject: The crane\r\nDate: Wed, 3 Dec 2025 23:30:00 +0100\r\n"
    "Content-Type: text/plain\r\n\r\nThe crane in hall 4 was repaired on Monday.\r\n"
)


def report() -> bytes:
    """A PDF without a title, which begins like a filing."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4)
    for size, y, text in (
        (8, 780, "(State or other jurisdiction of incorporation or organisation)"),
        (20, 720, "Annual Report of the"),
        (20, 696, "Harbour of Aldermoor"),
        (10, 640, "The harbour was dredged in the spring of the year by engineers from Holland."),
        (10, 620, "The work took four summers and cost nine thousand pounds and two barges."),
    ):
        page.setFont("Helvetica", size)
        page.drawString(60, y, text)
    page.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("path", "label", "date"),
    [
        ("mail/crane.eml", "Ada, 2025-12-03 23:30 +0100", "2025-12-03"),
        ("minutes-2025-12-03.md", "", "2025-12-03"),
        ("notes of October 2025.txt", "", "2025-10"),
        ("3.12.2025.txt", "", "2025-12-03"),
        ("AMAZON_2017_10K.pdf", "1", "2017"),
        ("03-04-2025.txt", "", "2025"),
        ("2019 and 2020.txt", "", ""),
        ("2020/plan.txt", "", ""),
    ],
)
def test_the_date_is_that_of_the_header_or_the_name(path: str, label: str, date: str) -> None:
    assert document_date(path, label) == date


def test_the_facts_of_a_document(tmp_path: Path, tiny: Settings, request: pytest.FixtureRequest) -> None:
    settings = tiny.using(corpus=str(tmp_path / "corpus"), index=str(tmp_path / "index"))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "report-2024.pdf").write_bytes(report())
    (tmp_path / "corpus" / "crane.eml").write_text(MAIL, newline="")
    (tmp_path / "corpus" / "broken.pdf").write_bytes(b"This is no PDF.")
    build_index(settings=settings)
    library = Library(settings)
    request.addfinalizer(library.page_renderer.close)

    def facts(path: str) -> str:
        panel = document_panel_html(library, path)
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", panel.split('class="text"')[0])).split())

    assert "Title Annual Report of the Harbour of Aldermoor Date 2024 Pages 1" in facts("report-2024.pdf")
    assert "(State" not in facts("report-2024.pdf")
    assert "Title The crane Date 2025-12-03" in facts("crane.eml")
    broken = next(info for info in library.documents() if info.state == "failed")
    assert broken.reason in facts("broken.pdf")
    assert "Ask about" not in facts("broken.pdf")


def test_a_name_opens_the_facts_and_the_document_can_be_asked(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.url)
    answer = ask(page, "Who founded the coffee house of Aldermoor?")
    expect(page.locator("#source h2")).to_have_text("coffee.md")
    answer.locator(".foot").get_by_role("link", name="coffee.md").click()
    panel = page.get_by_role("dialog")
    expect(panel.locator(".facts")).to_contain_text("The coffee house of Aldermoor")
    expect(panel.locator(".rendered h4").last).to_have_text("The price of coffee")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.locator("#source h2").get_by_role("link").click()
    panel.get_by_role("button", name="Ask about this document").click()
    expect(panel).to_have_count(0)
    expect(page.locator("#chat-selection")).to_contain_text("coffee.md")
    expect(page.get_by_label("Your question")).to_be_focused()
    expect(ask(page, "When was the harbour of Aldermoor dredged?")).not_to_contain_text("1712")
