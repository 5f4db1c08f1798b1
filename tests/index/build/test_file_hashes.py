"""Files that surely did not change are not read again, and every change is noticed."""

import os
import time

import pytest

from assistant import build_index
from assistant.index.build import scan

OLD, NEW = "The lighthouse was built in 1901.", "The lighthouse was built in 1902."


@pytest.fixture
def settings(tiny, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(OLD)
    (corpus / "b.txt").write_text("Goats live there.")
    chosen = tiny.using(corpus=str(corpus), index=str(tmp_path / "index"), cache=str(tmp_path / "cache"))
    build_index(settings=chosen)
    return chosen


@pytest.fixture
def reads(monkeypatch):
    """The names of the files that are hashed."""
    names = []
    hash_file = scan.hash_file
    monkeypatch.setattr(scan, "hash_file", lambda path: names.append(path.name) or hash_file(path))
    return names


def settle():
    """Wait until files are older than what the times of a file can tell."""
    time.sleep(2.1)


def change_in_hiding(path, text):
    """Write a text of the same size and set the time of the last change back."""
    before = path.stat()
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def changed(settings):
    return [(c.kind, c.path) for c in build_index(settings=settings).changes if c.kind != "unchanged"]


def test_files_that_did_not_change_are_read_once_more_at_most(settings, reads):
    settle()
    assert changed(settings) == []
    assert sorted(reads) == ["a.txt", "b.txt"]  # they were too new to be sure of them
    assert changed(settings) == []
    assert len(reads) == 2


def test_a_change_that_hides_is_noticed(settings, tmp_path):
    settle()
    build_index(settings=settings)
    change_in_hiding(tmp_path / "corpus" / "a.txt", NEW)
    assert changed(settings) == [("changed", "a.txt")]


def test_a_change_right_after_a_build_is_noticed(settings, tmp_path):
    for text in (NEW, OLD, NEW):
        change_in_hiding(tmp_path / "corpus" / "a.txt", text)
        assert changed(settings) == [("changed", "a.txt")]


def test_a_file_in_the_place_of_another_is_noticed(settings, tmp_path):
    settle()
    build_index(settings=settings)
    corpus = tmp_path / "corpus"
    (corpus / "a.txt").rename(corpus / "c.txt")
    (corpus / "b.txt").rename(corpus / "a.txt")
    kinds = dict((path, kind) for kind, path in changed(settings))
    assert kinds["a.txt"] == "changed"
    assert kinds["c.txt"] in ("added", "renamed")


@pytest.mark.parametrize("harm", [b"", b"{}", b"nonsense\n{}", None])
def test_damaged_notes_are_not_believed(settings, tmp_path, reads, harm):
    (notes,) = (tmp_path / "cache").glob("seen-*.json")
    data = notes.read_bytes().replace(b'"a.txt"', b'"b.txt"', 1) if harm is None else harm
    settle()
    build_index(settings=settings)
    reads.clear()
    notes.write_bytes(data)
    assert changed(settings) == []
    assert sorted(reads) == ["a.txt", "b.txt"]


def test_notes_that_cannot_be_kept_keep_nobody_from_building(settings, tmp_path, reads):
    (notes,) = (tmp_path / "cache").glob("seen-*.json")
    notes.unlink()
    notes.mkdir()
    assert changed(settings) == []
    assert sorted(reads) == ["a.txt", "b.txt"]
