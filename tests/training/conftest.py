"""Prepared training data of one question, and one thread: two that wait for each other's cores take ages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from two_texts import write_prepared

from training.reader.examples import Examples


@pytest.fixture
def prepared(tmp_path: Path) -> Examples:
    write_prepared(tmp_path, "train", "tune")
    return Examples(tmp_path)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Let torch compute on one core."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
