"""Questions asked of a real index, and what is measured on the answers."""

from dataclasses import replace

import pytest
from material import MEMO
from small_set import LINES

from assistant import open_index
from assistant.evaluation.sets.gold_check import check_gold
from assistant.evaluation.sets.questions import Gold, Question, load_questions
from assistant.evaluation.stages import ranked_and_scored, retrieved_and_answered
from assistant.evaluation.tasks.answers import NO_SPANS, Outcome, answer_questions, answer_records
from assistant.types import Answer, Citation, Passage, Statement


def citation(start, end, document="a.txt", page=None, span=None, also_in=()):
    return Citation(document, page, start, end, "x" * (end - start), 1.0, also_in=also_in, span=span)


def passage(start, end, document="a.txt", page=None):
    return Passage(document, page, start, end, "x" * (end - start))


def measured(question, passages=(), citations=(), confidence=0.9, caution=0.5):
    answer = Answer(question.text, "answer", confidence, (Statement("x", (1,)),), tuple(citations))
    found, notes = answer_records([Outcome(question, tuple(passages), answer)], caution)
    return found[0].values, notes


RANGE = Question("q", "Who?", "answerable", (Gold("a.txt", 10, 20, text="x" * 10),), ("Ada",))


@pytest.mark.parametrize(
    "question",
    [
        "Who built the lighthouse?",
        "When was the lighthouse closed?",
        "Who won the 2018 World Cup?",
        "What is this about?",
        "Hello!",
    ],
)
def test_what_is_measured_is_what_a_user_gets(index, question):
    passages, answer = retrieved_and_answered(index, question, 10)
    assert passages == index.retrieve(question, 10)
    assert answer == replace(index.ask(question, refuse=False), searched_for=answer.searched_for)
    ranked, evidence = ranked_and_scored(index, question, 10, index.settings.passages_read)
    assert [r.passage.id for r in ranked] == [p.id for p in passages]
    if answer.kind == "answer":
        best = evidence[0]
        assert (best.sentence.start, best.score) == (answer.citations[0].start, answer.citations[0].score)


def test_a_set_about_a_real_corpus(index, question_set):
    questions, notes = check_gold(index, load_questions(question_set / "questions.jsonl"))
    asked = []
    outcomes = answer_questions(index, questions, lambda: asked.append(1))
    found, more = answer_records(outcomes, index.settings.caution)
    assert not notes
    assert not more
    assert len(asked) == len(found) == len(LINES)
    values = {record.id: record.values for record in found}
    assert values["built"]["hit@1"] == values["built"]["first right"] == 1
    assert values["built"]["F1"] == 1
    assert values["hotel"]["MRR@10"] == values["hotel"]["evidence recall"] == 1
    assert values["foreign-1"]["refused"] == 1
    assert "first right" not in values["v2-1"]
    assert {record.id: record.group for record in found}["v2-1"] == "near miss"


def test_without_a_reader_short_answers_are_left_out_and_that_is_said(index, question_set):
    questions = load_questions(question_set / "questions.jsonl")
    with open_index(index.path, reader="none") as plain:
        found, notes = answer_records(
            answer_questions(plain, questions, lambda: None), index.settings.caution
        )
    assert notes == [NO_SPANS]
    assert all("F1" not in record.values for record in found)


def test_citations_by_hand():
    right, wrong = citation(5, 25), citation(30, 70)
    values, _ = measured(RANGE, citations=[wrong, right])
    assert (values["first right"], values["any right"], values["any of three right"]) == (0, 1, 1)
    assert (values["precision"], values["evidence recall"]) == (0.5, 1)
    assert (values["citations"], values["characters cited"]) == (2, 60)
    values, _ = measured(RANGE, citations=[right, wrong, wrong, wrong])
    assert (values["first right"], values["precision"]) == (1, 0.25)
    values, _ = measured(RANGE, citations=[wrong, wrong, wrong, right])
    assert (values["any right"], values["any of three right"]) == (1, 0)
    values, _ = measured(RANGE)
    assert (values["first right"], values["precision"], values["evidence recall"]) == (0, 0, 0)


def test_a_part_of_the_answer_and_another_document_are_not_right():
    assert measured(RANGE, citations=[citation(10, 19)])[0]["first right"] == 0
    assert measured(RANGE, citations=[citation(5, 25, "b.txt")])[0]["first right"] == 0
    assert measured(RANGE, citations=[citation(5, 25, "b.txt", also_in=("a.txt",))])[0]["first right"] == 1


def test_recall_counts_places_and_not_wordings():
    gold = (Gold("a.txt", 10, 20), Gold("a.txt", 10, 15), Gold("a.txt", 40, 45), Gold("a.txt", page=3))
    question = replace(RANGE, gold=gold)
    values, _ = measured(question, citations=[citation(5, 17, page=1)])
    assert values["evidence recall"] == pytest.approx(1 / 3)
    values, _ = measured(question, citations=[citation(5, 50, page=1), citation(90, 95, page=3)])
    assert values["evidence recall"] == 1


