"""Embedding models: the packaged one, any folder, and what happens when one is damaged."""

import shutil

import numpy as np
import pytest

from assistant import build_index, load_settings, open_index
from assistant.errors import ModelError
from assistant.models.embedder import load_embedder
from assistant.models.source import resolve_model

TEXTS = [
    "The lighthouse was built in 1871.",
    "",
    "short",
    "A longer text about ships and storms. " * 30,
    "北京 😀",
]


@pytest.mark.filterwarnings("ignore")
def test_any_folder_works_with_both_backends_alike(tiny_model, tmp_path, corpus):
    settings = load_settings(
        {"model": str(tiny_model), "cache": str(tmp_path / "cache"), "passage_tokens": 20}
    )
    by_onnx = load_embedder(settings)
    by_torch = load_embedder(settings.using(backend="torch"))
    assert by_onnx.identity == by_torch.identity
    assert by_onnx.dimension == by_torch.dimension == 32
    assert by_onnx.count_tokens(TEXTS) == by_torch.count_tokens(TEXTS)
    likeness = (by_onnx.embed_passages(TEXTS) * by_torch.embed_passages(TEXTS)).sum(axis=1)
    assert likeness.min() > 0.98  # one multiplies in 8 bits
    build_index(corpus, tmp_path / "index", settings=settings)
    with open_index(tmp_path / "index", settings=settings) as index:
        assert index.retrieve("lighthouse", 3)


def test_the_packaged_model_gives_unit_vectors_whatever_the_batch():
    embedder = load_embedder(load_settings())
    together = embedder.embed_passages(TEXTS)
    assert together.shape == (len(TEXTS), 384)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)
    assert embedder.embed_passages([]).shape == (0, 384)


def test_of_many_texts_each_has_its_own_vector(tmp_path, tiny_model):
    embedder = load_embedder(load_settings({"model": str(tiny_model), "cache": str(tmp_path / "cache")}))
    texts = [f"The {number} lighthouses were built in {1000 + number}." for number in range(1100)]
    done = []
    together = embedder.embed_passages(texts, lambda positions, _: done.extend(positions))
    assert sorted(done) == list(range(len(texts)))
    for n in (0, 511, 512, 1023, 1024, 1099):
        np.testing.assert_array_equal(together[n], embedder.embed_passages([texts[n]])[0])


def test_other_arithmetic_means_other_embeddings(tmp_path, tiny_model, corpus):
    settings = load_settings({"model": str(tiny_model), "cache": str(tmp_path / "cache")})
    build_index(corpus, tmp_path / "index", settings=settings)
    again = build_index(corpus, tmp_path / "index", settings=settings.using(backend="torch"))
    assert {change.kind for change in again.changes} == {"reindexed"}
    assert again.embedded_passages == again.passages


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_export_is_made_again(tmp_path, tiny_model, name):
    settings = load_settings({"model": str(tiny_model), "cache": str(tmp_path / "cache")})
    before = load_embedder(settings).embed_questions(TEXTS)
    exported = next((tmp_path / "cache").rglob(name))
    data = bytearray(exported.read_bytes())
    data[len(data) // 2] ^= 1
    exported.write_bytes(data)
    np.testing.assert_allclose(load_embedder(settings).embed_questions(TEXTS), before, atol=1e-6)
    assert exported.read_bytes() != data


def test_an_export_of_an_earlier_version_makes_way_for_the_new_one(tmp_path, tiny_model):
    settings = load_settings({"model": str(tiny_model), "cache": str(tmp_path / "cache")})
    load_embedder(settings)
    (exported,) = (tmp_path / "cache" / "models").iterdir()
    other = exported.with_name("another-v1")
    shutil.copytree(exported, other)
    earlier = exported.rename(exported.with_name(f"{exported.name.rpartition('-v')[0]}-v1"))
    load_embedder(settings)
    assert exported.exists()
    assert not earlier.exists()
    assert other.exists()


def test_an_index_made_with_other_weights_is_not_asked_with_these(tmp_path, tiny_model):
    settings = load_settings({"model": str(tiny_model), "cache": str(tmp_path / "cache")})
    with pytest.raises(ModelError, match="other weights"):
        load_embedder(settings, identity="0" * 64)


@pytest.mark.parametrize("name", ["no/such-model-anywhere", "corpus"])
def test_a_model_that_is_none_is_said(name, corpus, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError):
        resolve_model(str(corpus) if name == "corpus" else name)
