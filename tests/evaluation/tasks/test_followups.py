"""Follow-up questions against rewrites."""

import pytest

from assistant.conversation.standalone import complete
from assistant.evaluation.metrics.squad import token_f1
from assistant.evaluation.sets.followups import FOLLOW_UP, STANDS_ALONE, load_followups
from assistant.evaluation.tasks.followups import followup_records
from assistant.types import Turn

TITLES = ["Frank Zappa", "Disbandment"]


def line(question, rewrite, *said):
    return {"history": [*TITLES, *said], "question": question, "rewrite": rewrite}


@pytest.fixture
def measured(lines_in):
    def measure(*lines):
        return followup_records(load_followups(lines_in(*lines)), lambda: None)

    return measure


def test_the_titles_are_the_first_turn(lines_in):
    (item,) = load_followups(lines_in(line("Why?", "Why did Zappa?", "What band?", "The Mothers")))
    assert item.history == (Turn("Frank Zappa, Disbandment"), Turn("What band?", "The Mothers"))


def test_what_is_measured_is_what_the_conversation_makes_of_it(lines_in):
    path = lines_in(line("When did he die?", "When did Frank Zappa die?"))
    (item,), (record,) = load_followups(path), followup_records(load_followups(path), lambda: None)
    standalone = complete(item.question, item.history).written_out
    assert "Zappa" in standalone
    assert record.group == FOLLOW_UP
    assert record.values["token F1"] == pytest.approx(token_f1(standalone, item.rewrite))
    assert record.values["token F1 of the question as asked"] == pytest.approx(2 * 3 / (4 + 5))
    assert record.values["recall of added names"] == 1
    assert record.values["precision of added names"] == 1


def test_names_that_are_missed(measured):
    (record,) = measured(
        line("When did Zappa's band split?", "When did Zappa's band the Mothers of Invention split?")
    )
    assert record.values["recall of added names"] == 0
    assert "precision of added names" not in record.values


def test_questions_that_stand_alone(measured):
    left, added = measured(
        line("What group did Frank Zappa found?", "What group did Frank Zappa found?"),
        line("Did he die?", "did he die", "Who is Bo Miller?", "A drummer."),
    )
    assert left.group == added.group == STANDS_ALONE
    assert left.values["left as it is"] == 1
    assert added.values["left as it is"] == 0
    assert added.values["token F1"] < 1


def test_names_that_the_person_did_not_mean(measured):
    (record,) = measured(line("When did they split?", "When did the Mothers and Frank Gambale split?"))
    # "Frank" and "Zappa" are added, and the rewrite has the first.
    assert record.values["precision of added names"] == pytest.approx(1 / 2)
