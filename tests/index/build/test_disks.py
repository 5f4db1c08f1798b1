"""An index on a disk that is full, and one in a folder that cannot be written to: both can be asked."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from change import Change, change_corpus, old_corpus
from material import REPOSITORY
from states import visible

from assistant import build_index, open_index
from assistant.errors import AssistantError
from assistant.index.store.schema import STORE_NAME

LEAVE_A_LOG = """
import os, sys
from pathlib import Path
from assistant.index.store.upgrade import open_store_for_writing
store = open_store_for_writing(Path(sys.argv[1]))
with store.write_transaction():
    store.set_meta("left", "behind")
os._exit(0)
"""


@pytest.fixture
def disk(tmp_path):
    """A disk of four megabytes, mounted for the test."""
    folder = (tmp_path / "disk").resolve()
    folder.mkdir()
    try:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True, text=True
        )
    except OSError:
        pytest.skip("there is no mount command")
    if mounted.returncode:
        pytest.skip(f"a disk may not be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def make_read_only(disk):
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)


def make_writable(disk):
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)


@pytest.fixture
def change(tmp_path, tiny, disk):
    """A change whose index lies on the small disk, not built yet."""
    settings = tiny.using(corpus=str(tmp_path / "corpus"), index=str(disk / "index"))
    old_corpus(tmp_path / "corpus")
    build_index(settings=settings)
    shutil.copytree(disk / "index", tmp_path / "before")
    change_corpus(tmp_path / "corpus")
    recorded = Change.recorded(settings, tmp_path / "before")
    recorded.reset()
    return recorded


def fill(disk, free):
    """Fill the disk but for some bytes."""
    size = shutil.disk_usage(disk).free - free
    with (disk / "filler").open("wb") as file:
        file.write(bytes(size))


def command(settings):
    """Run `assistant index` as a user does."""
    names = ("corpus", "index", "model", "cache", "passage_tokens")
    chosen = {f"ASSISTANT_{name.upper()}": str(getattr(settings, name)) for name in names}
    return subprocess.run(
        [sys.executable, "-m", "assistant", "index"],
        env={**os.environ, **chosen, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("free", [0, 40_000, 100_000, 160_000])
def test_a_full_disk_costs_nothing_and_is_named(change, disk, free):
    with open_index(change.folder, settings=change.settings) as reader:
        assert visible(reader) == change.old
        fill(disk, free)
        with pytest.raises(AssistantError, match=r"disk space.*\.$") as failure:
            build_index(settings=change.settings)
        assert str(change.folder) in str(failure.value)
        assert visible(reader) == change.old
    # A reader that comes only now finds no room for what SQLite keeps beside the store.
    assert change.seen("full") == "old"
    (disk / "filler").unlink()
    change.check_next_build()


def test_a_full_disk_gives_one_sentence_on_the_command_line(change, disk):
    fill(disk, 100_000)
    ended = command(change.settings)
    assert ended.returncode == 3
    said = [line for line in ended.stderr.splitlines() if "assistant:" in line]
    assert len(said) == 1
    assert "free some disk space" in said[0]
    assert "Traceback" not in ended.stderr
    (disk / "filler").unlink()
    assert command(change.settings).returncode == 0
    assert change.seen("after") == "new"


def test_caches_that_find_no_room_are_made_in_memory(change, disk):
    for path in change.folder.glob("*-*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    fill(disk, 0)
    assert change.seen("no caches") == "old"
    assert not [*change.folder.glob("dense-*"), *change.folder.glob("lexical-*")]
    (disk / "filler").unlink()
    assert change.seen("again") == "old"
    assert [len(list(change.folder.glob(f"{kind}-*"))) for kind in ("dense", "lexical")] == [2, 1]


def test_a_read_only_folder_can_be_asked_and_not_be_built(change, disk):
    make_read_only(disk)
    assert change.seen("read-only") == "old"
    with pytest.raises(AssistantError, match="make the folder writable"):
        build_index(settings=change.settings)
    make_writable(disk)
    change.check_next_build()


def test_a_read_only_folder_that_somebody_changes_is_noticed(change, disk):
    make_read_only(disk)
    with open_index(change.folder, settings=change.settings) as reader:
        assert visible(reader) == change.old

        def read_meanwhile():
            with reader.newest():
                make_writable(disk)
                build_index(settings=change.settings)

        with pytest.raises(AssistantError, match="ask again"):
            read_meanwhile()
        assert visible(reader) == change.new


def test_the_log_of_a_killed_build_is_read_in_a_read_only_folder(change, disk):
    subprocess.run([sys.executable, "-c", LEAVE_A_LOG, change.folder], check=True)
    assert Path(f"{change.folder / STORE_NAME}-wal").stat().st_size
    make_read_only(disk)
    assert change.seen("log left") == "old"
    with open_index(change.folder, settings=change.settings) as reader, reader.newest() as (snapshot, _, _):
        assert snapshot.store.meta("left") == "behind"
    make_writable(disk)
    # Without its index SQLite cannot read the log, and what is in it must not be passed over.
    Path(f"{change.folder / STORE_NAME}-shm").unlink()
    make_read_only(disk)
    with pytest.raises(AssistantError, match="writable"):
        open_index(change.folder, settings=change.settings)
    make_writable(disk)
    assert change.seen("writable") == "old"
