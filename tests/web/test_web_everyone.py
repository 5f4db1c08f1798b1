"""The page for everyone: what axe-core finds in what it shows, by day and by night, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from web_actions import ask, open_citation, open_documents

SERIOUS = ("serious", "critical")


def found(page):
    """Return what axe-core calls serious, as rule and element."""
    violations = Axe().run(page).response["violations"]
    return [
        (violation["id"], node["html"][:200], node.get("failureSummary", "")[:300])
        for violation in violations
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_serious_stands_in_anyones_way(visit, site, width, scheme):
    page = visit(site.url, width=width, scheme=scheme)
    page.get_by_role("group", name="Questions to begin with").wait_for()
    assert found(page) == []
    answer = ask(page, "Who founded the coffee house?")
    assert found(page) == []
    open_citation(page, answer)
    assert found(page) == []
    if width < 800:
        page.get_by_role("button", name="Back to the answer").click()
    open_documents(page)
    assert found(page) == []
