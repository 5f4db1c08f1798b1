"""Fixtures of the evaluation: a small question set, files of lines, a cache folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_set import LINES, write_lines

from assistant.settings import Settings


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the models exported so far, so that no index is left in the user's own."""
    folder = tmp_path_factory.mktemp("cache")
    exported = Settings().cache_folder() / "models"
    if exported.is_dir():
        shutil.copytree(exported, folder / "models")
    return folder


@pytest.fixture
def question_set(tmp_path: Path, corpus: Path) -> Path:
    """A folder with `corpus/` and `questions.jsonl`."""
    write_lines(tmp_path / "questions.jsonl", LINES)
    return tmp_path


@pytest.fixture
def lines_in(tmp_path: Path) -> Callable[..., Path]:
    """Writes lines into a JSONL file and returns its path."""
    return lambda *lines: write_lines(tmp_path / "lines.jsonl", lines)
