"""On Milvus: many ask while one builds, two want to build, and the server goes away and comes back."""

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import pytest
from material import REPOSITORY
from milvus_server import MilvusServer

from assistant import build_index, open_index
from assistant.errors import AssistantError, IndexLockedError
from assistant.index.milvus.engine import Engine
from assistant.index.milvus.lease import Lease
from assistant.index.milvus.schema import Names
from assistant.index.store.address import milvus_address
from assistant.retrieval.search import make_query, rank_passages

# With a server of its own: minutes, and not yet sure on a busy machine.
pytestmark = pytest.mark.torture

QUESTIONS = ("Who keeps the lighthouse?", "What does a hotel room cost?", "Which ship sailed to port 3?")
REBUILDS, READERS = 4, 3

OPEN = """
import json, sys
from assistant import load_settings, open_index
from assistant.errors import AssistantError
try:
    open_index(settings=load_settings(json.loads(sys.argv[1]), environment={})).close()
    print("opened")
except AssistantError as error:
    print(error)
"""


def edition(corpus, n):
    """Make the corpus of an edition: every text names it, and documents come and go."""
    corpus.mkdir(exist_ok=True)
    for path in corpus.glob("*"):
        path.unlink()
    for m in range(n % 3 + 1):
        text = f"In edition {n} keeper {m} keeps the lighthouse.\n\nIn edition {n} a room costs {n} euros."
        (corpus / f"{'even' if n % 2 else 'odd'}-{m}.txt").write_text(text)
    (corpus / "ships.md").write_text(f"# Edition {n}\n\nIn edition {n} ship {n * 7} sailed to port 3.\n")


def texts_of(index):
    return {info.path: index.document_text(info.path) for info in index.documents()}


def test_every_answer_comes_from_one_commit(settings, tmp_path):
    edition(tmp_path / "corpus", 0)
    build_index(settings=settings)
    ended = threading.Event()
    with open_index(settings=settings) as index, ThreadPoolExecutor(READERS) as pool:
        commits = {1: texts_of(index)}

        def ask_on():
            answers = []
            while not ended.is_set():
                answers += [index.ask(question, refuse=False) for question in QUESTIONS]
            return answers

        with index.newest() as (snapshot, embedder, _):
            query = make_query(QUESTIONS[0], embedder)
            before = [each.passage.text for each in rank_passages(snapshot, query, 10)]
            readers = [pool.submit(ask_on) for _ in range(READERS)]
            try:
                for n in range(1, REBUILDS + 1):
                    edition(tmp_path / "corpus", n)
                    build_index(settings=settings)
                    commits[n + 1] = texts_of(index)
            finally:
                ended.set()
            # A snapshot outlives rebuilds.
            snapshot.store.rows._results.clear()
            assert [each.passage.text for each in rank_passages(snapshot, query, 10)] == before
            assert snapshot.commit == 1
            assert "edition 0" in snapshot.store.text(snapshot.content("ships.md"))
        answers = [answer for reader in readers for answer in reader.result()]
        assert index.commit == REBUILDS + 1
    cited = [(answer.commit, citation) for answer in answers for citation in answer.citations]
    assert len({commit for commit, _ in cited}) > 1
    for commit, citation in cited:
        assert commits[commit][citation.document][citation.start : citation.end] == citation.quote


def test_one_build_at_a_time(settings, tmp_path):
    edition(tmp_path / "corpus", 0)
    build_index(settings=settings)
    address = milvus_address(settings.index)
    engine, names = Engine(address, 20), Names(address.name)
    locked = pytest.raises(IndexLockedError, match=f"is being changed by process {os.getpid()} on ")
    with Lease(engine, names, 30).held(), locked:
        build_index(settings=settings)
    assert not build_index(settings=settings).changed
    # Of many at once exactly one has the lease at any time, and somebody has it in the end.
    inside, most, held = [], [], []

    def want():
        try:
            with Lease(engine, names, 30).held():
                inside.append(1)
                most.append(len(inside))
                held.append(1)
                inside.pop()
        except IndexLockedError:
            pass

    with ThreadPoolExecutor(4) as pool:
        for wanted in [pool.submit(want) for _ in range(12)]:
            wanted.result()
    assert held
    assert max(most) == 1
    engine.close()


def test_a_lost_lease_writes_no_commit(settings, tmp_path):
    edition(tmp_path / "corpus", 0)
    build_index(settings=settings)
    address = milvus_address(settings.index)
    engine, names = Engine(address, 20), Names(address.name)
    lease = Lease(engine, names, 0.2)
    lease._give_signs = lambda: None  # a machine that stood still
    with lease.held():
        threading.Event().wait(0.3)
        with pytest.raises(IndexLockedError, match="lost its lease"):
            lease.check()
        with Lease(engine, names, 0.2).held():
            pass
    engine.close()


@pytest.fixture
def own_server(tmp_path):
    """A server that nobody else uses."""
    server = MilvusServer(tmp_path / "data")
    yield server
    server.kill()


def test_the_server_goes_away_and_comes_back(tiny, tmp_path, own_server):
    settings = tiny.using(corpus=str(tmp_path / "corpus"), index=own_server.address("x"))
    edition(tmp_path / "corpus", 0)
    build_index(settings=settings)
    hasty = settings.using(milvus_seconds=2.0)
    with open_index(settings=hasty) as index, open_index(settings=settings) as patient:
        before = index.ask(QUESTIONS[0], refuse=False).citations
        assert before
        own_server.kill()
        with pytest.raises(AssistantError, match="does not answer; start it, or correct the setting 'index'"):
            index.ask(QUESTIONS[0])
        with pytest.raises(AssistantError, match="does not answer"):
            build_index(settings=hasty)
        own_server.start()
        assert patient.ask(QUESTIONS[0], refuse=False).citations == before


def test_embedded_in_a_folder(tiny, tmp_path):
    settings = tiny.using(corpus=str(tmp_path / "corpus"), index=str(tmp_path / "our.milvus"))
    edition(tmp_path / "corpus", 1)
    assert build_index(settings=settings).commit == 1
    with open_index(settings=settings) as index:
        (citation, *_) = index.ask(QUESTIONS[2], refuse=False).citations
        assert index.verify(citation)
        child = subprocess.run(
            [sys.executable, "-c", OPEN, json.dumps(asdict(settings))],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
        assert "is open in another process" in child.stdout, child.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "our.milvus"]
    assert [path.name for path in (tmp_path / "our.milvus").iterdir()] == ["store.db"]
