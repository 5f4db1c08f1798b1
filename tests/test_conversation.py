import pytest

from assistant import Turn
from assistant.conversation import standalone_question

ARREST = Turn(
    "Who was arrested in Bamako?", "The crisis began when Mali detained Yann Vezilier, a French national. [1]"
)


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("When was he arrested?", "Yann Vezilier"),
        ("and why?", "Bamako"),
        ("What about Niger?", "arrested"),
        ("Why did it happen?", "Bamako"),
    ],
)
def test_a_follow_up_gets_what_it_leans_on(question, added):
    completed = standalone_question(question, [ARREST])
    assert completed.startswith(question)
    assert added in completed


@pytest.mark.parametrize(
    "question", ["Why did the European Union end its mission in the Sahel?", "Which mercenaries withdrew from Mali?"]
)
def test_a_question_with_its_own_topic_is_left_alone(question):
    assert standalone_question("Which mercenaries withdrew from Mali?", [ARREST]) == "Which mercenaries withdrew from Mali?"


def test_without_history_nothing_is_added():
    assert standalone_question("  When was he arrested? ", []) == "When was he arrested?"


def test_topics_stay_over_several_follow_ups():
    second = Turn(standalone_question("When was he arrested?", [ARREST]), "It happened in August. [1]")
    assert "Vezilier" in standalone_question("Why was he arrested?", [ARREST, second])
