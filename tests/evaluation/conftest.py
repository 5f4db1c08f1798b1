"""Fixtures of the evaluation: a small question set, files of lines, a cache folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_set import LINES, write_lines


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder, so that no index is left in the user's own."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def question_set(tmp_path: Path, corpus: Path) -> Path:
    """A folder with `corpus/` and `questions.jsonl`."""
    write_lines(tmp_path / "questions.jsonl", LINES)
    return tmp_path


@pytest.fixture
def lines_in(tmp_path: Path) -> Callable[..., Path]:
    """Writes lines into a JSONL file and returns its path."""
    return lambda *lines: write_lines(tmp_path / "lines.jsonl", lines)
