"""The run goes on when a peer fails, and an interrupted run keeps what it has."""

import json

from material import MEMO

from assistant.evaluation.sets.questions import Gold, Question
from benchmarks.material import Material
from benchmarks.registry import Peer
from benchmarks.run import Plan, run
from benchmarks.table import render


def test_a_peer_that_fails_is_a_row_with_the_last_line_of_its_error(tmp_path):
    question = Question("1", "Who?", "answerable", (Gold("a.txt", 0, 3),))
    broken = Peer("tokens", "Broken", "", "")  # a module that is no adapter
    plan = Plan([broken, broken], Material({"a.txt": MEMO}, [question]), 1, tmp_path, "the command")
    kept = []
    results = run(plan, lambda so_far: kept.append(json.dumps(so_far)))
    assert [row["error"].partition(":")[0] for row in results["peers"]] == ["first start"] * 2
    assert "AttributeError" in results["peers"][1]["error"]
    assert "failed: first start: AttributeError" in render(results)
    assert json.loads(kept[-1]) == results
