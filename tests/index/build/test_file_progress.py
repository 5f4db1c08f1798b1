"""What a build tells of its files while it runs, and of its changes afterwards."""

from __future__ import annotations

import json

import pytest
from material import MEMO, POLICY

from assistant import build_index
from assistant.index.build.changes import CHANGES_NAME, read_changes, record_changes, write_changes
from assistant.index.build.file_progress import FileProgressTracker
from assistant.types import Change, FileProgress

ORDER = ("read", "embed", "done", "failed")


@pytest.fixture
def settings(tiny, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "long.txt").write_text("\n\n".join(f"{MEMO}\nPart {n}." for n in range(12)))
    (folder / "policy.md").write_text(POLICY)
    (folder / "empty.txt").write_text("")
    return tiny.using(corpus=str(folder), index=str(tmp_path / "index"))


def test_a_build_tells_how_far_each_file_is(settings):
    told = []
    report = build_index(settings=settings, progress=told.append)
    stages = {}
    for progress in told:
        for file in progress.files:
            assert 0 <= file.passages_done <= file.passages_total
            stages.setdefault(file.path, []).append(file.stage)
    for path in ("long.txt", "policy.md"):
        # A file may be read faster than anything is told.
        assert [stage for stage in dict.fromkeys(stages[path]) if stage != "read"] == ["embed", "done"]
    assert [stage for stage in dict.fromkeys(stages["empty.txt"]) if stage != "read"] == ["failed"]
    assert all(list(told_of) == sorted(told_of, key=ORDER.index) for told_of in stages.values())
    last = {file.path: file for file in told[-1].files}
    assert set(last) == {"long.txt", "policy.md", "empty.txt"}
    assert sum(file.passages_done for file in last.values()) == report.embedded_passages == report.passages
    assert all(f.passages_done == f.passages_total for f in last.values())
    assert "empty" in last["empty.txt"].reason
    timed = [f.seconds_left for p in told for f in p.files if f.stage == "embed" and f.passages_done]
    assert timed
    assert all(seconds is not None and seconds >= 0 for seconds in timed)


def test_of_many_files_only_some_are_told():
    tracker = FileProgressTracker()
    for number in range(100):
        tracker.start_reading(f"{number}")
    for number in range(50):
        tracker.start_embedding(f"{number}", 2)
    tracker.count_embedded(["3", "3", "4"])
    for number in range(40):
        tracker.finish(f"{number}", "Damaged." if number % 2 else "")
    told = tracker.report(0.5)
    assert [f.path for f in told if f.stage == "embed"] == [str(n) for n in range(40, 48)]
    assert {f.seconds_left for f in told if f.stage == "embed"} == {0.5 * 20}
    assert [f.path for f in told[8:]] == ["39", "38", "37", "36", "35"]
    assert told[8] == FileProgress("39", "failed", 0, 2, None, "Damaged.")
    assert all(f.seconds_left is None for f in tracker.report(None))


def test_what_a_build_changed_is_kept_until_the_next_change(settings, tmp_path):
    index = tmp_path / "index"
    first = build_index(settings=settings)
    record_changes(index, first)
    last = read_changes(index, first.commit)
    assert last is not None
    assert [change.path for change in last.of_kind("added")] == ["long.txt", "policy.md"]
    assert last.counts["failed"] == 1
    assert "empty" in last.of_kind("failed")[0].reason
    record_changes(index, build_index(settings=settings))
    assert read_changes(index, first.commit) == last

    (tmp_path / "corpus" / "policy.md").rename(tmp_path / "corpus" / "travel.md")
    second = build_index(settings=settings)
    assert read_changes(index, second.commit) is None
    record_changes(index, second)
    last = read_changes(index, second.commit)
    assert last is not None
    assert last.of_kind("renamed") == (Change("renamed", "travel.md", "", "policy.md"),)
    assert last.of_kind("added") == ()


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        "{}",
        '{"commit": 1, "at": 0, "counts": {}, "changes": [["added"]]}',
        '{"commit": 1, "at": 0, "counts": {}, "changes": [["lost", "a"]]}',
        '{"commit": 1, "at": 0, "counts": {}, "changes": [["added", 3]]}',
        '{"commit": 1, "at": 0, "counts": [], "changes": []}',
    ],
)
def test_a_record_that_is_not_one_says_nothing(tmp_path, record):
    (tmp_path / CHANGES_NAME).write_text(record)
    assert read_changes(tmp_path, 1) is None


def test_a_great_change_is_counted_and_named_in_part(tmp_path):
    write_changes(tmp_path, 1, [Change("added", str(number)) for number in range(20_000)])
    last = read_changes(tmp_path, 1)
    assert last is not None
    assert last.counts["added"] == 20_000
    assert 0 < len(last.changes) <= 1000
    assert len(json.dumps((tmp_path / CHANGES_NAME).read_text())) < 100_000
