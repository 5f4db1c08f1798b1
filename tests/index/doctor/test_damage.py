"""Caches that are damaged are noticed and made again; a damaged store is named, never used."""

import shutil

import pytest

from assistant import build_index, open_index
from assistant.errors import IndexDamagedError, IndexMissingError
from assistant.index.doctor.check import check_index
from assistant.index.store.schema import STORE_NAME


def cache_files(folder):
    files = [*folder.glob("dense-*"), *folder.glob("lexical-*/*")]
    return sorted(path for path in files if path.suffix != ".lock" and path.stat().st_size)


@pytest.fixture
def settings(tiny, corpus, index_folder):
    return tiny.using(corpus=str(corpus), index=str(index_folder))


def found(settings):
    with open_index(settings=settings) as index:
        return index.retrieve("Who built the lighthouse?", 5)


def findings(settings):
    return {finding.check: finding for finding in check_index(settings)}


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    "damage", [flip, truncate, lambda path: path.unlink(), lambda path: path.write_bytes(b"")]
)
def test_each_damaged_cache_file_is_made_again(settings, index_folder, damage):
    build_index(settings=settings)
    expected = found(settings)
    count = len(cache_files(index_folder))
    assert count > 3
    for position in range(count):
        # What was made again may have another name.
        path = cache_files(index_folder)[position]
        damage(path)
        problems = [f for f in findings(settings).values() if not f.sound]
        assert problems, path.name
        assert all(problem.repair for problem in problems)
        assert found(settings) == expected, path.name
        assert all(f.sound for f in findings(settings).values())


def test_missing_caches_are_made_again(settings, index_folder):
    build_index(settings=settings)
    expected = found(settings)
    for path in index_folder.glob("dense-*"):
        path.unlink()
    for path in index_folder.glob("lexical-*"):
        shutil.rmtree(path)
    assert found(settings) == expected


def test_a_cache_of_another_state_is_not_used(settings, corpus, index_folder):
    build_index(settings=settings)
    old = next(index_folder.glob("dense-*"))
    kept = old.read_bytes()
    (corpus / "new.txt").write_text("Submarines were built in the new dockyard.")
    build_index(settings=settings)
    next(index_folder.glob("dense-*")).write_bytes(kept)
    assert not findings(settings)["dense index"].sound
    with open_index(settings=settings) as index:
        assert index.retrieve("submarines", 1)[0].document == "new.txt"


def test_no_index_is_said(index_folder):
    with pytest.raises(IndexMissingError, match="assistant index"):
        open_index(index_folder)


@pytest.mark.parametrize("content", [b"", b"not a database at all, but longer than a header" * 50])
def test_a_damaged_store_is_named(settings, index_folder, content):
    build_index(settings=settings)
    (index_folder / STORE_NAME).write_bytes(content)
    for name in (f"{STORE_NAME}-wal", f"{STORE_NAME}-shm"):
        (index_folder / name).unlink(missing_ok=True)
    with pytest.raises(IndexDamagedError, match=STORE_NAME):
        open_index(index_folder)
    assert not findings(settings)["store"].sound


def test_the_doctor_finds_a_sound_index_sound(settings):
    build_index(settings=settings)
    assert [f.check for f in check_index(settings) if f.sound] == [
        "store",
        "ranges",
        "dense index",
        "lexical index",
        "model",
        "reader",
    ]
