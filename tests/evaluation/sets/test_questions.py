"""Question sets in all their forms, and what is said about lines that cannot be used."""

import json

import pytest

from assistant.errors import AssistantError
from assistant.evaluation.sets.followups import load_followups
from assistant.evaluation.sets.question_set import find_set
from assistant.evaluation.sets.questions import Gold, load_questions
from assistant.evaluation.sets.sentence_selection import load_selections


def test_the_forms_of_gold(lines_in):
    path = lines_in(
        {
            "id": "range",
            "question": "Who?",
            "document": "a.txt",
            "answers": [{"start": 5, "text": "Ada"}, {"start": 5, "text": "Ada T"}],
        },
        {"id": "page", "question": "Who?", "document": "a.pdf", "evidence": [{"page": 0}], "answer": "Ada"},
        {"id": "text", "question": "Who?", "answers": ["Ada", "Ada T"]},
        {"question": "Who?", "document": "a.txt"},
    )
    by_range, by_page, by_text, by_document = load_questions(path)
    assert by_range.gold == (
        Gold("a.txt", 5, 8, text="Ada"),
        Gold("a.txt", 5, 10, text="Ada T"),
    )
    assert by_range.answers == ("Ada", "Ada T")
    assert (by_page.gold, by_page.answers) == ((Gold("a.pdf", page=1),), ("Ada",))
    assert (by_text.gold, by_text.answers) == (
        (Gold("", text="Ada"), Gold("", text="Ada T")),
        ("Ada", "Ada T"),
    )
    assert (by_document.id, by_document.gold) == ("line-4", (Gold("a.txt"),))
    assert not any(question.graded for question in load_questions(path))


def test_white_space_around_a_gold_answer_does_not_count(lines_in):
    (asked,) = load_questions(
        lines_in({"question": "Who?", "document": "a.txt", "answers": [{"start": 4, "text": "\n Ada T. "}]})
    )
    assert asked.gold == (Gold("a.txt", 6, 12, text="Ada T."),)


def test_what_holds_gold():
    found = ("a.txt", 2, 10, 20, "The Ada, of course")
    assert Gold("a.txt", 12, 20).is_contained_in(*found)
    assert not Gold("a.txt", 12, 21).is_contained_in(*found)
    assert not Gold("b.txt", 12, 20).is_contained_in(*found)
    assert Gold("a.txt", page=2).is_contained_in(*found)
    assert not Gold("a.txt", page=1).is_contained_in(*found)
    assert Gold("", text="ada of").is_contained_in(*found)
    assert not Gold("", text="Ad").is_contained_in(*found)
    assert not Gold("b.txt", text="Ada").is_contained_in(*found)
    assert Gold("a.txt").is_contained_in(*found)


def test_groups_and_grades(lines_in):
    path = lines_in(
        {"id": "v2-1", "question": "Who?", "document": "a.txt", "answers": []},
        {"id": "foreign-1", "question": "Who?", "answerable": False},
        {"id": "x-1", "question": "Who?", "answerable": False},
        {"id": "y-1", "question": "Who?", "answerable": False, "group": "hard"},
        {
            "id": "g",
            "question": "Who?",
            "document": "a.txt",
            "answers": [{"start": 0, "text": "Ada", "grade": 2}, {"start": 9, "text": "Bo"}],
        },
    )
    questions = load_questions(path)
    assert [q.group for q in questions] == ["near miss", "foreign", "unanswerable", "hard", "answerable"]
    assert questions[-1].graded
    assert [gold.grade for gold in questions[-1].gold] == [2, 1]


