"""What is measured of a written answer."""

from assistant.evaluation.report.summary import summarize
from assistant.evaluation.results import Record
from assistant.evaluation.sets.questions import ANSWERABLE, Gold, Question
from assistant.evaluation.tasks.written import written_values
from assistant.types import Answer, Citation, Statement, StatementProof, Writing

QUESTION = Question(
    "q", "Who built it?", ANSWERABLE, gold=(Gold("a.txt", 0, 20),), answers=("Ada Thornbury",)
)
CITATIONS = (
    Citation("a.txt", None, 0, 36, "Ada Thornbury built the lighthouse.", 1.0),
    Citation("a.txt", None, 40, 62, "Goats eat potatoes.", 1.0),
)


def answer(*statements: Statement, dropped: int = 0) -> Answer:
    return Answer(
        "Who?", "answer", 0.9, statements, CITATIONS, writing=Writing("small", dropped=dropped), commit=1
    )


def statement(text: str, label: str, *citations: int) -> Statement:
    return Statement(text, citations, proof=StatementProof(label, 0.9, 0.0))


def test_gold_counts_only_in_a_proven_sentence_and_dropped_ones_count_as_not_proven():
    proven = statement("The lighthouse was built by Ada Thornbury.", "supported", 1)
    made_up = statement("Ada Thornbury was a pirate.", "not enough")
    values = written_values(QUESTION, answer(proven, made_up, dropped=2), 3.0)
    assert values["gold in a proven sentence"] == 1.0
    assert (values["proven"], values["citation recall"], values["citation precision"]) == (0.25, 0.5, 1.0)
    assert (values["written"], values["refused"], values["seconds"]) == (1.0, 0.0, 3.0)
    assert written_values(QUESTION, answer(made_up), 3.0)["gold in a proven sentence"] == 0.0
    assert {metric.name for metric in summarize([Record("q", ANSWERABLE, values)])} >= {"proven", "refused"}


def test_a_citation_that_is_not_needed_is_not_precise():
    both = statement("Ada Thornbury built the lighthouse.", "supported", 1, 2)
    assert written_values(QUESTION, answer(both), 1.0)["citation precision"] == 0.5


def test_a_quoted_answer_has_no_written_sentences():
    quoted = Answer("Who?", "refusal", 0.1, writing=Writing("small", "The language model wrote nothing."))
    values = written_values(QUESTION, quoted, 1.0)
    assert values == {"written": 0.0, "refused": 1.0, "seconds": 1.0, "gold in a proven sentence": 0.0}
