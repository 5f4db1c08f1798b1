"""A build on Milvus that is killed leaves the old state, and its work is not lost."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from change import change_corpus, old_corpus
from material import REPOSITORY
from milvus_compared import assert_same
from states import visible

from assistant import build_index, open_index
from assistant.errors import IndexLockedError
from assistant.index.doctor.check import check_index
from assistant.index.milvus.engine import Engine
from assistant.index.milvus.schema import FOREVER, Names
from assistant.index.store.address import milvus_address

# With a server of its own: minutes, and not yet sure on a busy machine.
pytestmark = pytest.mark.torture

LEASE = 120.0


def build_in_child(settings, dies_at=0):
    """Return how a build in a process of its own ended, and the writes that it made."""
    ran = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("dying_build.py")),
            json.dumps([asdict(settings), dies_at]),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    return ran.returncode, json.loads(ran.stdout) if ran.returncode == 0 else ran.stderr


def let_lease_end(settings):
    """Set the last sign of life of the dead builder back, as if the lease had ended meanwhile."""
    address = milvus_address(settings.index)
    engine, names = Engine(address, 20), Names(address.name)
    claims = engine.few(names.state, "number == 0", ("row", "data"))
    assert claims
    with pytest.raises(IndexLockedError, match="is being changed by process"):
        build_index(settings=settings)
    for claim in claims:  # those of earlier deaths are removed later
        is_held, holder, seen = json.loads(claim["data"])
        data = json.dumps([is_held, holder, seen - settings.milvus_lease_seconds])
        engine.update(names.state, [{"row": claim["row"], "data": data}])
    engine.close()


def unfinished_rows(settings, commit):
    """Return the rows of passages and records that belong to no commit so far, or were marked for one."""
    address = milvus_address(settings.index)
    engine, names = Engine(address, 20), Names(address.name)
    where = f"born > {commit} or (died > {commit} and died < {FOREVER})"
    collections = [names.records, names.words, *names.all_passages(engine.collections())]
    found = [row for name in collections for row in engine.all(name, where, ("row",))]
    engine.close()
    return found


@pytest.fixture
def changed(settings, tmp_path):
    """An index whose corpus changed after its first build, and what a reader saw."""
    old_corpus(tmp_path / "corpus")
    settings = settings.using(milvus_lease_seconds=LEASE)
    build_index(settings=settings)
    old = visible(settings.index, settings)
    change_corpus(tmp_path / "corpus")
    return settings, old


def test_killed_at_several_steps(changed, new_address, tmp_path):
    settings, old = changed
    as_it_should_be = settings.using(index=new_address())
    shutil.move(tmp_path / "corpus", tmp_path / "new")
    old_corpus(tmp_path / "corpus")
    build_index(settings=as_it_should_be)
    shutil.rmtree(tmp_path / "corpus")
    shutil.move(tmp_path / "new", tmp_path / "corpus")
    ended, writes = build_in_child(as_it_should_be)
    assert ended == 0
    new = visible(as_it_should_be.index, settings)
    with open_index(settings=settings) as index:
        # While contents are added, before the words are counted, before all is flushed. What a dead build
        # wrote the next one need not write again, so that late steps are told by their names.
        words = next(write for write in writes if write.endswith(" words"))
        steps = (2, len(writes) // 3, words, next(write for write in writes if write.startswith("flush")))
        for dies_at in steps:
            ended, said = build_in_child(settings, dies_at)
            assert ended == -9, said
            assert index.commit == 1
            assert_same(visible(index), old)
            let_lease_end(settings)
        report = build_index(settings=settings)
        assert (report.commit, index.commit) == (2, 2)
        assert_same(visible(index), new)
    # The last of the dead builds had embedded everything.
    assert report.embedded_passages == 0
    assert unfinished_rows(settings, 2) == []
    assert all(finding.sound for finding in check_index(settings))


def test_a_dead_build_of_other_files_is_swept(changed, tmp_path):
    settings, old = changed
    shutil.move(tmp_path / "corpus", tmp_path / "new")
    old_corpus(tmp_path / "corpus")
    (tmp_path / "corpus" / "short.txt").write_text("A file that is gone when the next build begins.")
    ended, _ = build_in_child(settings, dies_at=6)
    assert ended == -9
    (tmp_path / "corpus" / "short.txt").unlink()
    (tmp_path / "corpus" / "last.txt").write_text("The last file is about lanterns.")
    let_lease_end(settings)
    build_index(settings=settings)
    (tmp_path / "corpus" / "last.txt").unlink()
    report = build_index(settings=settings)
    assert report.commit == 3
    assert unfinished_rows(settings, 3) == []
    assert_same(visible(settings.index, settings), old)
