"""The index depends on what the corpus holds, and not on how it came to hold it."""

import shutil
from pathlib import PurePath
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from states import on_disk, passages, visible

from assistant import build_index, open_index
from assistant.index.search import caches, dense
from assistant.index.search.dense import SMALL

NAMES = st.sampled_from(["a.txt", "b.md", "sub/c.txt", "d.txt", "sub/é.txt"])
SENTENCES = ("A hotel room costs 140 euros.", "Goats live at the lighthouse.", "Ship 7 sailed to port 3.", "")
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map("\n\n".join)
CORPORA = st.dictionaries(NAMES, TEXTS, min_size=1, max_size=4)


@pytest.fixture(scope="session")
def place(tmp_path_factory, tiny):
    """Return how to make an empty corpus with settings for it."""

    def new():
        root = tmp_path_factory.mktemp("order")
        (root / "corpus" / "sub").mkdir(parents=True)
        return root / "corpus", tiny.using(corpus=str(root / "corpus"), index=str(root / "index"))

    return new


def write(corpus, texts):
    for name, text in texts.items():
        (corpus / name).write_text(text, encoding="utf-8")


def seen(chosen):
    return visible(chosen.index, chosen)


@pytest.fixture(params=[0, SMALL], ids=["as a large index", "as it is"])
def kept(request):
    """Make the caches be kept like those of a large index, which share what they can with the last."""
    with patch.object(dense, "SMALL", request.param), patch.object(caches, "SMALL", request.param):
        yield


def built_at_once(place, texts):
    corpus, chosen = place()
    write(corpus, texts)
    build_index(settings=chosen)
    return seen(chosen)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), texts=CORPORA)
def test_the_order_in_which_files_come_does_not_matter(kept, place, data, texts):
    corpus, chosen = place()
    for name in data.draw(st.permutations(sorted(texts))):
        write(corpus, {name: texts[name]})
        build_index(settings=chosen)
    assert seen(chosen) == built_at_once(place, texts)


@settings(max_examples=6)
@given(texts=CORPORA, more=CORPORA)
def test_what_was_added_and_removed_again_was_never_there(place, texts, more):
    corpus, chosen = place()
    write(corpus, texts)
    build_index(settings=chosen)
    write(corpus, more)
    build_index(settings=chosen)
    for name in more:
        (corpus / name).unlink()
    write(corpus, texts)
    build_index(settings=chosen)
    assert seen(chosen) == built_at_once(place, texts)
    assert {row[0] for row in passages(corpus.parent / "index")} == stored_once(place, texts)


def stored_once(place, texts):
    corpus, chosen = place()
    write(corpus, texts)
    build_index(settings=chosen)
    return {row[0] for row in passages(corpus.parent / "index")}


@settings(max_examples=6)
@given(texts=CORPORA)
def test_building_twice_changes_nothing_on_disk(place, texts):
    corpus, chosen = place()
    write(corpus, texts)
    build_index(settings=chosen)
    before = on_disk(corpus.parent / "index")
    report = build_index(settings=chosen)
    assert (report.changed, report.embedded_passages) == (False, 0)
    assert on_disk(corpus.parent / "index") == before


@settings(max_examples=6)
@given(texts=CORPORA)
def test_new_names_cost_nothing(place, texts):
    corpus, chosen = place()
    write(corpus, texts)
    build_index(settings=chosen)
    renamed = {f"new-{n}{PurePath(name).suffix}": name for n, name in enumerate(sorted(texts))}
    for new, name in renamed.items():
        (corpus / name).rename(corpus / new)
    assert build_index(settings=chosen).embedded_passages == 0
    assert seen(chosen) == built_at_once(place, {new: texts[name] for new, name in renamed.items()})


@settings(max_examples=6)
@given(texts=CORPORA)
def test_a_copy_is_stored_once_and_cited_by_both_names(place, texts):
    corpus, chosen = place()
    write(corpus, texts)
    build_index(settings=chosen)
    stored = passages(corpus.parent / "index")
    name = min(texts)
    copy = "zz" + name.rpartition("/")[2]
    shutil.copy(corpus / name, corpus / copy)
    assert build_index(settings=chosen).embedded_passages == 0
    assert passages(corpus.parent / "index") == stored
    with open_index(settings=chosen) as index:
        found = index.retrieve("hotel goats ship", 50)
        assert all((copy in (p.document, *p.also_in)) == (name in (p.document, *p.also_in)) for p in found)
        assert any(copy in p.also_in for p in found) or not texts[name].strip()


def test_what_an_interrupted_build_stored_goes_when_it_is_not_wanted(place):
    corpus, chosen = place()
    write(corpus, {"a.txt": SENTENCES[0]})
    build_index(settings=chosen)
    before = on_disk(corpus.parent / "index")
    (corpus / "secret.txt").write_text(SENTENCES[1])

    def interrupt(progress):
        if progress.stage == "commit":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(settings=chosen, progress=interrupt)
    assert len(passages(corpus.parent / "index")) == 2
    (corpus / "secret.txt").unlink()
    assert not build_index(settings=chosen).changed
    assert [row[3] for row in passages(corpus.parent / "index")] == [SENTENCES[0]]
    assert on_disk(corpus.parent / "index").keys() == before.keys()


LONG = "\n\n".join(f"{f'Ship {n} sailed to port {n} with goats. ' * 20}" for n in range(150))


def test_a_large_index_shares_its_files_with_the_next_commit(place):
    corpus, chosen = place()
    write(corpus, {"long.txt": LONG, "7.txt": SENTENCES[0], "8.txt": SENTENCES[1]})
    with patch.object(dense, "SMALL", 10), patch.object(caches, "SMALL", 10):
        build_index(settings=chosen)
        before = files(corpus.parent / "index")
        write(corpus, {"new.txt": "The lighthouse was built by Ada Thornbury."})
        (corpus / "7.txt").unlink()
        (corpus / "8.txt").rename(corpus / "whale.txt")
        build_index(settings=chosen)
        assert len(before & files(corpus.parent / "index")) >= len(before) / 2
        with open_index(settings=chosen) as index:
            assert index.retrieve("Ada Thornbury", documents=["new.txt"])[0].text.startswith("The lighthouse")
            with index.newest() as (snapshot, _, _):
                (found,) = snapshot.passages(list(snapshot.caches.lexical.search({"whale": 1.0}, 5)))
            assert found.documents == ("whale.txt",)
            found = {p.document for p in index.retrieve("Ship 7: hotel room, goats at the lighthouse", 1000)}
        assert found.isdisjoint({"7.txt", "8.txt"})


def test_what_is_dropped_does_not_count_for_long(place):
    """How rare a word is depends on what is there, up to a share of documents that went."""
    corpus, chosen = place()
    texts = {"a.txt": SENTENCES[0], "b.txt": SENTENCES[1], "c.txt": SENTENCES[2]}
    with patch.object(dense, "SMALL", 10), patch.object(caches, "SMALL", 10):
        write(corpus, texts | {"long.txt": LONG})
        build_index(settings=chosen)
        (corpus / "long.txt").unlink()
        build_index(settings=chosen)
        assert seen(chosen) == built_at_once(place, texts)


def files(folder):
    """Return the large files of the caches, by what tells a file from one that only has its name."""
    found = [*folder.glob("dense-*.faiss"), *folder.glob("lexical-*/*.*")]
    return {
        path.stat().st_ino for path in found if "." in path.name[1:] and path.suffix not in (".json", ".lock")
    }
