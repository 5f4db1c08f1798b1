"""A build that is killed leaves the old state or the new one, and its work is not lost."""

import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter

import pytest
from change import change_mails, old_mails
from states import passages, visible

from assistant import build_index
from assistant.index.doctor.check import check_index

BUILD = """
import json, sys
from assistant import build_index, load_settings
build_index(settings=load_settings(json.loads(sys.argv[1]), environment={}))
"""


def start_build(settings):
    given = json.dumps({name: getattr(settings, name) for name in type(settings).__slots__})
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, given],
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
    change_mails(corpus)


@pytest.mark.parametrize("trials", [20, pytest.param(200, marks=pytest.mark.torture)])
def test_killed_at_random_moments(tiny, corpus, index_folder, tmp_path, trials):
    settings = tiny.using(corpus=str(corpus), index=str(index_folder))
    old_mails(corpus)
    build_index(settings=settings)
    old_folder = shutil.copytree(index_folder, tmp_path / "old")
    old = visible(index_folder, settings)
    grow(corpus)
    timed = settings.using(index=str(shutil.copytree(index_folder, tmp_path / "timed")))
    started = time.monotonic()
    assert start_build(timed).wait() == 0
    duration = time.monotonic() - started
    new, stored = visible(timed.index, timed), passages(tmp_path / "timed")
    assert new != old
    attached = {path for path in new[0] if ".eml/" in path}
    assert attached == {
        *("barrels.eml/oil.csv", "barrels.eml/both.txt", "lamp.eml/new.txt", "lamp.eml/both.txt"),
        *("again.eml/ship.txt", "again.eml/bad.pdf"),
    }
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    outcomes = Counter()
    for trial in range(trials):
        shutil.rmtree(index_folder)
        shutil.copytree(old_folder, index_folder)
        build = start_build(settings)
        # The commit is at the end: try that stretch as often as all the rest.
        time.sleep(duration * (moments.uniform(0, 1) if trial % 2 else moments.uniform(0.75, 1.05)))
        build.kill()
        build.wait()
        assert all(f.sound for f in check_index(settings) if f.check == "store")
        now = visible(index_folder, settings)
        assert now in (old, new), f"half a state in trial {trial}, seed {seed}"
        outcomes["old" if now == old else "new"] += 1
    sys.stdout.write(f"\nKilled {trials} times: {dict(outcomes)}\n")
    assert outcomes["old"]
    # Whatever was left behind, the next build ends in the new state.
    build_index(settings=settings)
    assert (visible(index_folder, settings), passages(index_folder)) == (new, stored)
