"""The export of the packaged model that ships: as good as a new one, and of these weights only."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from material import MEMO, POLICY

from assistant import load_settings
from assistant.models.embedder import OnnxEmbedder, load_embedder
from assistant.models.export import export_model, find_export
from assistant.models.packaged_export import find_packaged_export
from assistant.models.reader import load_readers
from assistant.models.shipped import SHIPPED_WEIGHTS
from assistant.models.source import resolve_model

TEXTS = [*MEMO.split("\n\n"), *POLICY.split("\n\n"), "", "北京 😀", "ships and storms " * 200]
BUILD = """
import sys
for name in ("torch", "transformers", "sentence_transformers", "onnx", "onnxscript"):
    sys.modules[name] = None
from assistant import build_index, ask
report = build_index(sys.argv[1], sys.argv[2])
assert report.documents == 2, report
assert ask("Who built the lighthouse?", index=sys.argv[2]).answered
"""


@pytest.fixture(scope="module")
def source():
    return resolve_model("all-MiniLM-L6-v2")


@pytest.fixture(scope="module")
def cache(source, tmp_path_factory):
    """A cache that holds an export made now, as of any model that does not ship."""
    folder = tmp_path_factory.mktemp("cache")
    export_model(source, folder)
    return folder


def test_it_gives_the_vectors_that_exporting_gives(source, cache):
    ships, made = (
        OnnxEmbedder(source.name, source.identity, exported)
        for exported in (find_packaged_export(source.identity), find_export(source.identity, cache))
    )
    assert ships.count_tokens(TEXTS) == made.count_tokens(TEXTS)
    assert ships.max_tokens == made.max_tokens
    # Exactly the same where the same torch exports on the same processor; an index is good for both.
    np.testing.assert_allclose(ships.embed_passages(TEXTS), made.embed_passages(TEXTS), atol=2e-3)
    np.testing.assert_allclose(ships.embed_questions(TEXTS[:2]), made.embed_questions(TEXTS[:2]), atol=2e-3)


def test_the_first_build_needs_no_torch_and_exports_nothing(corpus, tmp_path):
    cache = tmp_path / "cache"
    ran = subprocess.run(
        [sys.executable, "-c", BUILD, str(corpus), str(tmp_path / "index")],
        env=os.environ | {"ASSISTANT_CACHE": str(cache)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert not (cache / "models").exists()


@pytest.mark.parametrize("harm", ["other weights", "damaged", "absent"])
def test_what_is_not_made_from_these_weights_is_not_used(source, tmp_path, harm):
    for name in ("embedder.onnx", "embedder.json"):
        shutil.copy(SHIPPED_WEIGHTS / name, tmp_path / name)
    assert find_packaged_export(source.identity, tmp_path)
    identity, graph = source.identity, tmp_path / "embedder.onnx"
    if harm == "other weights":
        identity = identity[::-1]
    elif harm == "damaged":
        data = bytearray(graph.read_bytes())
        data[len(data) // 2] ^= 1
        graph.write_bytes(data)
    else:
        graph.unlink()
    assert find_packaged_export(identity, tmp_path) is None


def test_damage_in_mapped_weights_is_noticed(source, cache, tmp_path):
    shutil.copytree(cache / "models", tmp_path / "models")
    assert find_export(source.identity, tmp_path)
    (weights,) = tmp_path.rglob("weights.bin")
    with weights.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)[0]
        file.seek(1_000_000)
        file.write(bytes([byte ^ 1]))
    assert find_export(source.identity, tmp_path) is None


@pytest.mark.skipif(sys.platform != "linux", reason="Reads from /proc what is mapped.")
def test_the_largest_weights_are_mapped_and_not_copied(source, cache):
    settings = load_settings()
    made = OnnxEmbedder(source.name, source.identity, find_export(source.identity, cache))
    models = load_embedder(settings), load_readers(settings), made
    mapped = Path("/proc/self/maps").read_text()
    assert all(models)
    assert "weights.bin" in mapped
    assert "model.safetensors" in mapped
