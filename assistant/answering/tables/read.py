"""From scored sentences to the cell of a table: which tables are looked at, and what becomes the evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import log

from assistant.answering.direct_answer import DirectAnswer
from assistant.answering.evidence import Evidence
from assistant.answering.tables.choose import CellChoice, choose_cell
from assistant.answering.tables.computing.choose import ComputationChoice, choose_computation
from assistant.answering.tables.computing.grid import Grid, grid_of
from assistant.answering.tables.computing.wording import word_choice, word_figure
from assistant.answering.tables.computing.words import words_of
from assistant.answering.tables.found_tables import TableCandidate, cell_evidence, table_candidates
from assistant.answering.tables.instructions import without_instructions
from assistant.answering.tables.operation import WEAK, Operation, operation_of
from assistant.answering.tables.periods import AskedPeriod, asked_period, find_period, named_periods
from assistant.answering.tables.question import TableQuestion, absent_names, table_question, terms_of
from assistant.answering.tables.sums import row_label
from assistant.answering.tables.wording import unit_of, word_cell, word_row
from assistant.documents.tables import TableText
from assistant.documents.tables.values import is_percent, kind_of_value
from assistant.index.snapshot import Snapshot
from assistant.retrieval.search import Query
from assistant.types import TableRow
from assistant.types.tables import BETWEEN_LEVELS

# Nothing is computed from a table with more rows: that would take seconds.
_MOST_COMPUTED = 20_000
_MOST_CITED = 10
# A figure that stands nowhere cannot be checked at a glance: only one that is right in 3 of 5 is told.
_FIGURE_LOG_ODDS = log(0.6 / 0.4)
# Tables whose results are as sure as this are told apart by nothing that the question says.
_SAME_LOG_ODDS = 0.2
# Each of several figures is asked for, whatever "total" or "average" says besides.
_EACH = re.compile(r"\brespectively\b", re.IGNORECASE)
# Of the rows that a figure was computed from, the first are cited.
_MOST_USED = 3


def read_tables(snapshot: Snapshot, query: Query, evidence: Sequence[Evidence]) -> DirectAnswer | None:
    """Look for the answer in the cells of the tables that the best sentences are rows of.

    Args:
        snapshot: The state of the index that the sentences come from.
        query: The question.
        evidence: Scored sentences, best first, not empty.

    Returns:
        None if the best sentence is no row of a table whose cells are known.
    """
    if not evidence[0].sentence.is_row:
        return None
    question = table_question(without_instructions(query.standalone))
    candidates = list(table_candidates(snapshot, evidence))
    if not candidates or candidates[0].first is not evidence[0]:
        return None
    period = asked_period(question.text)
    in_period = _in_period(snapshot, question, period, candidates) if period is not None else None
    if in_period is not None:
        return in_period
    best = _best_cell(question, candidates)
    if best is None:
        return None
    candidate, choice = best
    operation = (
        None if _EACH.search(question.text) else operation_of(_besides_names(question, candidate, choice))
    )
    if operation is None and question.asks_percent and not _says_percent(candidate.table, choice):
        operation = "difference"
    if operation is not None and not _is_in_table(operation, question, candidate.table, choice):
        computed = _computed(snapshot, question, candidates, operation)
        # Words that need not ask for a computation refuse no question that a sentence may answer.
        is_needed = operation not in WEAK and question.expected.type != "cause"
        return computed if computed.evidence or is_needed else None
    if not _can_be_answer(question, candidate.table, choice):
        return None
    asked = [
        replace(choice, column=column)
        for column in named_periods(question, choice.columns, choice.column)
        if len(choice.rows) == 1 or column == choice.column
    ]
    rows = [
        _looked_up(snapshot, question, candidate, each, row)
        for each in asked
        for row in choice.rows[:_MOST_CITED]
    ]
    is_whole = len(candidate.body) == len(candidate.table.body)
    absent = absent_names(question, choice.unexplained) if is_whole else ()
    return DirectAnswer(tuple(row for row in rows if row is not None), choice.log_odds, absent=absent)


def _best_cell(
    question: TableQuestion, candidates: Sequence[TableCandidate]
) -> tuple[TableCandidate, CellChoice] | None:
    choices = ((each, choose_cell(question, each.table, each.body, each.context)) for each in candidates)
    found = [(each, choice) for each, choice in choices if choice is not None]
    return max(found, key=lambda each: each[1].log_odds, default=None)


def _besides_names(question: TableQuestion, candidate: TableCandidate, choice: CellChoice) -> str:
    """Return a question without the names of its row and column: "profit before tax" asks for no order."""
    text = question.text.casefold()
    header = choice.columns[choice.column] if choice.column < len(choice.columns) else ""
    names = (candidate.table.label(choice.rows[0]), *header.split(BETWEEN_LEVELS))
    for name in sorted(names, key=len, reverse=True):
        if len(name.split()) > 1:
            text = text.replace(name.casefold().strip(":"), " ")
    return text


def _in_period(
    snapshot: Snapshot, question: TableQuestion, period: AskedPeriod, candidates: Sequence[TableCandidate]
) -> DirectAnswer | None:
    """Return the period in which a row is highest, lowest or within bounds; None if none of one row is."""
    best = _best_cell(table_question(period.rest), candidates)
    if best is None or len(best[1].rows) != 1:
        return None
    (candidate, choice), row = best, best[1].rows[0]
    found = find_period(period, question, candidate.table.cells(row), choice.columns, choice.column)
    if found is None:
        return None
    wording, columns = found
    cited = cell_evidence(snapshot, candidate, row, columns[0], choice.log_odds, None)
    if cited is None:
        return None
    return DirectAnswer((replace(cited, columns=columns),), choice.log_odds, "extreme", figure=wording)


def _can_be_answer(question: TableQuestion, table: TableText, choice: CellChoice) -> bool:
    """Whether a chosen cell may say what is asked for.

    It does not if the question says it already or names the row by it, nor if a cause is asked for and it is
    a value, nor if a time or a number is asked for and it has none.
    """
    cells = [table.cells(row)[choice.column] for row in choice.rows]
    header = choice.columns[choice.column] if choice.column < len(choice.columns) else ""
    said = set(question.terms)
    if not set(terms_of(header)) & set(question.asked):
        if all(cell and set(terms_of(cell)) <= said for cell in cells):
            return False
        if choice.column == 0 and all(set(terms_of(cell)) & said for cell in cells):
            return False
    expected = question.expected
    if expected.type == "cause":
        return all(kind_of_value(cell) == "text" for cell in cells)
    return not expected.is_rare or any(expected.is_in(cell) or any(map(str.isdigit, cell)) for cell in cells)


def _says_percent(table: TableText, choice: CellChoice) -> bool:
    header = choice.columns[choice.column] if choice.column < len(choice.columns) else ""
    row = choice.rows[0]
    return is_percent(table.cells(row)[choice.column], header, table.label(row), *table.above)


def _looked_up(
    snapshot: Snapshot, question: TableQuestion, candidate: TableCandidate, choice: CellChoice, row: TableRow
) -> Evidence | None:
    """Return the chosen cell of a row, or the row as a whole if the question asks for nothing of it."""
    if question.asks_for_all(choice.columns):
        each = cell_evidence(snapshot, candidate, row, choice.column, choice.log_odds, None)
        whole = word_row(candidate.table, row)
        return replace(each, wording=whole, allows_span=False) if each is not None else None
    wording = word_cell(question, candidate.table, choice.columns, row, choice.column)
    return cell_evidence(snapshot, candidate, row, choice.column, choice.log_odds, wording)


def word_rows(snapshot: Snapshot, selected: Sequence[Sequence[Evidence]]) -> list[list[Evidence]]:
    """Give the sentences that are rows of known tables their wording: each value with its column's name."""
    return [[_worded(snapshot, each) for each in statement] for statement in selected]


