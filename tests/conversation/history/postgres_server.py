"""The PostgreSQL server of the benchmarks, for tests: skipped where it or its library is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from benchmarks.errors import BenchmarkError
from benchmarks.people.postgres import PASSWORD, PostgresServer, postgres_server
from benchmarks.people.programs import program

__all__ = ["PASSWORD", "PostgresServer", "running_postgres"]


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a server until the end of the block."""
    pytest.importorskip("psycopg_pool", reason="needs the extra 'postgresql'")
    try:
        program("initdb")
    except BenchmarkError:
        pytest.skip("PostgreSQL is not installed (initdb).")
    with postgres_server() as server:
        yield server
