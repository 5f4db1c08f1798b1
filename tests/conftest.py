"""Real parts for the tests: a corpus on disk, an index built from it, the shipped corpus."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from material import MEMO, POLICY, REPOSITORY
from tiny import save_tiny_model

from assistant import Index, build_index, load_settings, open_index
from assistant.models.embedder import load_embedder
from assistant.settings import Settings

# The large reader takes up to a second for an answer, and only the gate and its own tests depend on it.
os.environ.setdefault("ASSISTANT_READER", "small")

hypothesis_settings.register_profile(
    "here", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("here")


@pytest.fixture(scope="module")
def both_readers() -> Iterator[None]:
    """Ask with both readers, as the program does by default."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSISTANT_READER", "packaged")
        yield


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small corpus of two documents, one in a folder."""
    folder = tmp_path / "corpus"
    (folder / "policies").mkdir(parents=True)
    (folder / "lighthouse.txt").write_text(MEMO, encoding="utf-8", newline="")
    (folder / "policies" / "travel.md").write_text(POLICY, encoding="utf-8", newline="")
    return folder


@pytest.fixture
def index_folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(corpus: Path, index_folder: Path) -> Iterator[Index]:
    """An open index of the small corpus."""
    build_index(corpus, index_folder)
    with open_index(index_folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An open index of the documents that the project ships."""
    folder = tmp_path_factory.mktemp("shipped") / "index"
    build_index(REPOSITORY / "corpus", folder)
    with open_index(folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sentence-transformers model of a few kilobytes."""
    return save_tiny_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings for builds that take no time: the tiny model, exported once, and short passages."""
    cache = tmp_path_factory.mktemp("tiny-cache")
    settings = load_settings(
        {
            "model": str(tiny_model),
            "cache": str(cache),
            "passage_tokens": 30,
            "workers": 1,
            "threads": 1,
            "reader": "none",
        }
    )
    load_embedder(settings)
    return settings


@pytest.fixture
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Work in an empty folder without settings from outside; returns paths in it."""
    for name in ("CORPUS", "INDEX", "CAUTION", "MODEL"):
        monkeypatch.delenv(f"ASSISTANT_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    return lambda name: tmp_path / name
