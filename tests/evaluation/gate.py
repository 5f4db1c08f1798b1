"""The fixed samples that the gate runs, and the floors that it holds them to."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from material import REPOSITORY

from assistant.evaluation.results import Results
from training.kinds.choose import Limits, choose_kinds
from training.kinds.rows import read_kinds
from training.kinds.write import write_kind

DATA = REPOSITORY.parent / "shared" / "data" / "evaluation"
FLOORS = Path(__file__).with_name("floors.toml")

# Every fourth article: a corpus that is read, embedded and asked in about a minute.
_ARTICLES = slice(None, None, 4)
_QUESTIONS = {"answerable": 150, "near miss": 60, "foreign": 60}
# HotpotQA has four times as many sentences a question, and time is short.
_SENTENCES = {"wikiqa": 30, "selqa": 30}
# Of each kind a few questions, of the documents only those that are asked about: all kinds in a minute.
_OF_A_KIND = Limits(answerable=16, near_misses=4, foreign=4)
_PAPERS = slice(None, None, 8)

Row = dict[str, Any]


def write_encyclopedia(folder: Path) -> Path:
    """Write a part of the encyclopedia set: some articles, and some questions of each group about them."""
    (folder / "corpus").mkdir(parents=True)
    articles = sorted((DATA / "encyclopedia" / "corpus").iterdir())[_ARTICLES]
    for article in articles:
        shutil.copyfile(article, folder / "corpus" / article.name)
    names = {article.name for article in articles}

    def group(row: Row) -> str:
        if row["id"].startswith("foreign-"):
            return "foreign"
        if row["document"] not in names:
            return ""
        return "near miss" if row["id"].startswith("v2-") else "answerable"

    return _write(folder, _rows(DATA / "encyclopedia" / "questions.jsonl"), group, _QUESTIONS)


def write_sentences(folder: Path) -> Path:
    """Write a part of the sentence selection set."""

    def group(row: Row) -> str:
        return row["source"] if row["gold"] else ""

    return _write(folder, _rows(DATA / "sentences" / "questions.jsonl"), group, _SENTENCES)


def write_kinds(folder: Path) -> list[str]:
    """Write a small set of each kind of documents that is kept back from training, and one of papers.

    Returns:
        The names of the kinds.
    """
    for chosen in choose_kinds(read_kinds(DATA.parent / "training", "measure"), _OF_A_KIND):
        asked = {row.document for rows in chosen.answerable for row in rows}
        asked |= {row.document for row in chosen.near_misses}
        documents = {name: document for name, document in chosen.documents.items() if name in asked}
        write_kind(replace(chosen, documents=documents), folder / chosen.kind.name)
    _write_papers(folder / "papers")
    return sorted(path.name for path in folder.iterdir())


def _write_papers(folder: Path) -> None:
    (folder / "corpus").mkdir(parents=True)
    papers = sorted((DATA / "papers" / "corpus").iterdir())[_PAPERS]
    for paper in papers:
        shutil.copyfile(paper, folder / "corpus" / paper.name)
    names = {paper.name for paper in papers}

    def group(row: Row) -> str:
        return "answerable" if row["document"] in names else ""

    rows = _rows(DATA / "papers" / "questions.jsonl")
    _write(folder, rows, group, {"answerable": _OF_A_KIND.answerable})


def fallen(results: Results, floors: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """Return a line for each metric that is worse than its bound by more than its noise.

    Args:
        results: What was measured.
        floors: By group and metric: `floor` or `ceiling`, and `noise`.
    """
    lines = []
    for group, bounds in floors.items():
        for name, bound in bounds.items():
            value, noise = results.metric(group, name).value, bound["noise"]
            if "floor" in bound and value < bound["floor"] - noise:
                lines.append(f"{group}: {name} is {value:.3f}, its floor {bound['floor']:.3f} (±{noise})")
            if "ceiling" in bound and value > bound["ceiling"] + noise:
                lines.append(f"{group}: {name} is {value:.3f}, its ceiling {bound['ceiling']:.3f} (±{noise})")
    return lines


def read_floors() -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """Return the recorded floors by set, group and metric."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8"))


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(folder: Path, rows: Sequence[Row], group: Callable[[Row], str], counts: dict[str, int]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [
        row for name, count in counts.items() for row in _spread([r for r in rows if group(r) == name], count)
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in chosen)
    (folder / "questions.jsonl").write_text(lines, encoding="utf-8")
    return folder


def _spread(rows: Sequence[Row], count: int) -> list[Row]:
    """Return so many rows, evenly spread: the same on every machine, and from every article."""
    return [rows[place * len(rows) // count] for place in range(count)]
