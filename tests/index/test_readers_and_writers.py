"""Many ask while one builds; two want to build; a builder dies with the lock in its hand."""

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest
from material import REPOSITORY
from states import visible

from assistant import build_index, open_index
from assistant.errors import IndexLockedError
from assistant.retrieval.search import make_query, rank_passages

QUESTIONS = ("Who keeps the lighthouse?", "What does a hotel room cost?", "Which ship sailed to port 3?")
THREADS, PROCESSES = 8, 3

HOLD = """
import sys
from pathlib import Path
from assistant.index.build.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
BUILD = """
import sys
from assistant import build_index
from assistant.errors import IndexLockedError
sys.stdin.readline()
try:
    print("built", build_index(sys.argv[1], sys.argv[2]).changed)
except IndexLockedError as error:
    print("locked", error)
"""


def python(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )


def edition(corpus, n):
    """Make the corpus of an edition: every text names it, and documents come and go."""
    for path in corpus.glob("*"):
        path.unlink()
    for m in range(n % 3 + 1):
        text = (
            f"In edition {n} keeper {m} keeps the lighthouse.\n\nIn edition {n} a hotel room costs {n} euros."
        )
        (corpus / f"{'even' if n % 2 else 'odd'}-{m}.txt").write_text(text)
    (corpus / "ships.md").write_text(f"# Edition {n}\n\nIn edition {n} ship {n * 7} sailed to port 3.\n")


def texts_of(settings):
    with open_index(settings=settings) as index:
        return index.commit, {info.path: index.document_text(info.path) for info in index.documents()}


def broken_citations(answers, commits):
    """Return the answers that were not made from the texts of their one commit."""
    return [
        answer
        for answer in answers
        if any(
            commits[answer["commit"]].get(c["document"], "")[c["start"] : c["end"]] != c["quote"]
            for c in answer["citations"]
        )
    ]


@pytest.mark.parametrize("rebuilds", [4, pytest.param(20, marks=pytest.mark.torture)])
def test_every_answer_comes_from_one_commit(tmp_path, tiny, rebuilds):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    settings = tiny.using(corpus=str(corpus), index=str(tmp_path / "index"))
    edition(corpus, 0)
    build_index(settings=settings)
    commits = dict([texts_of(settings)])
    request = json.dumps([asdict(settings), QUESTIONS]) + "\n"
    processes = [python((Path(__file__).parent / "asking.py").read_text()) for _ in range(PROCESSES)]
    for process in processes:
        process.stdin.write(request)
        process.stdin.flush()
    ended = threading.Event()
    with ThreadPoolExecutor(THREADS + PROCESSES) as pool, open_index(settings=settings) as index:

        def ask_on():
            answers = []
            while not ended.is_set():
                answers += [asdict(index.ask(question, refuse=False)) for question in QUESTIONS]
            return answers

        threads = [pool.submit(ask_on) for _ in range(THREADS)]
        # Lines are taken as they come, or a full pipe would stop the process.
        lines = [pool.submit(process.stdout.read) for process in processes]
        try:
            for n in range(1, rebuilds + 1):
                edition(corpus, n)
                build_index(settings=settings)
                commit, texts = texts_of(settings)
                commits[commit] = texts
        finally:
            ended.set()
            for process in processes:
                process.stdin.close()
        answers = [answer for thread in threads for answer in thread.result()]
        answers += [json.loads(line) for said in lines for line in said.result().splitlines()]
    assert [process.wait() for process in processes] == [0] * PROCESSES
    for process in processes:
        process.stdout.close()
    assert sorted(commits) == list(range(1, rebuilds + 2))
    seen = {answer["commit"] for answer in answers if answer["citations"]}
    sys.stdout.write(f"\n{len(answers)} answers from {len(seen)} of {len(commits)} commits\n")
    assert len(seen) > 2
    assert not broken_citations(answers, commits)


def test_a_snapshot_outlives_rebuilds(tmp_path, tiny):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    settings = tiny.using(corpus=str(corpus), index=str(tmp_path / "index"))
    edition(corpus, 0)
    build_index(settings=settings)
    with open_index(settings=settings) as index:
        with index.newest() as (snapshot, embedder, _):
            query = make_query(QUESTIONS[0], embedder)
            before = [each.passage.text for each in rank_passages(snapshot, query, 10)]
            for n in (1, 2):
                edition(corpus, n)
                build_index(settings=settings)
            assert [each.passage.text for each in rank_passages(snapshot, query, 10)] == before
            assert "edition 0" in snapshot.store.text(snapshot.content("ships.md"))
            assert snapshot.commit == 1
        assert index.commit == 3
        assert "edition 2" in index.document_text("ships.md")


def test_a_snapshot_whose_caches_are_gone_makes_them_again(tmp_path, tiny):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    settings = tiny.using(corpus=str(corpus), index=str(tmp_path / "index"))
    edition(corpus, 0)
    build_index(settings=settings)
    expected = visible(tmp_path / "index", settings)
    with open_index(settings=settings) as index:
        opened = index._snapshots._acquire()
        with opened.store.read_transaction():
            assert opened.store.commit_number() == 1
            edition(corpus, 1)
            build_index(settings=settings)
            caches = index._snapshots._caches_of(opened.store)
            assert caches.dense.count == caches.lexical.count == len(expected[1])


def test_a_second_builder_learns_who_holds_the_lock(corpus, index_folder):
    holder = python(HOLD, index_folder)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(IndexLockedError, match=f"process {holder.pid} "):
        build_index(corpus, index_folder)
    holder.kill()
    holder.wait()
    assert (index_folder / "writer.json").exists()
    assert build_index(corpus, index_folder).changed
    holder.stdin.close()
    holder.stdout.close()


def test_of_two_builders_at_once_one_builds(corpus, index_folder):
    builders = [python(BUILD, corpus, index_folder) for _ in range(2)]
    for builder in builders:
        builder.stdin.write("go\n")
        builder.stdin.flush()
    said = [builder.communicate()[0].split(maxsplit=1) for builder in builders]
    assert ["built", "True\n"] in said
    other = said[1 - said.index(["built", "True\n"])]
    assert other == ["built", "False\n"] or (other[0] == "locked" and "is being changed by" in other[1])
    assert not build_index(corpus, index_folder).changed
