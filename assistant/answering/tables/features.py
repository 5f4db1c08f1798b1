"""What tells the cell that answers a question from the other cells of its table, as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from assistant.answering.tables.called import called
from assistant.answering.tables.computing.quantities import unit_of_figure
from assistant.answering.tables.question import TableQuestion, terms_of
from assistant.answering.tables.sums import SUM_LABEL, sum_rows
from assistant.documents.tables import TableText
from assistant.documents.tables.values import ValueKind, is_percent, kind_of_value
from assistant.index.search.analyzer import function_words
from assistant.types import TableRow

Array = npt.NDArray[np.float64]

FEATURES = (
    # The row: the share of the question's terms that only rows have, weighted by how few rows have them; the
    # share of its label's terms in the question; the weight of its cells that the question names in full.
    "row_share",
    "label_cover",
    "named",
    "group_share",
    # The column: the same of the terms of its header; whether the header is what is asked for.
    "header_share",
    "header_cover",
    "header_asked",
    "header_other_number",
    # Whether the header is one of persons, places or times, and the question asks who, where or when.
    "header_fits",
    "is_first",
    # The cell: whether the question says it already, in the first column and in others; whether it is of the
    # expected kind.
    "label_is_said",
    "is_said",
    "fits_kind",
    "misfits_kind",
    # The share of all terms of the question in row, header or title.
    "together",
)
_NUMBERS: frozenset[ValueKind] = frozenset(("number", "percent", "money", "time"))
_DATES: frozenset[ValueKind] = frozenset(("date", "year", "time"))


@dataclass(frozen=True, slots=True)
class CellFeatures:
    """The cells of a table and their features.

    Attributes:
        places: The number of the row in `body`, and of the column, of each cell.
        values: The features, of shape (cells, `FEATURES`).
        unexplained: The terms of the question that stand nowhere in the table, its title or its headers, and
            those of a code that do not stand there together.
    """

    places: tuple[tuple[int, int], ...]
    values: Array
    unexplained: frozenset[str]


def cell_features(
    question: TableQuestion,
    table: TableText,
    columns: Sequence[str],
    body: Sequence[TableRow],
    context: str = "",
) -> CellFeatures:
    """Compute the features of the cells of a table for a question.

    Args:
        question: The question.
        table: The table.
        columns: The names of its columns, () if they have none.
        body: The rows of values to choose from.
        context: What stands above the table: the document's title and file name, headings.
    """
    texts = [table.cells(row) for row in body]
    labels = _labels(texts)
    groups = table.groups()
    named_by = [set(terms_of(groups[row.start])) if row.start in groups else set() for row in body]
    above = set(terms_of(" ".join((context, *table.above))))
    labelled = [(label, *cells[1:]) for label, cells in zip(labels, texts, strict=True)]
    rows = _Rows(question, labelled, named_by)
    named = _Columns(question, columns, texts, " ".join(table.above))
    # An empty cell too, where the question names its column: then no other has the answer.
    places = tuple(
        (r, c)
        for r, cells in enumerate(texts)
        for c, text in enumerate(cells)
        if text or (c and named.cover(c) == 1.0)
    )
    known = above.union(rows.known, *named.terms)
    together = [above, *named.terms]
    strange = (code for code in question.codes if not rows.has(code) and not any(code <= t for t in together))
    return CellFeatures(
        places,
        np.array([_row_of(question, rows, named, above, texts, r, c) for r, c in places]).reshape(
            len(places), len(FEATURES)
        ),
        frozenset(term for term in question.terms if term not in known).union(*strange),
    )


def _labels(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return the label of each row, that of a total where the table leaves it empty."""
    unnamed = {row for row, cells in enumerate(texts) if cells and not cells[0]}
    totals = sum_rows(texts) & unnamed if unnamed else frozenset()
    return [SUM_LABEL if row in totals else cells[0] if cells else "" for row, cells in enumerate(texts)]


def _row_of(
    question: TableQuestion,
    rows: _Rows,
    columns: _Columns,
    above: set[str],
    texts: Sequence[Sequence[str]],
    row: int,
    column: int,
) -> list[float]:
    is_said = column in rows.said[row]
    kind = columns.kinds[row][column]
    fits, misfits = _fit(question, kind, texts[row][column])
    name = columns.names[column] if column < len(columns.names) else ""
    if question.asks_percent:
        fits = float(kind not in ("empty", "text") and is_percent(texts[row][column], name, texts[row][0]))
        misfits = 1.0 - fits
    elif question.expected.quantity is not None and kind != "empty":
        beside = (name, columns.above, texts[row][0] if column else "")
        fits = float(question.expected.quantity.is_cell(texts[row][column], *beside))
        # A number alone under the name of a period, or under none, may be of any kind.
        is_bare = kind == "number" and not unit_of_figure(texts[row][column])
        is_bare &= not name or any(map(str.isdigit, name))
        misfits = float(not fits and not is_bare)
    if question.expected.is_yes_no:
        fits, misfits = 0.0, float(is_said)  # what the question says is no answer to it
    header = columns.terms[column] if column < len(columns.terms) else set()
    known = rows.beside(row, column) | rows.groups[row] | header | above
    explained = sum(term in known for term in question.terms)
    return [
        rows.share[row],
        rows.label_cover[row],
        rows.named(row, column),
        rows.group_share[row],
        columns.share(column) if column else 0.0,
        columns.cover(column) if column else 0.0,
        columns.asked(column),
        columns.other_number(column),
        columns.fits(column),
        float(column == 0),
        float(is_said and column == 0),
        float(is_said and column > 0),
        fits,
        misfits,
        explained / max(1, len(question.terms)),
    ]


