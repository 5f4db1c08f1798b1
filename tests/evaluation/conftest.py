"""A small question set about the small corpus."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from material import MEMO, POLICY

from assistant.settings import Settings

TEXTS = {"lighthouse.txt": MEMO, "policies/travel.md": POLICY}


def answered(identity, question, document, *texts):
    """A line of a question set whose answers stand where the document first holds them."""
    places = [{"start": TEXTS[document].index(text), "text": text} for text in texts]
    return {"id": identity, "question": question, "document": document, "answers": places}


LINES = (
    answered(
        "built", "Who built the lighthouse?", "lighthouse.txt", "Ada Thornbury", "engineer Ada Thornbury"
    ),
    answered("closed", "When was the lighthouse closed?", "lighthouse.txt", "1969"),
    answered("keepers", "How many keepers lived on the island?", "lighthouse.txt", "Three"),
    answered("hotel", "How much may a hotel room cost a night?", "policies/travel.md", "140 euros"),
    answered("train", "How do employees travel on short journeys?", "policies/travel.md", "by train"),
    {"id": "v2-1", "question": "Who painted the lighthouse?", "document": "lighthouse.txt", "answers": []},
    {"id": "foreign-1", "question": "Who won the 2018 World Cup?", "answerable": False},
    {"id": "foreign-2", "question": "What is photosynthesis?", "answerable": False},
)


def write_lines(path: Path, lines) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


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
