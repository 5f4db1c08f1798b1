"""`assistant evaluate` as people run it."""

import json
from xml.etree import ElementTree

import pytest
from PIL import Image
from small_set import LINES, write_lines

from assistant import cli

SENTENCES = {"question": "Who ran?", "sentences": ["Ada ran.", "Bo sat."], "gold": [0], "source": "s"}
FOLLOW_UP = {
    "history": ["Frank Zappa", "Life"],
    "question": "When did he die?",
    "rewrite": "When did Zappa die?",
}


@pytest.fixture
def evaluate(capsys, isolated, models, monkeypatch):
    monkeypatch.setenv("ASSISTANT_CACHE", str(models))

    def run(*arguments):
        code = cli.main(["evaluate", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_set_gives_a_table_results_a_plot_and_wrong_answers(evaluate, question_set, tmp_path):
    place = tmp_path / "out"
    code, out, err = evaluate(question_set, "--output", place, "--failures", 3)
    assert code == cli.DONE
    assert "answerable: first right" in out
    assert "answerable: exact match" in out
    assert f"{len(LINES)}/{len(LINES)}" in err
    names = {"results.json", "risk-coverage.png", "risk-coverage.svg", "failures.md"}
    assert {path.name for path in place.iterdir()} == names
    assert all(f"Written: {place / name}" in out for name in names)
    results = json.loads((place / "results.json").read_text())
    assert results["about"]["models"]["embedder"]["name"] == "all-MiniLM-L6-v2"
    assert results["about"]["settings"]["caution"] == 0.3
    assert "auth" not in results["about"]["settings"]
    assert results["about"]["corpus"] == str(question_set / "corpus")
    assert len(results["records"]) == len(LINES)
    with Image.open(place / "risk-coverage.png") as picture:
        assert picture.width > 300
    assert ElementTree.parse(place / "risk-coverage.svg").getroot().tag.endswith("svg")
    assert (place / "failures.md").read_text().startswith("# Wrong answers")


def test_documents_that_failed_and_gold_that_is_wrong_are_reported(evaluate, question_set, tmp_path):
    (question_set / "corpus" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    lost = {"id": "lost", "question": "Why?", "document": "broken.pdf", "evidence": [{"page": 0}]}
    gone = {"id": "gone", "question": "Why?", "document": "gone.txt", "answers": ["Because"]}
    write_lines(question_set / "questions.jsonl", [*LINES, lost, gone])
    code, out, _ = evaluate(question_set, "--output", tmp_path / "out.json", "--json")
    assert code == cli.DONE
    said = json.loads(out)
    assert list(said["failed_documents"]) == ["broken.pdf"]
    assert any("left out, since the corpus has no document 'gone.txt': gone" in n for n in said["notes"])
    assert any("counted as wrong, since 'broken.pdf' could not be indexed" in n for n in said["notes"])
    results = json.loads((tmp_path / "out.json").read_text())
    values = {record["id"]: record["values"] for record in results["records"]}
    assert values["lost"]["hit@10"] == values["lost"]["first right"] == 0
    assert "gone" not in values
    assert (tmp_path / "out-risk-coverage.png").is_file()


def test_results_go_to_a_new_folder_by_default_and_a_second_run_only_asks(evaluate, question_set, tmp_path):
    (tmp_path / "place").mkdir()
    assert evaluate(question_set, "--sample", 1)[0] == cli.DONE
    _, _, err = evaluate(question_set, "--sample", 2, "--output", tmp_path / "second")
    assert "passages" not in err
    (first,) = (tmp_path / "results").iterdir()
    assert len(json.loads((first / "results.json").read_text())["records"]) == 3
    assert len(json.loads((tmp_path / "second" / "results.json").read_text())["records"]) == 5


def test_ones_own_questions_and_corpus(evaluate, corpus, tmp_path):
    (tmp_path / "mine").mkdir()
    mine = write_lines(
        tmp_path / "mine" / "mine.jsonl",
        [{"question": "Who built the lighthouse?", "answers": ["Thornbury"]}],
    )
    code, out, _ = evaluate(mine, "--corpus", corpus, "--output", tmp_path / "out")
    assert code == cli.DONE
    (line,) = [line for line in out.splitlines() if "first right" in line]
    assert line.split()[3:] == ["1.000", "1.000", "to", "1.000", "1"]
    assert not (tmp_path / "out" / "failures.md").exists()


def test_the_other_forms(evaluate, tmp_path, lines_in):
    code, out, _ = evaluate(lines_in(SENTENCES), "--output", tmp_path / "out")
    assert code == cli.DONE
    assert "s: P@1" in out
    code, out, _ = evaluate(lines_in(FOLLOW_UP), "--output", tmp_path / "out")
    assert code == cli.DONE
    assert "follow-up: recall of added names" in out
    assert not (tmp_path / "out" / "risk-coverage.png").exists()


def test_two_runs_are_compared(evaluate, question_set, tmp_path):
    for caution in (0.5, 0.9999):
        assert (
            evaluate(question_set, "--caution", caution, "--output", tmp_path / f"{caution}")[0] == cli.DONE
        )
    old, new = (tmp_path / f"{caution}" / "results.json" for caution in (0.5, 0.9999))
    code, out, err = evaluate("--compare", old, new)
    assert (code, err) == (cli.DONE, "")
    assert "Note: settings: caution was 0.5 and is 0.9999." in out
    assert "first right: 0 questions better" in out
    data = json.loads(evaluate("--compare", old, new, "--json")[1])
    by_name = {(d["group"], d["name"]): d for d in data["differences"]}
    assert by_name["answerable", "first right"]["p"] == 1
    assert by_name["answerable", "refused"]["new"] >= by_name["answerable", "refused"]["old"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], cli.USAGE, "Name a question set"),
        (["nowhere"], cli.FAILED, "There is no question set 'nowhere'"),
        (["SET", "--corpus", "nowhere"], cli.FAILED, "--corpus FOLDER"),
        (["SET", "--caution", "2"], cli.USAGE, "caution"),
        (["FOLLOW-UPS", "--failures", "3"], cli.USAGE, "--failures needs questions about a corpus"),
        (["SET", "--compare", "a.json", "b.json"], cli.USAGE, "leave SET out"),
        (["--compare", "a.json", "b.json", "--sample", "3"], cli.USAGE, "leave --sample out"),
        (["--compare", "a.json", "b.json"], cli.FAILED, "Cannot read the results in 'a.json'"),
        (["SET", "--output", "FILE/below"], cli.FAILED, "name another place: --output"),
    ],
)
def test_bad_input_gets_one_clear_line(evaluate, question_set, lines_in, arguments, code, words):
    places = {
        "SET": str(question_set),
        "FOLLOW-UPS": str(lines_in(FOLLOW_UP)),
        "FILE/below": str(question_set / "questions.jsonl" / "below"),
    }
    found, out, err = evaluate(*(places.get(argument, argument) for argument in arguments))
    assert (found, out) == (code, "")
    assert err.startswith("assistant: ")
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("option", ["--sample", "--failures"])
def test_counts_must_be_counts(option, question_set, isolated, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["evaluate", str(question_set), option, "0"])
    assert ended.value.code == cli.USAGE
    assert "must be a number from 1" in capsys.readouterr().err


def test_no_usable_question(evaluate, question_set):
    write_lines(question_set / "questions.jsonl", [{"id": "x", "question": "Why?", "document": "gone.txt"}])
    code, _, err = evaluate(question_set)
    assert code == cli.FAILED
    assert "No question of" in err
    assert "the corpus has no document 'gone.txt'" in err
