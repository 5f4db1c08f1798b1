"""The prover as it ships: probabilities for any text, and damaged weights refused."""

import shutil

import pytest

from assistant.errors import ModelError
from assistant.models.prover import Prover
from assistant.models.shipped import SHIPPED_WEIGHTS


def test_any_texts_are_judged_alone_and_alike():
    prover = Prover(1)
    pairs = [("", ""), ("Goats are kept.", "They kept goats. " * 200), ("", "Goats."), ("Ж" * 500, "🐐")]
    together = prover.judge(pairs)
    assert all(0 <= each.supported + each.contradicted <= 1.0001 for each in together)
    again = Prover(1)
    assert [again.judge([pair])[0] for pair in pairs] == together
    assert prover.judge([]) == []


def test_damaged_weights_are_refused(tmp_path):
    with pytest.raises(ModelError, match=r"The prover in .* is missing or damaged"):
        Prover(folder=tmp_path)
    for name in ("prover.onnx", "prover.json"):
        shutil.copy(SHIPPED_WEIGHTS / name, tmp_path)
    weights = bytearray((tmp_path / "prover.onnx").read_bytes())
    weights[len(weights) // 2] ^= 1
    (tmp_path / "prover.onnx").write_bytes(weights)
    with pytest.raises(ModelError, match="reinstall Assistant"):
        Prover(folder=tmp_path)
