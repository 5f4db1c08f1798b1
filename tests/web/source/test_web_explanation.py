"""Why an answer is what it is, on the page."""

from playwright.sync_api import expect
from web_actions import ask


def test_an_answer_shows_what_was_read_for_it(visit, site, library):
    page = visit(site.url)
    question = "Who founded the coffee house?"
    ask(page, question).get_by_role("link", name="Why this answer?").click()
    read = library.open().explain(question)
    panel = page.locator("#source article")
    expect(panel.locator(".which")).to_have_text(f"Passage 1 of {len(read)}")
    expect(panel.locator("h2")).to_have_text(read[0].passage.document)
    scores = panel.locator(".source-list .scores")
    expect(scores).to_have_count(len(read))
    expect(scores.first).to_contain_text(f"Score {read[0].passage.score:.2f} (from meaning")
    expect(scores.first).to_contain_text(f"{read[0].holds:.0%} likely to hold an answer")
    panel.locator(".source-list button").nth(1).click()
    expect(panel.locator(".which")).to_have_text(f"Passage 2 of {len(read)}")
    expect(panel.locator("mark.shown, .box.shown").first).to_be_visible()


def test_a_refusal_shows_what_was_looked_at(visit, site):
    page = visit(site.url)
    answer = ask(page, "Who won the 2018 World Cup?")
    answer.get_by_role("link", name="What was looked at?").click()
    expect(page.locator("#source article .which")).to_contain_text("Passage 1 of")