def test_pages():
    question = replace(RANGE, gold=(Gold("a.txt", page=3),))
    late = [citation(0, 1, page=1)] * 3 + [citation(0, 1, page=3)]
    assert measured(question, citations=late[1:])[0]["right page in three"] == 1
    assert measured(question, citations=late)[0]["right page in three"] == 0
    assert "right page in three" not in measured(RANGE, citations=late)[0]


def test_the_right_cell_is_the_figure_unit_apart():
    gold = (Gold("a.txt", page=1, text="Inventories\n5,409 $\n5,051"),)
    question = Question("q", "How much?", "answerable", gold, ("$5409.00",))
    row = "Inventories 5,409 5,051"
    right, wrong = (Citation("a.txt", 1, 0, len(row), row, 1.0, span=span) for span in ((12, 17), (18, 23)))
    assert measured(question, citations=[right])[0]["right cell"] == 1
    assert measured(question, citations=[wrong])[0]["right cell"] == 0
    assert "right cell" not in measured(replace(question, answers=("$46",)), citations=[right])[0]
    assert "right cell" not in measured(replace(question, answers=("By 5,409",)), citations=[right])[0]


def test_passages_by_hand():
    question = replace(RANGE, gold=(Gold("a.txt", 10, 20), Gold("a.txt", 12, 20), Gold("a.txt", 50, 60)))
    values, _ = measured(question, [passage(0, 15), passage(0, 15, "b.txt"), passage(8, 30)])
    assert (values["hit@1"], values["hit@3"], values["MRR@10"]) == (0, 1, pytest.approx(1 / 3))
    assert "nDCG@10" not in values


@pytest.mark.parametrize(("passages", "ndcg"), [([(0, 30), (40, 70)], 1.0), ([(40, 70), (0, 30)], 0.7967)])
def test_graded_passages(passages, ndcg):
    gold = (Gold("a.txt", 10, 20, grade=3), Gold("a.txt", 12, 20), Gold("a.txt", 50, 60, grade=1))
    question = replace(RANGE, gold=gold, graded=True)
    values, _ = measured(question, [passage(*range_) for range_ in passages])
    # By hand: (1 + 3 / log2(3)) / (3 + 1 / log2(3)) where the lesser place comes first.
    assert values["nDCG@10"] == pytest.approx(ndcg, abs=1e-4)


def test_short_answers_need_a_span():
    quote = "The engineer was Ada Thornbury."
    cited = Citation("a.txt", None, 100, 131, quote, 1.0, span=(117, 130))
    question = replace(RANGE, answers=("Bo", "engineer Ada Thornbury"))
    values, notes = measured(question, citations=[cited])
    assert not notes
    assert values["exact match"] == 0
    assert values["F1"] == pytest.approx(0.8)
    values, _ = measured(replace(question, answers=("the Ada Thornbury",)), citations=[cited])
    assert values["exact match"] == values["F1"] == 1
    values, notes = measured(question, citations=[replace(cited, span=None)])
    assert notes == [NO_SPANS]
    assert "F1" not in values


def test_refusals_are_read_off_the_confidence():
    assert measured(RANGE, confidence=0.49)[0]["refused"] == 1
    assert measured(RANGE, confidence=0.5)[0]["refused"] == 0
    assert measured(RANGE, confidence=0.5, caution=0.6)[0]["refused"] == 1


def test_gold_is_checked_against_the_documents(index):
    start = MEMO.index("1871")
    good = Gold("lighthouse.txt", start, start + 4, text="1871")
    questions = [
        Question("good", "When?", "answerable", (good,)),
        Question("partly", "When?", "answerable", (good, replace(good, start=0, end=4))),
        Question("moved", "When?", "answerable", (replace(good, start=start + 1, end=start + 5),)),
        Question("gone", "When?", "answerable", (replace(good, document="gone.txt"),)),
        Question("page", "When?", "answerable", (Gold("lighthouse.txt", page=1),)),
        Question("text", "When?", "answerable", (Gold("lighthouse.txt", text="1999"),)),
        Question("no-gold", "When?", "foreign"),
    ]
    kept, notes = check_gold(index, questions)
    assert [question.id for question in kept] == ["good", "partly", "no-gold"]
    assert kept[1].gold == (good,)
    said = "\n".join(notes)
    for words in (
        "left out, since their offsets do not hold their answer in 'lighthouse.txt': moved",
        "left out, since the corpus has no document 'gone.txt': gone",
        "left out, since 'lighthouse.txt' has no pages: page",
        "left out, since 'lighthouse.txt' does not hold the text of their answer: text",
        "measured without some of the gold, since their offsets",
    ):
        assert words in said
