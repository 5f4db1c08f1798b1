"""Of two editions of a document the newer is told first, unless the question names one."""

import pytest
from material import index_of

# What is older says more of the question: by itself it comes first.
EDITIONS = {
    "rules-2024.md": "# Working from home\n\nStaff may work from home on two days a week.",
    "rules-2026.md": (
        "# Working from home\n\n"
        "Staff may work from home on three days a week, as agreed with the head of the team."
    ),
    "handbook v2.md": "# Boat house\n\nThe boat house is locked at 20:00.",
    "handbook v10.md": (
        "# Boat house\n\nThe boat house is locked at 22:00, which whoever leaves last sees to."
    ),
    "chapter 1.md": "# Paint\n\nThe hull is painted with two coats of red lead.",
    "chapter 2.md": "# Paint\n\nThe deck is painted every spring, after the hull.",
}


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    with index_of(tmp_path_factory.mktemp("editions"), EDITIONS) as index:
        yield index


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("How many days a week may staff work from home?", "rules-2026.md"),
        ("How many days a week might staff work from home in 2024?", "rules-2024.md"),
        ("How many days a week may staff work from home in 2026?", "rules-2026.md"),
        ("When is the boat house locked?", "handbook v10.md"),
        ("When is the boat house locked in version 2 of the handbook?", "handbook v2.md"),
        # Chapters are no editions.
        ("How is the hull painted?", "chapter 1.md"),
    ],
)
def test_the_newer_edition_is_told_first(editions, question, document):
    assert editions.ask(question, refuse=False).citations[0].document == document


def test_the_older_edition_is_told_too(editions):
    told = editions.ask("How many days a week may staff work from home?").citations
    assert [citation.document for citation in told] == ["rules-2026.md", "rules-2024.md"]
