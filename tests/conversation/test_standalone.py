import pytest

from assistant import Turn
from assistant.conversation.standalone import standalone_question, topic_of

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


@pytest.mark.parametrize(
    ("before", "question", "added"),
    [
        # The subject stays over questions that name nothing, and over answers that name others.
        (["Who is Sheryl Crow?", "Where was she born?", "When?"], "Did she win awards?", "Sheryl Crow"),
        (["What is Symphony X?", "Who plays the drums?"], "When did the band take a break?", "Symphony X"),
        (["Who is Mike Gravel?", "Where did Gravel live?"], "Why did he move?", "Mike Gravel"),
        # What was spoken of before belongs to the subject; it is asked about, and the subject kept.
        (
            ["Who founded Fawlty Ltd? Basil did", "What is Fawlty Ltd worth?"],
            "And who owns it?",
            "Fawlty Ltd",
        ),
        # What continues takes the words along, too.
        (["What did the audit of Gull Bank find?"], "And why?", "audit"),
    ],
)
def test_a_conversation_keeps_its_subject(before, question, added):
    history = [Turn(each, "It was said in March by Tom Ashdown. [1]") for each in before]
    assert added in topic_of(question, history)


def test_a_new_subject_leaves_the_old_one_behind():
    cup = Turn("Who won the World Cup in 2018?", "France beat Croatia. [1]")
    topic = topic_of("Where was it held?", [ARREST, cup])
    assert "World Cup" in topic
    assert "Bamako" not in topic


def test_a_part_of_the_subject_keeps_its_theme():
    history = [
        Turn("What did Mali do?", "It turned to the Wagner Group. [1]"),
        Turn("What is the Wagner Group?", "Mercenaries from Russia, who came to Mali. [1]"),
    ]
    topic = topic_of("Why did it leave?", history)
    assert "Wagner Group" in topic
    assert "Mali" in topic


def test_without_history_nothing_is_added():
    assert topic_of("When was he arrested?", []) == ""


def test_topics_stay_over_several_follow_ups():
    question = "When was he arrested?"
    second = Turn(standalone_question(question, topic_of(question, [ARREST])), "It happened in August. [1]")
    assert "Vezilier" in topic_of("Why was he arrested?", [ARREST, second])
