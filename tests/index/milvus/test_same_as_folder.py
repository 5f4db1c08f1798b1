"""An index on Milvus tells, finds and answers what the same index in a folder does."""

import shutil

import pytest
from change import change_corpus, old_corpus
from milvus_compared import assert_same
from states import visible

from assistant import build_index, open_index
from assistant.index.build.build import plan_build
from assistant.index.doctor.check import check_index
from assistant.index.search.analyzer import analyze
from assistant.retrieval.search import make_query, rank_passages

# With a server of its own: minutes, and not yet sure on a busy machine.
pytestmark = pytest.mark.torture

ASKED = ("Which ship sailed to port 3?", "oil lamp goats", "report-7 ship", "Who kept goats?")


@pytest.fixture(scope="module")
def both(tmp_path_factory, tiny, new_address):
    """One corpus in two stores, each built in two steps: settings of the folder and of Milvus."""
    root = tmp_path_factory.mktemp("both")
    old_corpus(root / "corpus")
    (root / "corpus" / "prices.csv").write_text("item,price\noil,40\nlamp,7\n")
    in_folder = tiny.using(corpus=str(root / "corpus"), index=str(root / "index"))
    stores = (in_folder, in_folder.using(index=new_address()))
    reports = [build_index(settings=each) for each in stores]
    change_corpus(root / "corpus")
    reports += [build_index(settings=each) for each in stores]
    return stores, reports


@pytest.fixture(scope="module")
def opened(both):
    with open_index(settings=both[0][0]) as folder, open_index(settings=both[0][1]) as milvus:
        yield folder, milvus


def test_builds_report_the_same(both):
    in_folder, on_milvus = both[1][0::2], both[1][1::2]
    for one, other in zip(in_folder, on_milvus, strict=True):
        assert (one.changes, one.commit, one.documents) == (other.changes, other.commit, other.documents)
        assert (one.passages, one.embedded_passages) == (other.passages, other.embedded_passages)


def test_a_reader_sees_the_same(opened):
    folder, milvus = opened
    assert_same(visible(milvus), visible(folder))
    assert milvus.documents() == folder.documents()
    for info in folder.documents():
        if info.state == "indexed":
            assert milvus.document(info.path) == folder.document(info.path)
            assert milvus.document_tables(info.path) == folder.document_tables(info.path)
    assert milvus.opening_lines(["keepers.md"]) == folder.opening_lines(["keepers.md"])
    assert milvus.themes() == folder.themes()


def test_answers_are_the_same_and_exact(opened):
    folder, milvus = opened
    for question in ASKED:
        one, other = folder.ask(question, refuse=False), milvus.ask(question, refuse=False)
        assert [s.text for s in other.statements] == [s.text for s in one.statements]
        # Of equal sentences in several documents either may be cited.
        assert [each.quote for each in other.citations] == [each.quote for each in one.citations]
        assert other.citations
        assert all(milvus.verify(citation) for citation in other.citations)


def test_searches_kept_to_some_documents(opened):
    for names in (["report-*"], ["lamp.eml/"], ["keepers.md", "copy.txt"], ["nothing*"]):
        found = [
            [
                (p.document, p.start, round(p.score, 3))
                for p in each.retrieve("port oil goats", 9, documents=names)
            ]
            for each in opened
        ]
        assert found[0] == found[1]
        assert bool(found[1]) == (names != ["nothing*"])


def test_words_weigh_the_same(opened):
    with opened[0].newest() as (folder, _, _), opened[1].newest() as (milvus, _, _):
        terms = dict.fromkeys(analyze(" ".join(ASKED)), 1.0) | {"goat": 0.3}
        compounds = {"lightshouse": ("light", "hous"), "keeper": ("keep", "goat")}
        scores = []
        for snapshot in (folder, milvus):
            lexical = snapshot.caches.lexical
            assert lexical.count == folder.caches.dense.count
            ids = snapshot.caches.dense.passages.tolist()
            found = lexical.scores(terms, ids, compounds)
            scores.append([round(found.get(passage, 0.0), 4) for passage in ids])
            scores.append([round(lexical.idf(term), 6) for term in terms])
        assert scores[:2] == scores[2:]
        assert max(scores[0]) > 0


def test_passages_are_found_by_place(opened):
    for index in opened:
        with index.newest() as (snapshot, embedder, _):
            best = rank_passages(snapshot, make_query("ship port 3", embedder), 1)[0].passage
            assert snapshot.passage_at(best.content, best.start).text == best.text
            assert snapshot.passage_at(best.content, 10**9) is None


def test_nothing_to_do_is_nothing_done(both):
    assert all(change.kind in ("unchanged", "failed") for change in plan_build(both[0][1]).changes)
    report = build_index(settings=both[0][1])
    assert (report.changed, report.embedded_passages, report.commit) == (False, 0, 2)


def test_the_doctor_finds_all_sound(both):
    findings = {finding.check: finding for finding in check_index(both[0][1])}
    assert all(finding.sound for finding in findings.values())
    assert {"store", "ranges", "searches", "model"} <= findings.keys()
    assert "ranges" in findings["ranges"].detail


def test_added_and_removed_equals_never_added(settings, tmp_path):
    corpus = tmp_path / "corpus"
    old_corpus(corpus)
    settings = settings.using(milvus_keep_seconds=0.0)
    build_index(settings=settings)
    with open_index(settings=settings) as index:
        before = visible(index)
        shutil.copytree(corpus, tmp_path / "kept")
        change_corpus(corpus)
        build_index(settings=settings)
        changed = visible(index)
        assert changed != before
        shutil.rmtree(corpus)
        shutil.copytree(tmp_path / "kept", corpus)
        report = build_index(settings=settings)
        assert report.commit == index.commit == 3
        assert_same(visible(index), before)
    # Dead rows are gone: another build finds none of earlier commits.
    assert "leftovers" not in {finding.check for finding in check_index(settings)}
