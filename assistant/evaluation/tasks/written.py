"""Written answers: how often they hold the gold answer, and how well their citations support them.

Citation recall and precision are those of ALCE (Gao et al., EMNLP 2023, "Enabling Large Language Models to
Generate Text with Citations"), judged by the prover that ships: it also chose the citations, so these two say
how it agrees with itself, and a judge of its own would find less.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import mean

from assistant.api import Index
from assistant.evaluation.metrics.squad import normalize_answer
from assistant.evaluation.results import Record
from assistant.evaluation.sets.questions import Question
from assistant.proving.prove import prove
from assistant.types import Answer, Citation, ReadSentence, Statement

JUDGED = "citation recall and precision are judged by the prover that also chose the citations"


def written_records(
    index: Index, questions: Sequence[Question], on_question: Callable[[], None]
) -> tuple[list[Record], list[str]]:
    """Have every question answered by the language model; return a record for each, and notes.

    Args:
        index: The index to ask; its settings name the model.
        questions: The questions.
        on_question: Called after each question.

    Raises:
        SettingsError: No language model is configured.
    """
    records, problems = [], dict[str, int]()
    for question in questions:
        began = time.monotonic()
        answer = index.ask(question.text, documents=question.asked_of, written=True)
        seconds = time.monotonic() - began
        records.append(Record(question.id, question.group, written_values(question, answer, seconds)))
        if answer.writing is not None and answer.writing.note:
            problems[answer.writing.note] = problems.get(answer.writing.note, 0) + 1
        on_question()
    notes = [f"{count} of {len(questions)}: {note.rstrip('.')}" for note, count in problems.items()]
    return records, [JUDGED, *notes]


def written_values(question: Question, answer: Answer, seconds: float) -> dict[str, float]:
    """Return what is measured of one answer; sentences and citations only of one that is written."""
    values = {
        "written": float(answer.is_written),
        "refused": float(answer.kind == "refusal"),
        "seconds": seconds,
    }
    if question.gold and question.answers:
        said = [s.text for s in answer.statements if answer.is_written and s.is_proven]
        values["gold in a proven sentence"] = float(any(_holds(text, question.answers) for text in said))
    if answer.is_written and answer.writing is not None:
        proven = sum(statement.is_proven for statement in answer.statements)
        values["proven"] = proven / (len(answer.statements) + answer.writing.dropped)
        values["citation recall"] = proven / len(answer.statements)
        precise = [each for s in answer.statements for each in _precise(s, answer.citations)]
        values["citation precision"] = mean(precise) if precise else 0.0
    return values


def _holds(text: str, answers: Sequence[str]) -> bool:
    said = f" {normalize_answer(text)} "
    return any(f" {normalize_answer(answer)} " in said for answer in answers)


def _precise(statement: Statement, citations: Sequence[Citation]) -> list[bool]:
    """Return for each citation of a statement whether it is needed, or supports the statement alone."""
    cited = [citations[number - 1] for number in statement.citations]
    if len(cited) == 1:
        return [statement.is_proven]
    return [
        _supports([each], statement) or not _supports([c for c in cited if c is not each], statement)
        for each in cited
    ]


def _supports(citations: Sequence[Citation], statement: Statement) -> bool:
    read = [ReadSentence(each.text, each.title) for each in citations]
    return prove(statement.text, read).label == "supported"
