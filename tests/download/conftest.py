"""A server that misbehaves, and settings that allow it."""

import pytest
from misbehaving import PAGE, running

from assistant.settings import Settings


@pytest.fixture(scope="module")
def running_server():
    with running() as server:
        yield server


@pytest.fixture
def server(running_server):
    running_server.answers, running_server.asked = {"/page": PAGE}, []
    return running_server


@pytest.fixture
def settings(tmp_path):
    """Settings that allow the server of the tests, which no default does."""
    places = {"corpus": str(tmp_path / "corpus"), "index": str(tmp_path / "index")}
    return Settings(**places, web_pages="any", web_seconds=20, max_file_mb=1)
