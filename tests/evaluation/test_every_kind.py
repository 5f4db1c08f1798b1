"""`assistant evaluate --all` and `--in-document` as people run them."""

import json
import shutil

import pytest
from material import MEMO
from small_set import LINES, answered, write_lines

from assistant import cli
from assistant.evaluation.results import read_results

LETTER = (
    MEMO.replace("Gull Island", "Wick Rock").replace("Ada Thornbury", "Bo Ashdown").replace("1871", "1902")
)


@pytest.fixture
def evaluate(capsys, isolated, models, monkeypatch):
    monkeypatch.setenv("ASSISTANT_CACHE", str(models))

    def run(*arguments):
        code = cli.main(["evaluate", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def sets(tmp_path, corpus):
    """A folder of two sets, of which both speak of a lighthouse, and something else."""
    kinds = tmp_path / "kinds"
    shutil.copytree(corpus, kinds / "reports" / "corpus")
    (kinds / "reports" / "corpus" / "wick.txt").write_text(LETTER, encoding="utf-8", newline="")
    # Of all documents together either lighthouse may be meant.
    asked = answered("when", "When was the lighthouse built?", "lighthouse.txt", "1871")
    other = asked | {"id": "other", "document": "wick.txt"}
    other["answers"] = [{"start": LETTER.index("1902"), "text": "1902"}]
    write_lines(kinds / "reports" / "questions.jsonl", [*LINES, asked, other])
    (kinds / "letters" / "corpus").mkdir(parents=True)
    (kinds / "letters" / "corpus" / "wick.txt").write_text(LETTER, encoding="utf-8", newline="")
    write_lines(
        kinds / "letters" / "questions.jsonl",
        [other, {"id": "foreign-1", "question": "Who won the 2018 World Cup?", "answers": []}],
    )
    (kinds / "notes").mkdir()
    return kinds


def test_all_sets_give_one_table_and_results_that_can_be_compared(evaluate, sets, tmp_path):
    code, out, err = evaluate("--all", sets, "--output", tmp_path / "old")
    assert code == cli.DONE
    rows = [line.split("  ")[0] for line in out.splitlines()]
    assert rows[:4] == ["kind", "letters", "reports", "mean over kinds"]
    assert "1/2 letters\n" in err
    results = read_results(tmp_path / "old" / "results.json")
    assert results.form == "kinds"
    assert {record.kind for record in results.records} == {"letters", "reports"}
    assert results.about["sets"]["letters"]["corpus"] == str(sets / "letters" / "corpus")
    assert results.about["settings"]["caution"] == 0.3
    one = read_results(tmp_path / "old" / "letters" / "results.json")
    assert (
        results.metric("letters", "first right").value == one.metric("answerable", "first right").value == 1
    )
    assert (tmp_path / "old" / "reports" / "risk-coverage.png").is_file()

    # The same sets, named one by one, and more careful.
    named = (sets / "letters", sets / "reports")
    code, _, _ = evaluate("--all", *named, "--caution", 0.9999, "--output", tmp_path / "new")
    assert code == cli.DONE
    files = [tmp_path / name / "results.json" for name in ("old", "new")]
    code, out, _ = evaluate("--compare", *files, "--json")
    assert code == cli.DONE
    differences = {(d["group"], d["name"]): d for d in json.loads(out)["differences"]}
    mean = differences["mean over kinds", "refused"]
    assert mean["new"] == 1 >= mean["old"]
    assert differences["mean over kinds", "first right"]["p"] == 1


def test_in_document_asks_each_question_of_its_own_document(evaluate, sets, tmp_path):
    place = tmp_path / "alone"
    code, _, _ = evaluate(
        sets / "reports", "--in-document", "--output", place, "--failures", 9, "--caution", 0
    )
    assert code == cli.DONE
    results = read_results(place / "results.json")
    assert results.about["in_document"] is True
    values = {record.id: record.values for record in results.records}
    # Each lighthouse is the only one in its document.
    assert values["when"]["first right"] == values["other"]["first right"] == 1
    # Foreign ones, which name no document, are asked of a drawn one.
    assert {"foreign-1", "foreign-2", "v2-1"} <= values.keys()
    assert "asked of       lighthouse.txt" in (place / "failures.md").read_text()
    assert evaluate(sets / "reports", "--output", tmp_path / "together")[0] == cli.DONE
    together = read_results(tmp_path / "together" / "results.json")
    assert together.about["in_document"] is False
    found = {
        record.id: record.values["first right"]
        for record in together.records
        if record.id in ("when", "other")
    }
    assert sum(found.values()) == 1
    code, out, _ = evaluate("--compare", tmp_path / "together" / "results.json", place / "results.json")
    assert code == cli.DONE
    assert "own document alone" in out


def test_sets_of_another_form_are_refused_before_anything_is_measured(evaluate, sets, tmp_path):
    line = {"question": "And when?", "history": ["Who built it?"], "rewrite": "When was it built?"}
    write_lines(sets / "letters" / "questions.jsonl", [line])
    code, _, err = evaluate("--all", sets, "--output", tmp_path / "out")
    assert code != cli.DONE
    assert "letters" in err
    assert "measure it alone" in err
    assert not (tmp_path / "out").exists()


def test_a_kind_that_answers_nothing_has_no_share_of_wrong_answers(evaluate, sets, tmp_path):
    assert evaluate("--all", sets, "--caution", 1, "--output", tmp_path / "out")[0] == cli.DONE
    results = read_results(tmp_path / "out" / "results.json")
    assert results.metric("mean over kinds", "refused").value == 1
    assert not [metric for metric in results.metrics if metric.name == "wrong among answered"]


def test_in_document_of_all_sets(evaluate, sets, tmp_path):
    code, out, _ = evaluate("--all", sets, "--in-document", "--output", tmp_path / "out", "--json")
    assert code == cli.DONE
    assert json.loads(out)["about"]["in_document"] is True
    results = read_results(tmp_path / "out" / "results.json")
    assert results.metric("reports", "hit@10").value == 1


def test_in_document_without_a_document(evaluate, sets, tmp_path):
    (sets / "reports" / "corpus" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    anywhere = {"id": "anywhere", "question": "Who built it?", "answers": ["Ada Thornbury"]}
    broken = {"id": "broken", "question": "Why?", "document": "broken.pdf", "evidence": [{"page": 0}]}
    write_lines(sets / "reports" / "questions.jsonl", [*LINES, anywhere, broken])
    code, out, _ = evaluate(sets / "reports", "--in-document", "--output", tmp_path / "out")
    assert code == cli.DONE
    assert "1 question left out, since no document of their own is known: anywhere" in out
    values = {r.id: r.values for r in read_results(tmp_path / "out" / "results.json").records}
    assert values["broken"]["first right"] == values["broken"]["hit@10"] == 0
    assert "anywhere" not in values


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--all"], cli.USAGE, "Name a question set"),
        (["--all", "SETS/notes"], cli.FAILED, "holds no question set"),
        (["--all", "nowhere"], cli.FAILED, "holds no question set"),
        (["--all", "SETS", "SETS/letters"], cli.FAILED, "Two question sets are named 'letters'"),
        (["--all", "SETS", "--corpus", "SETS"], cli.USAGE, "leave --corpus out"),
        (["--all", "SETS", "--output", "x.json"], cli.USAGE, "name a folder"),
        (["SETS/letters", "SETS/reports"], cli.USAGE, "with --all"),
        (["--feedback", "--all", "SETS"], cli.USAGE, "leave SET out"),
        (["FOLLOW-UPS", "--in-document"], cli.USAGE, "--in-document needs questions about a corpus"),
        (["--compare", "a.json", "b.json", "--in-document"], cli.USAGE, "leave --in-document out"),
    ],
)
def test_what_does_not_go_together_is_said_in_one_line(evaluate, sets, lines_in, arguments, code, words):
    follow_up = {
        "history": ["Zappa", "Life"],
        "question": "When did he die?",
        "rewrite": "When did Zappa die?",
    }
    places = {"SETS": str(sets), "FOLLOW-UPS": str(lines_in(follow_up))}
    given = [argument.replace("SETS", places["SETS"]) for argument in arguments]
    found, out, err = evaluate(*(places.get(argument, argument) for argument in given))
    assert (found, out) == (code, "")
    assert words in err
    assert err.count("\n") == 1
