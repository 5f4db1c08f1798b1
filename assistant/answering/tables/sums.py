"""Rows of a table that sum up the rows above them, told by their figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.answering.tables.computing.quantities import figure_of
from assistant.documents.tables import TableText
from assistant.documents.tables.values import is_figure
from assistant.types import TableRow

SUM_LABEL = "Total"
"""What a row that sums up others is called where the table leaves its label empty."""

_NAMES_SUM = re.compile(r"(?:(?:grand|sub)[ -]?)?totals?\b|sum\b|gross\b|net\b|all\b", re.IGNORECASE)
_MOST_ROWS = 200
# Small numbers are sums of others by chance.
_LEAST = 100

_Figures = dict[int, Decimal]


def sum_rows(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the numbers of the rows whose figures are the sums of those of rows right above.

    Every figure of such a row is the sum of its column, give or take what rounding makes of it. Where the
    row is not called a total, there must be two such columns, or three rows that are summed up.

    Args:
        rows: The texts of each row, the label first; not looked at if they are more than 200.
    """
    if len(rows) > _MOST_ROWS:
        return frozenset()
    figures = [_figures_of(row) for row in rows]
    found: set[int] = set()
    for number, row in enumerate(rows):
        if not figures[number]:
            continue
        above = [n for n in range(number - 1, -1, -1) if n not in found and figures[n]]
        is_named = not row[0] or _NAMES_SUM.match(row[0]) is not None
        if _sums_up(figures[number], [figures[n] for n in above], is_named):
            found.add(number)
    return frozenset(found)


def row_label(table: TableText, row: TableRow) -> str:
    """Return the label of a row, `SUM_LABEL` for a sum without one, "" for another row without one."""
    label = table.label(row)
    if label:
        return label
    body = table.body
    return SUM_LABEL if body.index(row) in sum_rows([table.cells(each) for each in body]) else ""


def _figures_of(row: Sequence[str]) -> _Figures:
    values = {c: figure_of(text) for c, text in enumerate(row) if c and text and is_figure(text)}
    return {c: value for c, value in values.items() if value is not None}


def _sums_up(totals: _Figures, above: Sequence[_Figures], is_named: bool) -> bool:
    if not is_named and max(map(abs, totals.values())) < _LEAST:
        return False
    sums = dict.fromkeys(totals, Decimal(0))
    for count, figures in enumerate(above, 1):
        for column in sums:
            sums[column] += figures.get(column, Decimal(0))
        is_enough = count > 1 and (is_named or len(totals) > 1 or count > 2)
        if is_enough and all(_is_near(sums[c], total, count) for c, total in totals.items()):
            return True
    return False


def _is_near(found: Decimal, total: Decimal, count: int) -> bool:
    """Whether a sum is a total but for the rounding of its figures."""
    exponent = total.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(found - total) <= unit * (count // 2 if count > 2 else 0)