def _worded(snapshot: Snapshot, evidence: Evidence) -> Evidence:
    if not evidence.sentence.is_row or evidence.wording is not None:
        return evidence
    start = evidence.sentence.start
    table = snapshot.table_at(evidence.ranked.passage.content, start)
    row = table.row_at(start) if table else None
    if table is None or row is None:
        return evidence
    return replace(evidence, wording=word_row(table, row, evidence.span))


def _computed(
    snapshot: Snapshot, question: TableQuestion, tables: Sequence[TableCandidate], operation: Operation
) -> DirectAnswer:
    """Return what the rows of one of the tables together say to the question."""
    found: list[tuple[TableCandidate, Grid, ComputationChoice]] = []
    for candidate in tables:
        table = candidate.table
        if len(table.body) > _MOST_COMPUTED:
            continue
        groups = table.groups()
        grid = grid_of(
            table.table.columns,
            [table.cells(row) for row in table.body],
            " ".join((candidate.context, *table.above)),
            [groups.get(row.start, "") for row in table.body],
        )
        choice = choose_computation(question, grid)
        if choice is not None:
            found.append((candidate, grid, choice))
    if not found:
        return DirectAnswer((), 0.0, operation)
    found.sort(key=lambda each: -each[2].log_odds)
    candidate, grid, choice = found[0]
    if any(
        other.log_odds > choice.log_odds - _SAME_LOG_ODDS and other.result != choice.result
        for _, _, other in found[1:]
    ):
        return DirectAnswer((), choice.log_odds, operation)  # nothing says which of two tables is meant
    computation, table = choice.computation, candidate.table
    is_figure = computation.figure is not None
    if is_figure and choice.log_odds < _FIGURE_LOG_ODDS:
        return DirectAnswer((), choice.log_odds, operation)
    columns_of: dict[int, tuple[int, ...]] = {}
    for number, column in computation.cells:
        columns_of[number] = (*columns_of.get(number, ()), column)
    cited: list[Evidence] = []
    for number, columns in columns_of.items():
        wording = None if is_figure else word_choice(grid, computation, number)
        each = cell_evidence(snapshot, candidate, table.body[number], columns[0], choice.log_odds, wording)
        cited += [replace(each, columns=columns)] if each is not None else []
        if len(cited) == (_MOST_USED if is_figure else _MOST_CITED):
            break
    name = table.table.columns[computation.target] if table.table.columns and is_figure else ""
    figure = word_figure(grid, computation, unit_of(table, name)) if is_figure else None
    return DirectAnswer(tuple(cited), choice.log_odds, operation, figure=figure)


