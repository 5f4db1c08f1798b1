"""The questions: each with its table, the rows that answer it and what is right."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.kept_back import Part, parts_of_rows

# Longer tables do not fit on a page of a PDF without being cut.
_MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its title, the names of its columns and its rows of values."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a table.

    Attributes:
        text: The question.
        grid: The table.
        answers: The texts that are right; all together where there are several.
        rows: The numbers of the rows that say it; () if it must be computed.
        is_computed: Whether no single cell says it.
        source: The data set.
    """

    text: str
    grid: Grid
    answers: tuple[str, ...]
    rows: tuple[int, ...]
    is_computed: bool
    source: str


def questions(data: Path, count: int, part: Part = "measure", seed: int = 7) -> list[Question]:
    """Draw questions of one part of the tables, in an order that the seed fixes.

    Args:
        data: The folder with `training/tables.jsonl.gz`.
        count: The most questions.
        part: The part of the documents.
        seed: For the draw.
    """
    found = list(_all(data, part))
    random.Random(seed).shuffle(found)
    return found[:count]


def _all(data: Path, part: Part) -> Iterator[Question]:
    with gzip.open(data / "training" / "tables.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row, its_part in zip(rows, parts_of_rows(rows), strict=True):
        is_known = bool(row["computed"] or row["gold_rows"]) and not row.get("ambiguous")
        if its_part != part or not is_known or len(row["rows"]) > _MOST_ROWS:
            continue
        grid = Grid(
            " ".join(row["title"].split()),
            tuple(_squeezed(row["header"])),
            tuple(tuple(_squeezed(cells)) for cells in row["rows"]),
        )
        gold = () if row["computed"] else tuple(row["gold_rows"])
        yield Question(
            row["question"].strip(),
            grid,
            tuple(row["answers"]),
            gold,
            row["computed"],
            row["source"].split("/")[0],
        )


def _squeezed(cells: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]
