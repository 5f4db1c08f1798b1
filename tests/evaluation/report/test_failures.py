"""The report of wrong answers names the stage that lost them."""

from dataclasses import replace

import pytest
from material import MEMO

from assistant import build_index, open_index
from assistant.evaluation.report import failures
from assistant.evaluation.report.failures import (
    failure_report,
    sample_outcomes,
    trace_failure,
    wrong_outcomes,
)
from assistant.evaluation.sets.questions import Gold, Question
from assistant.evaluation.stages import retrieved_and_answered
from assistant.evaluation.tasks.answers import Outcome


def outcome(index, text, gold=(), **changes):
    passages, answer = retrieved_and_answered(index, text, 10)
    question = Question(text, text, "answerable" if gold else "foreign", gold, ("gold text",))
    return Outcome(question, tuple(passages), replace(answer, **changes))


def gold(text, document="lighthouse.txt", source=MEMO):
    start = source.index(text)
    return (Gold(document, start, start + len(text), text=text),)


def test_what_counts_as_wrong(index):
    right = outcome(index, "Who built the lighthouse?", gold("Ada Thornbury"))
    refused = replace(right, answer=replace(right.answer, confidence=0.1))
    wrong = outcome(index, "Who built the lighthouse?", gold("goats"))
    foreign = outcome(index, "Who won the 2018 World Cup?", confidence=0.2)
    answered = outcome(index, "Who won the 2018 World Cup?", confidence=0.7)
    assert wrong_outcomes([right, refused, wrong, foreign, answered], caution=0.5) == [
        refused,
        wrong,
        answered,
    ]


def test_the_stage_of_each_failure(index):
    stages = {
        failures.NOT_CHOSEN: outcome(index, "Who built the lighthouse?", gold("forty thousand")),
        failures.SPREAD: outcome(index, "Who built the lighthouse?", gold("a storm. Repairs cost forty")),
        failures.REFUSED: outcome(index, "Who built the lighthouse?", gold("Ada"), confidence=0.1),
        failures.NOT_REFUSED: outcome(index, "Who won the 2018 World Cup?", confidence=0.9),
        failures.NOT_FIRST: outcome(index, "Who built the lighthouse?", gold("Ada"), citations=()),
        # A place that no passage holds whole, since it spans two.
        failures.NOT_RETRIEVED: outcome(index, "Who?", (Gold("lighthouse.txt", 0, len(MEMO)),)),
    }
    assert {stage: trace_failure(index, each).stage for stage, each in stages.items()} == {
        s: s for s in stages
    }
    lost = trace_failure(index, stages[failures.NOT_CHOSEN])
    assert lost.passage_rank == 1
    assert lost.sentence_rank is not None
    assert lost.sentence_rank > 1
    assert lost.sentence.score < lost.best_score
    assert "forty thousand" in lost.sentence.text


def test_a_passage_that_is_found_but_not_read(corpus, index_folder):
    build_index(corpus, index_folder)
    with open_index(index_folder, passages_read=1) as index:
        lost = trace_failure(index, outcome(index, "Who built the lighthouse?", gold("goats")))
        assert (lost.stage, lost.sentence_rank) == (failures.NOT_READ, None)
        assert lost.passage_rank > 1


def test_the_report_shows_what_was_asked_cited_and_lost(index):
    wrong = outcome(index, "Who built the lighthouse?", gold("forty thousand"))
    answered = outcome(index, "Who won the 2018 World Cup?", confidence=0.9)
    seen = []
    text = failure_report(index, [wrong, answered], 0.5, limit=5, seed=0, on_failure=lambda: seen.append(1))
    assert len(seen) == 2
    assert "2 of 2 questions went wrong: 1 that the documents answer" in text
    assert f"| {failures.NOT_CHOSEN} | 1 |" in text
    flat = " ".join(text.split())
    for words in (
        "question Who built the lighthouse?",
        "gold answer gold text",
        "[[forty thousand]]",
        "gold passage rank 1",
        "gold sentence rank",
        f"cited 1 lighthouse.txt, score {wrong.answer.citations[0].score:.2f}: “The lighthouse on Gull",
        f"confidence {wrong.answer.confidence:.3f}",
    ):
        assert words in flat


def test_documents_cannot_write_markup_into_the_report(corpus, index_folder):
    (corpus / "evil.txt").write_text("The evil thing is <img src=x onerror=alert(1)> and\n\n# a heading.")
    build_index(corpus, index_folder)
    with open_index(index_folder) as index:
        wrong = outcome(index, "What is the evil thing?", gold("goats"))
        text = failure_report(index, [wrong], 0.5, limit=1, seed=0, on_failure=lambda: None)
    (line,) = [line for line in text.splitlines() if "<img" in line]
    assert line.startswith("    ")
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Wrong answers",
        f"## 1. {failures.NOT_CHOSEN}",
    ]


@pytest.mark.parametrize("most", [1, 3, 100])
def test_so_many_of_each_kind_are_shown(index, most):
    wrong = outcome(index, "Who built the lighthouse?", gold("goats"))
    answered = outcome(index, "Who won the 2018 World Cup?", confidence=0.9)
    outcomes = [wrong] * 4 + [answered] * 5
    picked = sample_outcomes(outcomes, most, seed=1)
    assert picked == [wrong] * min(most, 4) + [answered] * min(most, 5)
