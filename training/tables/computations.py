"""Questions that rows of a table answer together, with all that could be computed and what is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.answering.tables.computing.candidates import candidates
from assistant.answering.tables.computing.features import features_of
from assistant.answering.tables.computing.grid import Grid, grid_of
from assistant.answering.tables.computing.operations import Computation, texts_of
from assistant.answering.tables.computing.quantities import figure_of
from assistant.answering.tables.operation import operation_of
from assistant.answering.tables.question import table_question
from benchmarks.tables.material import Question
from training.tables.examples import absent_questions

# Half of the last figure that answers with two decimals have.
_ROUNDED = Decimal("0.006")


@dataclass(frozen=True, slots=True)
class ComputedExample:
    """A question with what could be computed for it.

    Attributes:
        question: The question with its table.
        computations: All that could be computed, not empty.
        features: The features of each.
        right: Whether each gives what is right.
        kind: The data set, with "computed" where no cell says it; or why the table does not answer.
    """

    question: Question
    computations: tuple[Computation, ...]
    features: tuple[dict[str, float], ...]
    right: tuple[bool, ...]
    kind: str


def computed_examples(questions: Sequence[Question], seed: int = 5) -> Iterator[ComputedExample]:
    """Yield the questions whose words ask for several rows and for which anything can be computed.

    Then those made from them that their tables do not answer, so that nothing is right.
    """
    asked = [question for question in questions if operation_of(question.text) is not None]
    for question in asked:
        kind = question.source + (", computed" if question.is_computed else "")
        yield from _example(question, question.answers, kind)
    for text, grid, kind in absent_questions(asked, seed):
        yield from _example(Question(text, grid, (), (), True, ""), (), kind)


def _example(question: Question, answers: Sequence[str], kind: str) -> Iterator[ComputedExample]:
    grid = grid_of(question.grid.header, question.grid.rows, question.grid.title)
    asked = table_question(question.text)
    found = candidates(asked, grid)
    if found:
        features = tuple(features_of(asked, grid, each) for each in found)
        right = tuple(bool(answers) and is_right(grid, each, answers) for each in found)
        yield ComputedExample(question, found, features, right, kind)


def is_right(grid: Grid, computation: Computation, answers: Sequence[str]) -> bool:
    """Whether a result is what is right: the same texts, or the same figure, rounded to two decimals."""
    wanted = [figure_of(answer) for answer in answers]
    if computation.figure is not None:
        return len(wanted) == 1 and wanted[0] is not None and abs(computation.figure - wanted[0]) <= _ROUNDED
    texts = texts_of(grid, computation)
    if {_plain(text) for text in texts} == {_plain(answer) for answer in answers}:
        return True
    is_figure = (
        len(answers) == len(texts) == 1 and _plain(answers[0]).replace(",", "").replace(".", "").isdigit()
    )
    return is_figure and figure_of(texts[0]) == wanted[0]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
