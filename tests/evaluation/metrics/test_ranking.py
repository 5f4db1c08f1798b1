"""Measures of rankings have the names and values that docs/evaluation.md gives them."""

import math

import pytest

from assistant.errors import AssistantError
from assistant.evaluation.metrics import ranking
from assistant.evaluation.metrics.ranking import passage_measures, ranking_metrics, sentence_measures


def test_passages():
    rankings = {"first": ["p1", "p2"], "fourth": ["p1", "p2", "p3", "p4"], "missed": ["p1"], "nothing": []}
    gold = {"first": {"p1": 1}, "fourth": {"p4": 1}, "missed": {"elsewhere": 1}, "nothing": {"x": 1}}
    values = ranking_metrics(rankings, gold, passage_measures(graded=False))
    assert values["first"] == {"hit@1": 1, "hit@3": 1, "hit@5": 1, "hit@10": 1, "MRR@10": 1}
    assert values["fourth"] == {"hit@1": 0, "hit@3": 0, "hit@5": 1, "hit@10": 1, "MRR@10": 0.25}
    assert set(values["missed"].values()) == set(values["nothing"].values()) == {0}


def test_graded_passages():
    gold = {"q": {"best": 2, "good": 0.5, "missed": 1}}
    values = ranking_metrics({"q": ["good", "other", "best"]}, gold, passage_measures(graded=True))
    gained = 0.5 + 2 / math.log2(4)
    ideal = 2 + 1 / math.log2(3) + 0.5 / math.log2(4)
    assert values["q"]["nDCG@10"] == pytest.approx(gained / ideal)


def test_sentences():
    values = ranking_metrics({"q": ["3", "0", "2", "1"]}, {"q": {"0": 1, "1": 1}}, sentence_measures())
    assert values["q"] == pytest.approx({"MAP": (1 / 2 + 2 / 4) / 2, "MRR": 0.5, "P@1": 0})


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setattr(ranking, "find_spec", lambda name: None if name == "matplotlib" else True)
    with pytest.raises(AssistantError, match=r"'matplotlib'.*\[evaluation\]"):
        ranking.require_libraries()
