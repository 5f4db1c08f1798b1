import pytest

from assistant import Turn
from assistant.conversation import standalone_question, topic_of

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
    topic = topic_of(question, [ARREST])
    assert added in topic
    assert standalone_question(question, topic) == f"{question} ({topic})"


@pytest.mark.parametrize(
    "question",
    [
        "Why did the European Union end its mission in the Sahel?",
        "Which mercenaries withdrew from Mali?",
        "How hot is the sun?",
    ],
)
def test_a_question_with_its_own_topic_is_left_alone(question):
    assert topic_of(question, [ARREST]) == ""
    assert standalone_question(question, "") == question


def test_without_history_nothing_is_added():
    assert topic_of("When was he arrested?", []) == ""


def test_topics_stay_over_several_follow_ups():
    question = "When was he arrested?"
    second = Turn(standalone_question(question, topic_of(question, [ARREST])), "It happened in August. [1]")
    assert "Vezilier" in topic_of("Why was he arrested?", [ARREST, second])
