"""A build that is killed leaves the old state or the new one, and its work is not lost."""

import random
import shutil
import subprocess
import sys
import time

from test_build import state

from assistant import build_index, load_settings
from assistant.index.check import check_index

BUILD = "import sys; from assistant import build_index; build_index(sys.argv[1], sys.argv[2])"
TRIALS = 20


def start_build(corpus, folder):
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(corpus), str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def grow(corpus):
    for n in range(12):
        lines = [
            f"Report {n} says in line {m} that ship number {n * m} sailed to port {m}." for m in range(30)
        ]
        (corpus / f"report-{n}.txt").write_text("\n\n".join(lines))
    (corpus / "lighthouse.txt").unlink()


def test_killed_at_random_moments(corpus, index_folder, tmp_path):
    build_index(corpus, index_folder)
    old_folder = shutil.copytree(index_folder, tmp_path / "old")
    old = state(index_folder)
    grow(corpus)
    shutil.copytree(index_folder, tmp_path / "timed")
    started = time.monotonic()
    assert start_build(corpus, tmp_path / "timed").wait() == 0
    duration = time.monotonic() - started
    new = state(tmp_path / "timed")
    assert new != old
    moments = random.Random(1)
    outcomes = set()
    for trial in range(TRIALS):
        shutil.rmtree(index_folder)
        shutil.copytree(old_folder, index_folder)
        build = start_build(corpus, index_folder)
        # The commit is at the end: try that stretch as often as all the rest.
        time.sleep(duration * (moments.uniform(0, 1) if trial % 2 else moments.uniform(0.75, 1.05)))
        build.kill()
        build.wait()
        assert all(f.sound for f in check_index(load_settings({"index": index_folder})) if f.check == "store")
        now = visible(state(index_folder))
        assert now in (visible(old), visible(new)), f"half a state in trial {trial}"
        outcomes.add("old" if now == visible(old) else "new")
    assert "old" in outcomes
    # Whatever was left behind, the next build ends in the new state.
    build_index(corpus, index_folder)
    assert state(index_folder) == new


def visible(state):
    """Leave out rows that no document has yet: work kept for the next build."""
    documents, _, found = state
    return documents, found
