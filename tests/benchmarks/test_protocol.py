"""Our own adapter through the whole protocol, on a small corpus, and what bad wishes are told."""

import json
import sys
from pathlib import Path

import pytest
from material import MEMO

from assistant import load_settings
from benchmarks import __main__ as command
from benchmarks.child import Child
from benchmarks.errors import BenchmarkError
from benchmarks.material import load_material
from benchmarks.measure import Workspace, judge, measure_index, measure_questions, search
from benchmarks.memory import PeakMemory, family
from benchmarks.registry import OURS, PEERS, Peer, choose_peers

PEER = next(peer for peer in PEERS if peer.name == OURS)
QUESTION = "Who built the lighthouse on Gull Island?"


def child_of(peer, folder):
    return Child(peer, Path(sys.executable), folder, folder / "cache")


@pytest.fixture
def question_set(tmp_path):
    corpus = tmp_path / "set" / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "lighthouse.txt").write_text(MEMO, encoding="utf-8", newline="")
    (corpus / "potatoes.txt").write_text("Potatoes grow in the ground.\n", encoding="utf-8", newline="")
    rows = [
        {
            "id": "1",
            "question": QUESTION,
            "document": "lighthouse.txt",
            "answers": [{"start": MEMO.index("Ada Thornbury"), "text": "Ada Thornbury"}],
        },
        {"id": "v2-1", "question": "Who painted it?", "document": "lighthouse.txt", "answers": []},
    ]
    questions = tmp_path / "set" / "questions.jsonl"
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return corpus, questions


def test_our_adapter_indexes_finds_and_is_measured(question_set, tmp_path):
    material = load_material(*question_set, documents=None, questions=None)
    cache = load_settings().cache_folder()
    workspace = Workspace(PEER, Path(sys.executable), tmp_path / "workspace", tmp_path, material, cache)
    workspace.clear()
    index = measure_index(workspace)
    assert index["tokens"] > 50
    assert index["disk"] > 0
    assert index["seconds"] >= index["call"]
    times, found = measure_questions(workspace, everything=True)
    assert found["hits"] == {"1": 1.0, "3": 1.0, "5": 1.0}
    assert found["offsets"] == 1.0
    assert {"first", "p50", "p95", "ask p50", "ask p95", "command"} == set(times)
    assert times["command"] > times["ask p50"]


def test_an_error_of_a_peer_is_told_and_the_process_goes_on(tmp_path):
    with child_of(PEER, tmp_path) as child:
        with pytest.raises(BenchmarkError, match="no_such_argument"):
            child.call("open", no_such_argument=1)
        with pytest.raises(BenchmarkError, match="KeyError"):
            search(child, QUESTION, "never opened")


def test_an_adapter_that_cannot_be_imported_is_told(tmp_path):
    missing = Peer("no_such_peer", "None", "", "")
    with pytest.raises(BenchmarkError, match="no_such_peer"), child_of(missing, tmp_path):
        pass


def test_only_answerable_questions_about_the_chosen_documents_are_drawn(question_set):
    material = load_material(*question_set, documents=1, questions=5)
    assert list(material.texts) == ["lighthouse.txt"]
    assert [question.id for question in material.questions] == ["1"]


def test_a_passage_is_judged_by_the_documents_text(question_set):
    material = load_material(*question_set, documents=None, questions=None)
    judged = judge(material.questions, [[]], material)
    assert judged["hits"] == {"1": 0, "3": 0, "5": 0}
    assert judged["offsets"] is None


def test_missing_data_is_said_in_one_sentence(tmp_path, capsys):
    missing = str(tmp_path / "nowhere")
    assert command.main(["--corpus", missing, "--questions-file", missing]) == 2
    assert "--questions-file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--peers", "nobody"], "There is no peer 'nobody'"),
        (["--peers", ","], "No peer is named"),
        (["--rounds", "0"], "whole number from 1"),
        (["--questions", "many"], "whole number from 1"),
        (["--corpus", "."], "go together"),
        (["--speed"], "--speed"),
    ],
)
def test_bad_options_get_one_clear_sentence(arguments, said, capsys):
    try:
        code = command.main(arguments)
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_peers_come_in_the_tables_order():
    assert [peer.name for peer in choose_peers("txtai, assistant")] == ["assistant", "txtai"]
    assert choose_peers(None) == list(PEERS)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_of_a_child_is_seen(tmp_path):
    with child_of(PEER, tmp_path) as child, PeakMemory(child.pid) as memory:
        assert family(child.pid)[0] == child.pid
    assert memory.bytes > 5_000_000
