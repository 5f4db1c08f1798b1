import pytest

from assistant import Turn
from assistant.conversation.standalone import complete

ARREST = Turn(
    "Who was arrested in Bamako?", "The crisis began when Mali detained Yann Vezilier, a French national. [1]"
)


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("When was he arrested?", "Yann Vezilier"),
        ("and why?", "Bamako"),
        ("Why did it happen?", "Bamako"),
    ],
)
def test_a_follow_up_gets_what_it_leans_on(question, added):
    completed = complete(question, [ARREST])
    assert added in completed.topic
    assert completed.written_out == f"{question} ({completed.topic})"


@pytest.mark.parametrize(
    "question",
    [
        "Why did the European Union end its mission in the Sahel?",
        "Which mercenaries withdrew from Mali?",
        "How hot is the sun?",
    ],
)
def test_a_question_with_its_own_topic_is_left_alone(question):
    assert complete(question, [ARREST]).topic == ""
    assert complete(question, [ARREST]).written_out == question


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
    assert added in complete(question, history).topic


def test_a_new_subject_leaves_the_old_one_behind():
    cup = Turn("Who won the World Cup in 2018?", "France beat Croatia. [1]")
    topic = complete("Where was it held?", [ARREST, cup]).topic
    assert "World Cup" in topic
    assert "Bamako" not in topic


def test_a_part_of_the_subject_keeps_its_theme():
    history = [
        Turn("What did Mali do?", "It turned to the Wagner Group. [1]"),
        Turn("What is the Wagner Group?", "Mercenaries from Russia, who came to Mali. [1]"),
    ]
    topic = complete("Why did it leave?", history).topic
    assert "Wagner Group" in topic
    assert "Mali" in topic


def test_without_history_nothing_is_added():
    assert complete("When was he arrested?", []).topic == ""


def test_topics_stay_over_several_follow_ups():
    question = "When was he arrested?"
    second = Turn(complete(question, [ARREST]).written_out, "It happened in August. [1]")
    assert "Vezilier" in complete("Why was he arrested?", [ARREST, second]).topic


@pytest.mark.parametrize(
    ("last", "question", "asked"),
    [
        # A name for a name, and the number belongs to it.
        ("What does the Orla 9 weigh?", "And the Orla 8?", "What does the Orla 8 weigh?"),
        ("Why did France leave Mali?", "What about Niger?", "Why did France leave Niger?"),
        ("What was BP's revenue in 2021?", "What about Shell?", "What was Shell's revenue in 2021?"),
        # Words in common, and a noun for a noun.
        ("How much is in yellow pea protein?", "And green pea protein?", "How much is in green pea protein?"),
        (
            "What does a tyre change for the Velora 3 cost?",
            "And a service?",
            "What does a service for the Velora 3 cost?",
        ),
        (
            "How much is a tyre change for the Velora 3?",
            "And a service?",
            "How much is a service for the Velora 3?",
        ),
        ("How is a sprain treated?", "And frostbite?", "How is a frostbite treated?"),
        ("Who teaches archery?", "What about rowing?", "Who teaches rowing?"),
        ("What licence does starlette have?", "And uvicorn?", "What licence does uvicorn have?"),
        ("Is tea healthy?", "What about coffee?", "Is coffee healthy?"),
        # A year for a year; where there is none, one more condition.
        ("What was the profit in 2022?", "And in 2023?", "What was the profit in 2023?"),
        ("What was the profit?", "And in 2023?", "What was the profit in 2023?"),
        ("Who paid in Q2 2024?", "And in Q3?", "Who paid in Q3 2024?"),
        (
            "When was he arrested? (Yann Vezilier)",
            "And in Bamako?",
            "When was he arrested in Bamako? (Yann Vezilier)",
        ),
        # Another question word.
        ("Why did France leave Mali?", "And when?", "When did France leave Mali?"),
        ("Who left Mali?", "And when?", None),
        # What has a verb of its own asks something else.
        ("Who teaches archery?", "And when does it begin?", None),
    ],
)
def test_another_value_takes_the_place_of_the_last_one(last, question, asked):
    completed = complete(question, [Turn(last, "Yes. [1]")])
    assert completed.text == (asked or completed.text)
    assert (completed.topic == "") == (asked is not None)


COURSES = Turn(
    "Which courses are there?",
    "Archery is taught by Wanda Kloss. [1] Rowing is taught by Emil Faber. [2]",
    ("sports.md", "water.md"),
)


def test_what_the_last_answer_told_is_referred_to_by_its_place():
    assert complete("Who teaches the second one?", [COURSES]).topic == "Emil Faber"
    assert complete("When does the first course begin?", [COURSES]).topic == "Wanda Kloss"


@pytest.mark.parametrize("question", ["Is it dearer than other courses?", "How does it differ from others?"])
def test_what_is_compared_with_others_may_have_been_told(question):
    assert complete(question, [COURSES]).told == ""
    assert complete("Which other courses are there?", [COURSES]).told


def test_the_documents_of_the_last_answer_are_referred_to():
    assert complete("What else does that document say?", [COURSES]).documents == ("sports.md",)
    assert complete("What does the second document say?", [COURSES]).documents == ("water.md",)
    assert complete("What does the document say?", [COURSES]).documents == ()