def _is_in_table(operation: Operation, question: TableQuestion, table: TableText, choice: CellChoice) -> bool:
    """Whether the table itself has what would have to be computed: a column or a row is called so.

    "How many points did Ada score?" asks for a cell if there is a column "Points" and a row "Ada".
    """
    columns, cells = choice.columns, table.cells(choice.rows[0])
    header = set(terms_of(columns[choice.column])) if choice.column < len(columns) else set()
    beside = [row_label(table, choice.rows[0]), *cells[1:]]
    row = {term for c, cell in enumerate(beside) if c != choice.column for term in terms_of(cell)}
    asked, said = set(question.asked), set(question.terms)
    if operation == "count":
        label = set(terms_of(table.label(choice.rows[0])))
        is_named = bool(header & asked) or bool(asked & row) or (bool(label) and label <= said)
        # "How many votes did Ada get in Oak Park?" has a column "Ada" and a row "7-02 Oak Park School".
        is_named |= bool(header) and header <= question.all_terms and bool(label & said)
        is_figure = kind_of_value(cells[choice.column]) in ("number", "percent", "money")
        return is_figure and is_named and choice.column > 0 and len(choice.rows) == 1
    if _names_other_columns(question, columns, header):
        return False
    in_percent = kind_of_value(cells[choice.column]) == "percent"
    if operation == "difference" and in_percent and "percent" not in words_of(question.text).triggers:
        return False  # a change is no change in percent
    if question.asks_percent and not _says_percent(table, choice):
        return False
    named = set(terms_of(_WORDS[operation])) & said
    if question.asks_percent:
        named -= _PERCENT  # the cell is one
    return bool(named) and named <= header | row


def _names_other_columns(question: TableQuestion, columns: Sequence[str], header: set[str]) -> bool:
    """Whether a question names several periods, "in 2018 and 2019", of which a header is not all."""
    periods = question.numbers & {term for name in columns for term in terms_of(name)}
    return len(periods) > 1 and bool(periods & header) and not periods <= header


_PERCENT = frozenset(terms_of("percent percentage"))
_WORDS: dict[Operation, str] = {
    "sum": "total sum combined overall cumulative",
    "average": "average mean median",
    "extreme": "highest lowest largest smallest maximum minimum best worst latest top",
    "difference": "difference change increase decrease growth ratio percentage",
    "order": "first last next previous final second third",
    "comparison": "more less higher lower",
    "count": "",
}