def test_a_sample_is_drawn_from_each_group_and_set_by_the_seed(lines_in):
    lines = [{"id": f"a-{n}", "question": "Who?", "document": "a.txt"} for n in range(20)]
    lines += [{"id": f"foreign-{n}", "question": "Who?", "answerable": False} for n in range(3)]
    path = lines_in(*lines)
    drawn = [[q.id for q in load_questions(path, 5, seed)] for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert [len(ids) for ids in drawn] == [8, 8, 8]
    assert sorted(drawn[0], key=[line["id"] for line in lines].index) == drawn[0]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not valid JSON"),
        ("[]", "must be a JSON object"),
        ({"question": " "}, "'question' must be a text"),
        ({"question": "Who?"}, "names no gold"),
        ({"question": "Who?", "answerable": True}, "no gold is named"),
        ({"question": "Who?", "document": 3}, "'document' must be"),
        ({"question": "Who?", "answers": [{"start": 1, "text": "A"}]}, "'document' is missing"),
        ({"question": "Who?", "document": "a", "answers": [{"start": -1, "text": "A"}]}, "'start' must be"),
        ({"question": "Who?", "document": "a", "answers": [{"start": True, "text": "A"}]}, "'start' must be"),
        ({"question": "Who?", "document": "a", "answers": [{"start": 1}]}, "'text' must be a text"),
        ({"question": "Who?", "document": "a", "answers": [1]}, "must be a list of objects"),
        ({"question": "Who?", "document": "a", "answers": ["A", 1]}, "must be a list of texts"),
        (
            {"question": "Who?", "document": "a", "answers": [{"start": 1, "text": "A"}, {"text": "B"}]},
            "some have none",
        ),
        ({"question": "Who?", "document": "a", "evidence": [{"text": "A"}]}, "'page' must be"),
        ({"question": "Who?", "document": "a", "evidence": [{"page": 1, "grade": 0}]}, "'grade' must be"),
        ({"question": "Who?", "answerable": False, "group": "answerable"}, "but it is not"),
        ({"question": "Who?", "id": "first", "document": "a"}, "occurred before"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path, line, words):
    path = tmp_path / "odd.jsonl"
    good = json.dumps({"id": "first", "question": "Who?", "document": "a"})
    path.write_text(f"{good}\n\n{line if isinstance(line, str) else json.dumps(line)}\n")
    with pytest.raises(AssistantError, match=r"Line 3 of .*odd\.jsonl") as raised:
        load_questions(path)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("load", "line", "words"),
    [
        (load_selections, {"question": "Who?", "sentences": [], "gold": []}, "'sentences' holds none"),
        (load_selections, {"question": "Who?", "sentences": ["A."], "gold": [1]}, "'gold' must be indices"),
        (
            load_selections,
            {"question": "Who?", "sentences": ["A.", ""], "gold": [1]},
            "'gold' must be indices",
        ),
        (load_selections, {"question": "Who?", "sentences": "A.", "gold": [0]}, "must be a list of texts"),
        (load_followups, {"question": "Who?", "rewrite": "Who?", "history": ["a"]}, "an even number"),
        (load_followups, {"question": "Who?", "rewrite": "", "history": []}, "'rewrite' must be a text"),
    ],
)
def test_lines_of_the_other_forms(lines_in, load, line, words):
    with pytest.raises(AssistantError, match=r"Line 1 of") as raised:
        load(lines_in(line))
    assert words in str(raised.value)


def test_a_file_without_questions(tmp_path):
    with pytest.raises(AssistantError, match="Cannot read the questions in"):
        load_questions(tmp_path / "missing.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n\n")
    with pytest.raises(AssistantError, match="There are no questions in"):
        load_questions(tmp_path / "empty.jsonl")


def test_the_form_of_a_set_is_known_by_its_keys(question_set, tmp_path, lines_in):
    found = find_set(question_set)
    assert (found.form, found.corpus, found.name) == ("answers", tmp_path / "corpus", tmp_path.name)
    path = lines_in({"question": "Who?", "sentences": ["A."], "gold": [0]})
    assert (find_set(path).form, find_set(path).corpus, find_set(path).name) == ("sentences", None, "lines")
    assert find_set(lines_in({"question": "Who?", "rewrite": "Who?", "history": []})).form == "follow-ups"


def test_a_set_without_its_parts(tmp_path, lines_in):
    with pytest.raises(AssistantError, match="There is no question set"):
        find_set(tmp_path / "nowhere")
    with pytest.raises(AssistantError, match=r"must hold 'questions\.jsonl'"):
        find_set(tmp_path)
    path = lines_in({"question": "Who?", "document": "a"})
    with pytest.raises(AssistantError, match="--corpus FOLDER"):
        find_set(path)
    assert find_set(path, tmp_path).corpus == tmp_path
    assert find_set(tmp_path, tmp_path).questions == path
    with pytest.raises(AssistantError, match="keys answer, query"):
        find_set(lines_in({"query": "Who?", "answer": "Ada"}))
    with pytest.raises(AssistantError, match="need no --corpus"):
        find_set(lines_in({"question": "Who?", "rewrite": "Who?", "history": []}), tmp_path)
