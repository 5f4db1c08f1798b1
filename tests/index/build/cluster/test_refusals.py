"""What is said where no cluster can be used, and what becomes of files that end every process."""

import socket
import sys
from collections import deque
from types import SimpleNamespace

import numpy as np
import pytest
from material import MEMO

from assistant import build_index, load_settings
from assistant.errors import AssistantError, ExtractionError, SettingsError, TransientError
from assistant.index.build.cluster import wire, workers
from assistant.index.build.cluster.job import other_versions
from assistant.index.build.corpus_file import CorpusFile, hash_file
from assistant.index.build.prepare import Unread
from assistant.index.build.scan import scan_corpus
from assistant.passages.splitting import PassageRange
from assistant.types import Extraction, Page, Sentence


def test_a_cluster_that_does_not_answer_is_named(tiny, corpus, index_folder):
    pytest.importorskip("ray", reason="needs the extra 'ray'")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    settings = tiny.using(corpus=str(corpus), index=str(index_folder), ray=address)
    with pytest.raises(AssistantError, match=f"No Ray cluster answers at '{address}'"):
        build_index(settings=settings)


def test_without_ray_the_extra_is_named(tiny, corpus, index_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    settings = tiny.using(corpus=str(corpus), index=str(index_folder), ray="auto")
    with pytest.raises(AssistantError, match=r"needs the extra 'ray'; run .*assistant-documents\[ray\]"):
        build_index(settings=settings)


@pytest.mark.parametrize("address", ["local", "host", "http://host:1", "host:port", "ray://host", "a b:1"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(SettingsError, match="must be 'auto', 'host:port' or 'ray://host:port'"):
        load_settings({"ray": address})


@pytest.mark.parametrize("address", ["auto", "10.0.0.1:6379", "ray://head.example.org:10001", "[::1]:6379"])
def test_an_address_is_accepted(address):
    assert load_settings({"ray": address}).ray == address


def test_differences_of_versions_are_listed():
    assert other_versions({"Python": "3.11", "lxml": "5"}, {"Python": "3.12", "lxml": "5", "extra": "1"}) == (
        "Python 3.12 instead of 3.11, extra 1 instead of none"
    )


def test_results_travel_exactly():
    text = "One. Two. \U0001f410 Three."
    pages = (Page(1, 0, 5, "i"), Page(2, 5, len(text), "ii"))
    extraction = Extraction(text, "Title", pages)
    passages = tuple(
        PassageRange(start, end, (Sentence(start, end, is_row=start > 0),), "Heading", page)
        for start, end, page in ((0, 4, pages[0]), (5, len(text), pages[1]))
    )
    vectors = np.array([[0.1, -0.0], [1e-40, 1.0]], dtype=np.float32)
    sent = wire.NodeResult("node", extraction, passages, vectors, 7)
    received = wire.decode_reply(wire.encode_result(sent))
    assert received.embeddings.tobytes() == vectors.tobytes()
    assert (received.extraction, received.passages, received.tokens) == (extraction, passages, 7)


@pytest.mark.parametrize("reply", [b"", b"\0" * 8, b"\xff" * 40])
def test_a_reply_without_sense_ends_the_build(reply):
    with pytest.raises(AssistantError, match="makes no sense"):
        wire.decode_reply(reply)


def test_failures_travel_with_what_may_pass():
    for error in (ExtractionError("Empty."), TransientError("Busy.")):
        received = wire.decode_reply(wire.encode_failure(error))
        assert (type(received), str(received)) == (type(error), str(error))


class _DyingCluster:
    """Every task ends with its process; in place of Ray, which cannot be made to die so often in seconds."""

    class exceptions:
        class RayError(Exception):
            pass

        class RayTaskError(RayError):
            pass

        class LocalRayletDiedError(RayError):
            pass

    def __init__(self):
        self.sent = 0

    def remote(self, **_):
        def send(*_):
            self.sent += 1
            return object()

        return lambda _: SimpleNamespace(remote=send)

    def nodes(self):
        return [{"Alive": True, "Resources": {"CPU": 1.0}}]

    def wait(self, refs, **_):
        return refs, []

    def get(self, _):
        raise self.exceptions.RayError


def test_a_file_that_ends_every_process_fails_alone(tmp_path):
    path = tmp_path / "bad.txt"
    path.write_text(MEMO)
    file = CorpusFile("bad.txt", path, path.stat().st_size, hash_file(path), "text")
    listener = SimpleNamespace(start_reading=lambda _: None, count_nodes=lambda _: None)
    cluster = _DyingCluster()
    tasks = workers._Tasks(cluster, "{}", True, listener, deque([file]))
    (outcome,) = tasks.results()
    assert isinstance(outcome, Unread)
    assert isinstance(outcome.error, TransientError)
    assert cluster.sent == workers._MOST_TRIES
    assert not tasks.pending


def test_a_file_that_changed_since_the_scan_is_not_sent(tiny, corpus, index_folder):
    (file, *_) = scan_corpus(tiny.using(corpus=str(corpus), index=str(index_folder))).files
    file.location.write_text("Something else.")
    listener = SimpleNamespace(start_reading=lambda _: None, count_nodes=lambda _: None)
    cluster = _DyingCluster()
    (outcome,) = workers._Tasks(cluster, "{}", True, listener, deque([file])).results()
    assert "changed while" in str(outcome.error)
    assert not cluster.sent