class _Rows:
    """What the rows of a table have in common with a question.

    Attributes:
        groups: The terms of the question in the name of the group of each row.
        share: The weighted share of the question's terms that any row has, in each row.
        label_cover: The share of the terms of each row's label in the question.
        group_share: The share of the question's terms that any group has, in that of each row.
        said: The columns of each row all of whose terms the question says.
    """

    def __init__(
        self, question: TableQuestion, texts: Sequence[Sequence[str]], groups: Sequence[set[str]]
    ) -> None:
        asked = set(question.terms).union(*question.codes)
        # Of each cell only the terms that the question says matter, and whether there are others.
        cells = [[terms_of(text) for text in row] for row in texts]
        self._cells = [[asked.intersection(terms) for terms in row] for row in cells]
        self.said = [
            frozenset(c for c, terms in enumerate(row) if terms and asked.issuperset(terms)) for row in cells
        ]
        shared = [set().union(*row) for row in self._cells]
        counts = Counter(term for terms in shared for term in terms)
        self._weights = {term: log((len(texts) + 1) / (count + 0.5)) for term, count in counts.items()}
        self._total = sum(self._weights.values()) or 1.0
        self.share = [sum(self._weights[term] for term in terms) / self._total for terms in shared]
        self.label_cover = [_cover(row[0] if row else (), asked) for row in cells]
        self.groups = [group & asked for group in groups]
        in_groups = len(set().union(*self.groups))
        self.group_share = [len(group) / in_groups if in_groups else 0.0 for group in self.groups]

    @property
    def known(self) -> set[str]:
        """The terms of the question that stand in a row or a name of a group."""
        return {*self._weights, *set().union(*self.groups)}

    def has(self, code: frozenset[str]) -> bool:
        """Whether all terms of a code stand together in one cell or in the name of a group."""
        return any(code <= terms for row in self._cells for terms in row) or any(
            code <= group for group in self.groups
        )

    def beside(self, row: int, column: int) -> set[str]:
        """Return the terms of the question in the other cells of a row."""
        return set().union(*(terms for c, terms in enumerate(self._cells[row]) if c != column))

    def named(self, row: int, column: int) -> float:
        """Return the largest weight of another cell of the row all of whose terms the question says."""
        weights = (
            sum(self._weights[term] for term in self._cells[row][c]) for c in self.said[row] if c != column
        )
        return max(weights, default=0.0) / self._total


class _Columns:
    """What the headers of a table have in common with a question."""

    def __init__(
        self, question: TableQuestion, names: Sequence[str], texts: Sequence[Sequence[str]], above: str
    ) -> None:
        self.names, self.above = names, above
        self.terms = [set(terms_of(name)) for name in names]
        self.kinds = [[kind_of_value(text) for text in cells] for cells in texts]
        self._question = question
        self._called = called(question.text)
        # A header of nothing but words that search leaves out, "Against", is named by them.
        alone = {term for terms in self.terms if terms <= function_words() for term in terms}
        asked = set(question.terms) | (alone & set(question.all_terms))
        counts = Counter(term for terms in self.terms for term in terms & asked)
        weights = {term: log((len(names) + 1) / (count + 0.5)) for term, count in counts.items()}
        total = sum(weights.values()) or 1.0
        self._shares = [sum(weights[t] for t in terms & asked) / total for terms in self.terms]
        self._covers = [_cover(tuple(terms), asked) for terms in self.terms]
        self._numbers = [{term for term in terms if term.isdigit()} for terms in self.terms]

    def share(self, column: int) -> float:
        """The weight of the header's terms in the question, of all that headers have."""
        return self._shares[column] if column < len(self._shares) else 0.0

    def cover(self, column: int) -> float:
        """The share of the header's terms that the question says."""
        return self._covers[column] if column < len(self._covers) else 0.0

    def asked(self, column: int) -> float:
        """The share of the terms that name what is asked for in the header."""
        asked = self._question.asked
        if not asked or column >= len(self.terms):
            return 0.0
        return sum(term in self.terms[column] for term in asked) / len(asked)

    def fits(self, column: int) -> float:
        """Whether columns of the persons, places or times that are asked for are called so."""
        return float(column < len(self.terms) and bool(self.terms[column] & self._called))

    def other_number(self, column: int) -> float:
        """Whether the header has a number, such as a year, that the question, which has some, has not."""
        if not self._question.numbers or column >= len(self._numbers):
            return 0.0
        return float(bool(self._numbers[column] - self._question.numbers))


def _cover(terms: Sequence[str], asked: set[str]) -> float:
    return sum(term in asked for term in terms) / len(terms) if terms else 0.0


def _fit(question: TableQuestion, kind: ValueKind, text: str) -> tuple[float, float]:
    """Return whether a cell's kind is the expected one, and whether it cannot be."""
    expected = question.expected.type
    if kind == "number" and not any(map(str.isdigit, text)):
        return 0.0, 0.0  # a dash in the place of a value says that there is none, whatever is asked for
    if kind == "empty":
        return 0.0, 0.0
    if expected == "number":
        return float(kind in _NUMBERS), float(kind not in _NUMBERS)
    if expected == "date":
        return float(kind in _DATES), float(kind in _NUMBERS)
    if expected == "name":
        return float(kind == "text"), float(kind != "text")
    return 0.0, 0.0
