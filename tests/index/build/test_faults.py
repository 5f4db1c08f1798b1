"""Whatever call to the system goes wrong in a build, and however: the index is all old or all new.

The calls are those of the C library, so SQLite's and tantivy's are among them (`faults.c`).
"""

import errno
import random
import shutil
import sys
from collections import Counter
from itertools import count

import faulty
import pytest
from change import Change, change_corpus, old_corpus
from faulty import (
    CHANGING,
    COUNT,
    DIE,
    DIE_HALFWAY,
    FAIL_FROM,
    FAIL_ONCE,
    GROW,
    LOCK,
    MAKE,
    OPEN,
    READ,
    REMOVE,
    RENAME,
    SYNC,
    WRITE,
    FaultyBuilds,
)
from states import visible

from assistant import build_index, open_index


def every(nth):
    """Try each n-th call from a random one on; all of them in the long trials."""
    return pytest.mark.parametrize("step", [nth, pytest.param(1, marks=pytest.mark.torture)])


def moments(step):
    return count(random.randint(1, step), step)


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    running = FaultyBuilds(faulty.compiled(tmp_path_factory.mktemp("faults")))
    yield running
    running.close()


@pytest.fixture(scope="module")
def rebuild(tmp_path_factory, tiny):
    root = tmp_path_factory.mktemp("rebuild").resolve()
    settings = tiny.using(corpus=str(root / "corpus"), index=str(root / "index"))
    old_corpus(root / "corpus")
    build_index(settings=settings)
    shutil.copytree(root / "index", root / "before")
    change_corpus(root / "corpus")
    return Change.recorded(settings, root / "before")


@pytest.fixture(scope="module")
def first_build(tmp_path_factory, tiny):
    root = tmp_path_factory.mktemp("first").resolve()
    settings = tiny.using(corpus=str(root / "corpus"), index=str(root / "index"))
    old_corpus(root / "corpus")
    return Change.recorded(settings, None)


def dying(change, builds, step, action):
    """Let builds die at their n-th call until one gets through; count what readers saw."""
    seen = Counter()
    for n in moments(step):
        change.reset()
        outcome = builds.run(change.settings, kinds=CHANGING, action=action, at=n)
        if "embedded" in outcome:
            return seen
        assert outcome == {"died": True}, n
        seen[change.seen(f"dead at call {n}")] += 1
        change.check_next_build()
    return seen


@pytest.mark.parametrize("action", [DIE, DIE_HALFWAY], ids=["before", "halfway"])
@every(29)
def test_a_rebuild_that_dies_at_a_call_leaves_the_old_state_or_the_new(rebuild, builds, step, action):
    seen = dying(rebuild, builds, step, action)
    sys.stdout.write(f"\n{sum(seen.values())} calls, died {action}: {dict(seen)}\n")
    assert seen["old"] > 2
    assert seen["new"] > 0 or step > 1


@every(29)
def test_a_first_build_that_dies_at_a_call_leaves_no_index_or_a_whole_one(first_build, builds, step):
    seen = dying(first_build, builds, step, DIE_HALFWAY)
    sys.stdout.write(f"\n{sum(seen.values())} calls of a first build: {dict(seen)}\n")
    assert seen["old"] > 2


FAILURES = {
    "full once": (errno.ENOSPC, MAKE | WRITE | GROW, FAIL_ONCE),
    "full": (errno.ENOSPC, MAKE | WRITE | GROW, FAIL_FROM),
    "broken once": (errno.EIO, READ | WRITE | SYNC | GROW, FAIL_ONCE),
    "broken": (errno.EIO, READ | WRITE | SYNC | GROW, FAIL_FROM),
    "forbidden once": (errno.EACCES, OPEN | MAKE | RENAME | REMOVE, FAIL_ONCE),
    "forbidden": (errno.EACCES, MAKE | RENAME | REMOVE | WRITE | GROW, FAIL_FROM),
}


@pytest.mark.parametrize("failure", FAILURES)
@every(61)
def test_a_call_that_fails_gives_one_sentence_and_costs_nothing(rebuild, builds, step, failure):
    error, kinds, action = FAILURES[failure]
    ends = Counter()
    for n in moments(step):
        rebuild.reset()
        with open_index(rebuild.folder, settings=rebuild.settings) as reader:
            reader.retrieve("goats")
            outcome = builds.run(rebuild.settings, kinds=kinds, action=action, at=n, errno=error)
            if not outcome["struck"]:
                break
            where = f"call {n}, {outcome['struck']}"
            assert "crash" not in outcome, f"{where}: {outcome['crash']}"
            if "error" in outcome:
                assert_is_one_sentence(outcome["message"], rebuild.folder)
                assert outcome["error"] == "AssistantError", f"{where}: {outcome['message']}"
            assert visible(reader) == visible(rebuild.folder, rebuild.settings), where
        seen = rebuild.seen(where)
        assert seen == "new" or "error" in outcome, where
        ends["error" if "error" in outcome else "done"] += 1
        rebuild.check_next_build()
    sys.stdout.write(f"\n{failure}: {dict(ends)}\n")
    assert ends


def assert_is_one_sentence(message, folder):
    assert str(folder) in message
    assert message.endswith(".")
    assert "\n" not in message
    assert "Traceback" not in message


def test_a_file_system_without_locks_is_named(rebuild, builds):
    rebuild.reset()
    outcome = builds.run(rebuild.settings, kinds=LOCK, action=FAIL_FROM, at=1, errno=errno.ENOLCK)
    assert outcome["error"] == "AssistantError"
    assert "local disk" in outcome["message"]
    assert_is_one_sentence(outcome["message"], rebuild.folder)
    assert rebuild.seen("no locks") == "old"


def test_calls_are_counted_where_sqlite_and_tantivy_make_them(rebuild, builds):
    """The trials above would prove little if the library's own calls went by unseen."""
    rebuild.reset()
    counted = builds.run(rebuild.settings, kinds=CHANGING, action=COUNT)["calls"]
    assert counted > 100
    struck = set()
    for n in (counted // 4, counted // 2, counted - 12, counted - 5):
        rebuild.reset()
        struck.add(builds.run(rebuild.settings, kinds=WRITE | RENAME, action=COUNT, at=n // 2)["struck"])
    assert any("store.sqlite-wal" in call for call in struck)
