"""Results as tables, and the page they are put into."""

import pytest

from benchmarks.docs import BEGIN, END, put_between_markers
from benchmarks.errors import BenchmarkError
from benchmarks.table import against_ours, markdown_table, render, with_spread


def _round(seconds, tokens=900):
    return {
        "index": {
            "seconds": seconds,
            "importing": 0.5,
            "call": seconds - 0.5,
            "tokens": tokens,
            "memory": 5e8,
            "disk": 2e6,
        },
        "questions": {"first": 0.5, "p50": 0.01, "p95": 0.02},
        "add": {"seconds": 1.0, "call": 0.5, "tokens": 10},
    }


def _row(name, rounds, error="", **more):
    tally = {"asked": 3, "errors": 0, "empty": 0, "wrong": 0, "longest": 0.2, "error": ""}
    found = {"hits": {"1": 0.5, "3": 0.75, "5": 1.0}, "characters": 600.0, "offsets": None, "questions": 4}
    rebuild = {
        "seconds": 3.0,
        "held": tally,
        "fresh": tally | {"errors": 1, "error": "No such file"},
        "quiet": 0.01,
        "rebuild error": "",
        "held after": "right",
        "new seen without opening again": False,
        "new seen after opening again": True,
        "new seen by a new process": True,
        "removed text still found": None,
    }
    return {
        "name": name,
        "title": name.title(),
        "lines": 12,
        "versions": {name: "1.0"},
        "first": [9.0, 3.0],
        "rounds": rounds,
        "found": found if rounds else None,
        "rebuild": rebuild if rounds else None,
        "error": error,
    } | more


def _results(*rows):
    return {
        "date": "2026-01-02",
        "command": "python -m benchmarks",
        "machine": "2 cores",
        "python": "3.11",
        "revision": "abc",
        "documents": 3,
        "characters": 4000,
        "tokens": 1000,
        "questions": 4,
        "added tokens": 10,
        "added characters": 50,
        "rounds": 2,
        "peers": list(rows),
    }


OURS = _row("assistant", [_round(2.0), _round(4.0)])
THEIRS = _row("peer", [_round(4.0), _round(8.0)])


def test_a_spread_is_shown_only_where_there_are_several_rounds():
    assert with_spread([2.0]) == "2.0"
    assert with_spread([1.0, 2.0, 4.0]) == "2.0 (1.0–4.0)"
    assert with_spread([]) == "–"


def test_ratios_are_to_ours_of_the_same_round():
    def seconds(figures):
        return figures["index"]["seconds"]

    assert against_ours(THEIRS, [OURS, THEIRS], seconds) == "2.00 (2.00–2.00)"
    assert against_ours(OURS, [OURS, THEIRS], seconds) == "1"
    assert against_ours(THEIRS, [THEIRS], seconds) == "–"


def test_all_tables_are_well_formed_and_say_what_is_not_offered():
    text = render(_results(OURS, THEIRS))
    tables = [block for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 5
    for table in tables:
        assert len({line.replace("\\|", "").count("|") for line in table.splitlines()}) == 1
    assert "not offered" in text
    assert "1 errors (No such file)" in text
    assert "cannot be asked" in text
    assert "2026-01-02" in text


def test_a_peer_that_failed_is_a_row_with_its_error():
    text = render(_results(OURS, _row("broken", [], "environment: pip | failed")))
    assert text.count("failed: environment: pip \\| failed") == 4


def test_a_peer_that_failed_later_keeps_its_numbers_and_is_named():
    text = render(_results(OURS, _row("peer", [_round(4.0)], "round 2 of 2: out of memory")))
    assert "Peer failed in round 2 of 2: out of memory." in text
    assert text.count("failed:") == 0


def test_an_interrupted_run_says_so():
    row = _row("assistant", [_round(2.0)])
    assert "1 of 2 rounds (interrupted)" in render(_results(row))
    assert "; 2 rounds." in render(_results(OURS))


def test_a_rebuild_that_could_not_be_watched_is_said():
    text = render(_results(OURS, _row("peer", [_round(4.0)], rebuild={"failed": "no such index"})))
    assert text.count("failed: no such index") == 1


def test_a_cell_cannot_break_the_table():
    assert markdown_table(["a"], [["x|y\nz"]]).splitlines()[-1] == "| x\\|y z |"


def test_tables_replace_what_stands_between_the_markers():
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    once = put_between_markers(page, "new\n")
    assert once == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    assert put_between_markers(once, "new\n") == once


def test_a_page_without_markers_is_refused():
    with pytest.raises(BenchmarkError, match="markers"):
        put_between_markers("nothing here", "new")
