"""The command as people run it."""

import json

import pytest

from assistant import cli


def run(capsys, *arguments):
    code = cli.main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def built(capsys, corpus, index_folder, isolated):
    assert run(capsys, "index", "--corpus", corpus, "--index", index_folder)[0] == cli.DONE
    return index_folder


def test_index_plans_builds_and_reports(capsys, corpus, index_folder, isolated):
    (corpus / "odd.xyz").write_text("?")
    code, out, err = run(capsys, "index", "--corpus", corpus, "--index", index_folder)
    assert code == cli.DONE
    assert "Plan: 2 added, 1 failed." in err
    assert "passages" in err
    assert "2 added, 1 failed" in out
    assert "odd.xyz: '.xyz' files are not supported" in out
    code, out, _ = run(capsys, "index", "--corpus", corpus, "--index", index_folder)
    assert code == cli.DONE
    assert "Nothing has changed (2 unchanged, 1 failed)." in out


def test_plan_only(capsys, corpus, index_folder, isolated):
    code, out, _ = run(capsys, "index", "--plan", "--json", "--corpus", corpus, "--index", index_folder)
    assert code == cli.DONE
    assert [change["kind"] for change in json.loads(out)["changes"]] == ["added", "added"]
    assert not index_folder.exists()


def test_ask_prints_the_answer_and_its_citations(capsys, built):
    code, out, err = run(capsys, "ask", "Who built the lighthouse?", "--index", built)
    assert code == cli.DONE
    assert "Ada Thornbury" in out
    assert "[1] lighthouse.txt" in out
    assert err == ""


def test_ask_as_json(capsys, built):
    code, out, _ = run(capsys, "ask", "Who built the lighthouse?", "--index", built, "--json")
    answer = json.loads(out)
    assert code == cli.DONE
    assert answer["answered"]
    assert "Ada Thornbury" in answer["citations"][0]["quote"]


def test_ask_tells_why(capsys, built):
    _, out, _ = run(capsys, "ask", "Who built the lighthouse?", "--why", "--index", built)
    assert "Ada Thornbury" in out.split("Read for it")[0]
    assert "  1. lighthouse.txt: " in out
    assert "holds 0." in out
    _, out, _ = run(capsys, "ask", "Who built the lighthouse?", "--why", "--json", "--index", built)
    assert json.loads(out)["read"][0]["passage"]["document"] == "lighthouse.txt"


def test_a_question_is_kept_to_what_is_named(capsys, built):
    question = "Who built the lighthouse?"
    for words in (["--in", "policies/", "--in", "*.md"], ["--documents", "policies/travel.md"]):
        code, out, _ = run(capsys, "search", question, "--index", built, "--json", *words)
        assert code == cli.DONE
        assert {passage["document"] for passage in json.loads(out)} == {"policies/travel.md"}
    code, out, _ = run(capsys, "ask", question, "--index", built, "--in", "lighthouse.txt")
    assert code == cli.DONE
    assert "[1] lighthouse.txt" in out
    for command in ("ask", "search"):
        code, out, err = run(capsys, command, question, "--index", built, "--in", "lighthouse.md")
        assert (code, out) == (cli.FAILED, "")
        assert err.startswith("assistant: The document 'lighthouse.md' is not in the index;")
        assert err.count("\n") == 1


def test_a_refusal_has_its_own_exit_code(capsys, built):
    code, out, _ = run(capsys, "ask", "Who won the 2018 World Cup?", "--index", built)
    assert code == cli.NOTHING
    assert "Closest I found:" in out
    assert run(capsys, "ask", "Who won the 2018 World Cup?", "--always", "--index", built)[0] == cli.DONE


def test_search(capsys, built):
    code, out, _ = run(capsys, "search", "goats", "--k", 1, "--index", built, "--json")
    assert code == cli.DONE
    assert [p["document"] for p in json.loads(out)] == ["lighthouse.txt"]
    assert run(capsys, "search", "goats", "--documents", "nothing/*", "--index", built)[0] == cli.NOTHING


def test_doctor(capsys, built):
    code, out, _ = run(capsys, "doctor", "--index", built)
    assert code == cli.DONE
    assert "The index is sound." in out
    next(built.glob("dense-*")).unlink()
    code, out, _ = run(capsys, "doctor", "--index", built)
    assert code == cli.NOTHING
    assert "PROBLEM dense index" in out
    assert "To repair" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ask", "What?", "--index", "nowhere"], cli.FAILED, "assistant index"),
        (["index", "--corpus", "nowhere"], cli.FAILED, "does not exist"),
        (["ask", "What?", "--caution", "2"], cli.USAGE, "caution"),
        (["search", "What?", "--k", "many"], cli.USAGE, "k"),
        (["ask", "What?", "--settings", "missing.toml"], cli.USAGE, "missing.toml"),
        (["chat", "--port", "-1"], cli.USAGE, "port"),
    ],
)
def test_bad_input_gets_one_clear_line(capsys, isolated, arguments, code, words):
    found, out, err = run(capsys, *arguments)
    assert found == code
    assert out == ""
    assert err.startswith("assistant: ")
    assert words in err
    assert err.count("\n") == 1


def test_unknown_commands_and_help(capsys):
    for arguments, code in ((["fly"], 2), (["--help"], 0), (["ask", "--help"], 0)):
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        assert ended.value.code == code


def test_control_sequences_of_documents_do_not_reach_the_terminal(capsys, corpus, index_folder, isolated):
    (corpus / "evil.txt").write_text("The evil sentence \x1b]0;pwned\x07 is \x1b[31mred\x1b[0m here.")
    run(capsys, "index", "--corpus", corpus, "--index", index_folder)
    for command in ("ask", "search"):
        code, out, _ = run(capsys, command, "What is the evil sentence?", "--index", index_folder)
        assert code == cli.DONE
        assert "evil" in out
        assert "\x1b" not in out
        assert "\x07" not in out
