import pytest

from assistant import ask, build_index
from assistant.answering.same_fact import say_the_same
from assistant.settings import Settings

LEAVE = "Every employee has 28 days of paid leave a year."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LEAVE, "All employees have 28 days of paid leave per year"),
        ("The crane was repaired.", "the crane was\nrepaired!"),
        ("The door can't be opened.", "The door cannot be opened."),
    ],
)
def test_the_same_in_nearly_the_same_words(one: str, other: str) -> None:
    assert say_the_same([one, other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LEAVE, "Every employee has 30 days of paid leave a year."),
        (LEAVE, "Every employee has no 28 days of paid leave a year."),
        (LEAVE, "Some employees have 28 days of paid leave a year."),
        (LEAVE, "Every employee had 28 days of paid leave a year."),
        ("The door can be opened.", "The door can't be opened."),
        ("Plan A costs 5 euros.", "The plan costs 5 euros."),
        ("It is 5 degrees.", "It is -5 degrees."),
        ("The rate is 1.5%.", "The rate is 15%."),
        ("It costs 5 €.", "It costs 5 $."),
        ("Ann paid Tom.", "Tom paid Ann."),
        ("It opens before 5.", "It opens after 5."),
    ],
)
def test_what_differs_in_what_it_says_stays_apart(one: str, other: str) -> None:
    assert not say_the_same([one, other])


def test_a_fact_of_several_documents_is_said_once(tmp_path, tiny: Settings) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "handbook.txt").write_text(f"{LEAVE} The office opens at seven.\n", encoding="utf-8")
    (corpus / "notice.txt").write_text(
        "All employees have 28 days of paid leave per year.\n", encoding="utf-8"
    )
    settings = tiny.using(corpus=str(corpus), index=str(tmp_path / "index"), caution=0.0, passage_tokens=60)
    build_index(settings=settings)
    answer = ask("How many days of paid leave does every employee have a year?", settings=settings)
    about_leave = [statement for statement in answer.statements if "28 days" in statement.text]
    assert len(about_leave) == 1
    cited = {answer.citations[number - 1].document for number in about_leave[0].citations}
    assert cited == {"handbook.txt", "notice.txt"}
