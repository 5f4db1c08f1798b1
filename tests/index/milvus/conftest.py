"""A Milvus server for the tests of the index on Milvus, and places of their own on it."""

from itertools import count

import pytest
from milvus_server import MilvusServer

pytest.importorskip("pymilvus", reason="needs the extra 'milvus'")
pytest.importorskip("milvus_lite", reason="needs the extra 'milvus'")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = MilvusServer(tmp_path_factory.mktemp("milvus") / "data")
    yield running
    running.kill()


@pytest.fixture(scope="session")
def new_address(server):
    """Give addresses at which nothing is yet."""
    numbers = count(1)
    return lambda: server.address(f"test_{next(numbers)}")


@pytest.fixture
def settings(tiny, tmp_path, new_address):
    """Settings for a corpus and an index on Milvus of a test's own."""
    return tiny.using(corpus=str(tmp_path / "corpus"), index=new_address())
