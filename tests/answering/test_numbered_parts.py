"""Questions that name a numbered part of a document get the sentences of that part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Index, build_index, open_index
from assistant.answering.numbered_parts import read_numbered_part
from assistant.retrieval.search import make_query, rank_passages

RULES = """# Rules of the rowing club

## 1 Membership

1.1 Members pay their fee by the end of March.
1.2 A member who does not pay is reminded once.

## 2 Boats

2.1 Boats are booked in the log on the wall.
2.2 Whoever damages a boat writes it down the same day.
2.2.1. Damage by ice is carried by the club.

§ 14. The board may change these rules.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    corpus: Path = tmp_path_factory.mktemp("corpus")
    (corpus / "rules.md").write_text(RULES)
    (corpus / "diary.txt").write_text(
        "In 2.5 hours we rowed to the island. I paid the fee by hand. 5 rowers agreed that it was cold."
    )
    folder = tmp_path_factory.mktemp("index")
    build_index(corpus, folder)
    with open_index(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("What does clause 1.2 say?", ["1.2 A member who does not pay is reminded once."]),
        ("What is regulated in section 2.2?", ["2.2 Whoever damages a boat writes it down the same day."]),
        ("What does rule 2.2.1 say?", ["2.2.1. Damage by ice is carried by the club."]),
        ("What does § 14 allow?", ["§ 14. The board may change these rules."]),
        (
            "What is section 2?",
            [
                "## 2 Boats",
                "2.1 Boats are booked in the log on the wall.",
                "2.2 Whoever damages a boat writes it down the same day.",
                "2.2.1. Damage by ice is carried by the club.",
                "§ 14. The board may change these rules.",
            ],
        ),
        (
            "What is in section 1?",
            [
                "1.1 Members pay their fee by the end of March.",
                "1.2 A member who does not pay is reminded once.",
            ],
        ),
    ],
)
def test_the_part_with_that_number_is_cited(index: Index, question: str, quotes: list[str]) -> None:
    answer = index.ask(question)
    assert answer.kind == "answer"
    assert [citation.quote for citation in answer.citations] == quotes


@pytest.mark.parametrize(
    "question",
    [
        "Which rule I must follow pays the fee?",
        "On what point 5 rowers agreed?",
        "Who paid for item 2.2 in Oslo?",
    ],
)
def test_a_question_for_something_else_is_left_to_the_reader(index: Index, question: str) -> None:
    with index.newest() as (snapshot, embedder, scorer):
        query = make_query(question, embedder)
        evidence = scorer.score(query, rank_passages(snapshot, query, 10), snapshot.caches.lexical)
    assert read_numbered_part(question, evidence) is None


def test_a_part_that_does_not_exist_is_not_found(index: Index) -> None:
    assert index.ask("What does clause 7.4 say?").kind == "refusal"
