"""Look-ups in tables with the cells that are right, and questions that their table does not answer."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.tables.features import CellFeatures, cell_features
from assistant.answering.tables.operation import operation_of
from assistant.answering.tables.question import TableQuestion, table_question
from assistant.documents.tables import Cell, TableText, write_table
from benchmarks.tables.material import Grid, Question

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEARS_AWAY = (-17, -11, 11, 13)
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the features of the cells of a table.

    Attributes:
        question: The question.
        features: Of the cells.
        right: The numbers of the cells that are right, () where the table does not answer.
        kind: "look-up", "other table", "other year" or "other name".
    """

    question: TableQuestion
    features: CellFeatures
    right: tuple[int, ...]
    kind: str


def look_ups(questions: Sequence[Question]) -> Iterator[tuple[Question, Example]]:
    """Yield the questions that one cell answers, where that cell can be found in the table."""
    for question in questions:
        if question.is_computed or operation_of(question.text) is not None:
            continue
        table = _written(question.grid)
        body = table.body
        if len(body) != len(question.grid.rows):
            continue
        asked = table_question(question.text)
        features = cell_features(asked, table, table.table.columns, body, question.grid.title)
        answers = {_plain(answer) for answer in question.answers}
        right = tuple(
            n
            for n, (row, column) in enumerate(features.places)
            if row in question.rows and _plain(table.cells(body[row])[column]) in answers
        )
        if right:
            yield question, Example(asked, features, right, "look-up")


def unanswerable(found: Sequence[Question], seed: int = 3) -> Iterator[Example]:
    """Yield `absent_questions` with the features of the cells of their tables."""
    for text, grid, kind in absent_questions(found, seed):
        table, asked = _written(grid), table_question(text)
        features = cell_features(asked, table, table.table.columns, table.body, grid.title)
        yield Example(asked, features, (), kind)


def absent_questions(found: Sequence[Question], seed: int = 3) -> Iterator[tuple[str, Grid, str]]:
    """Yield questions that look answered by a table but are not, up to three for each question.

    Args:
        found: Questions that their tables answer.
        seed: For the draw of other tables, years and names.

    Yields:
        The question, the table, and why it has no answer: "other table", "other year" or "other name".
    """
    generator = random.Random(seed)
    for question in found:
        other = generator.choice(found)
        if other.grid != question.grid:
            yield question.text, other.grid, "other table"
        year = _YEAR.search(question.text)
        if year:
            wrong = str(int(year[0]) + generator.choice(_YEARS_AWAY))
            yield question.text.replace(year[0], wrong), question.grid, "other year"
        renamed = _renamed(question, other, generator)
        if renamed:
            yield renamed, question.grid, "other name"


def _renamed(question: Question, other: Question, generator: random.Random) -> str:
    """Return the question with a cell of its row that it names replaced by one of another table."""
    lower = question.text.casefold()
    named = [
        cell
        for row in question.rows or range(len(question.grid.rows))
        for cell in question.grid.rows[row]
        if len(cell) >= _SHORTEST_NAME and any(map(str.isalpha, cell)) and cell.casefold() in lower
    ]
    strange = [
        cell
        for row in other.grid.rows
        for cell in row
        if _SHORTEST_NAME <= len(cell) <= 40 and any(map(str.isalpha, cell)) and cell.casefold() not in lower
    ]
    if not named or not strange or other.grid == question.grid:
        return ""
    cell = max(named, key=len)
    start = lower.index(cell.casefold())
    return question.text[:start] + generator.choice(strange) + question.text[start + len(cell) :]


def _written(grid: Grid) -> TableText:
    names = [Cell(name, is_header=True) for name in grid.header]
    written = write_table([names, *(row if any(row) else ("-",) for row in grid.rows)])
    return TableText(written.table, written.text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
