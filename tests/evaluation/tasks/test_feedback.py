"""`assistant evaluate --feedback`: what people judged on the page, measured on real documents."""

import json
from dataclasses import replace

import pytest
from postgres_server import PASSWORD, running_postgres

from assistant import build_index, cli, open_index
from assistant.conversation.history.database import database_at
from assistant.conversation.history.store import ConversationStore
from assistant.conversation.history.types import Exchange, Verdict
from assistant.types import Answer

QUESTIONS = ("Who built the lighthouse?", "How much may a hotel room cost a night?")


@pytest.fixture
def settings(tiny, corpus, tmp_path):
    return tiny.using(corpus=str(corpus), index=str(tmp_path / "index"), caution=0.0)


@pytest.fixture
def answers(settings):
    """What the documents answer now, by question."""
    build_index(settings=settings)
    with open_index(settings=settings) as index:
        return {question: index.ask(question) for question in QUESTIONS}


@pytest.fixture
def judge(settings):
    """Return a function that keeps a verdict, as the page does."""
    store = ConversationStore(settings.conversations_file())

    def judge(answer, liked):
        exchange = Exchange(answer.question, answer, verdict=Verdict(liked, "because"))
        assert store.save_verdict("ann", store.save("ann", "", (), (exchange,)), exchange)

    return judge


@pytest.fixture
def evaluate(settings, tmp_path, monkeypatch, capsys):
    for name in ("corpus", "index", "model", "cache", "passage_tokens", "reader", "caution", "workers"):
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = cli.main(["evaluate", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def values(place):
    results = json.loads((place / "results.json").read_text())
    return {(m["group"], m["name"]): (m["value"], m["questions"]) for m in results["metrics"]}, results[
        "notes"
    ]


def refusal(question):
    return Answer(question, "refusal", 0.0, message="No.", searched_for=question)


def shifted(answer):
    """Return an answer that cited something else than the documents give now."""
    first = answer.citations[-1]
    end = first.end - 4
    return replace(answer, citations=(replace(first, end=end, quote=first.quote[:-4]),))


def test_what_became_of_liked_and_disliked_answers(answers, judge, evaluate, tmp_path):
    built, hotel = (answers[question] for question in QUESTIONS)
    judge(built, True)
    judge(hotel, False)
    judge(refusal("What is the capital of Peru?"), False)
    judge(refusal("What is the capital of Chad?"), True)
    judge(Answer("Hello", "conversation", 1.0, message="Hello!"), True)
    code, out, _ = evaluate("--feedback", "--output", tmp_path / "out")
    assert code == cli.DONE
    assert "liked: still cited first" in out
    measured, notes = values(tmp_path / "out")
    assert measured == {
        ("liked", "still cited first"): (1, 1),
        ("liked", "still cited in three"): (1, 1),
        ("disliked", "no longer cited first"): (0, 1),
        # With no caution at all everything is answered.
        ("liked refusal", "still refused"): (0, 1),
        ("disliked refusal", "now answered"): (1, 1),
    }
    assert notes == ["1 verdicts on greetings and overviews are left out"]


def test_caution_refuses_what_was_liked(answers, judge, evaluate, tmp_path):
    judge(answers[QUESTIONS[0]], True)
    judge(answers[QUESTIONS[1]], False)
    judge(refusal("What is the capital of Chad?"), True)
    assert evaluate("--feedback", "--caution", 1, "--output", tmp_path / "out")[0] == cli.DONE
    measured, _ = values(tmp_path / "out")
    assert measured["liked", "still cited first"] == measured["liked", "still cited in three"] == (0, 1)
    assert measured["disliked", "no longer cited first"] == (1, 1)
    assert measured["liked refusal", "still refused"] == (1, 1)


def test_quotes_are_followed_where_the_document_moved_them(answers, judge, evaluate, corpus, tmp_path):
    answer = answers[QUESTIONS[0]]
    judge(answer, True)
    path = corpus / answer.citations[0].document
    path.write_text(f"A new beginning.\n\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert evaluate("--feedback", "--output", tmp_path / "out")[0] == cli.DONE
    measured, notes = values(tmp_path / "out")
    assert measured["liked", "still cited in three"][1] == 1
    assert notes == []
    path.write_text("All of it is gone.", encoding="utf-8")
    code, _, err = evaluate("--feedback")
    assert code == cli.FAILED
    assert "No verdict in" in err


def test_the_last_of_several_verdicts_counts(answers, judge, evaluate, tmp_path):
    answer = answers[QUESTIONS[0]]
    judge(answer, True)
    judge(replace(answer, searched_for=f"  {QUESTIONS[0].upper()}"), False)
    assert evaluate("--feedback", "--output", tmp_path / "out")[0] == cli.DONE
    measured, _ = values(tmp_path / "out")
    assert set(measured) == {("disliked", "no longer cited first")}


def test_two_liked_answers_to_one_question_are_both_right(answers, judge, evaluate, tmp_path):
    answer = answers[QUESTIONS[0]]
    judge(shifted(answer), True)
    judge(answer, True)
    assert evaluate("--feedback", "--output", tmp_path / "out")[0] == cli.DONE
    measured, _ = values(tmp_path / "out")
    assert measured["liked", "still cited first"] == (1, 1)


def test_what_cannot_be_measured_gets_one_clear_line(judge, evaluate, tmp_path):
    for arguments, code, words in (
        (["--feedback"], cli.FAILED, "There are no conversations in"),
        (["--feedback", "--conversations", "none"], cli.FAILED, "are not kept"),
        (["--feedback", "set.jsonl"], cli.USAGE, "leave SET out"),
        (["--feedback", "--compare", "a.json", "b.json"], cli.USAGE, "leave --feedback out"),
        (["--feedback", "--failures", "3"], cli.FAILED, "There are no conversations"),
    ):
        found, out, err = evaluate(*arguments)
        assert (found, out) == (code, "")
        assert words in err
        assert err.count("\n") == 1
    judge(Answer("Hello", "conversation", 1.0, message="Hello!"), True)
    found, _, err = evaluate("--feedback")
    assert found == cli.FAILED
    assert "No answer in" in err


def test_verdicts_are_read_from_postgresql(settings, answers, evaluate, tmp_path, monkeypatch):
    with running_postgres() as server:
        monkeypatch.setenv("ASSISTANT_CONVERSATIONS", server.address)
        code, _, err = evaluate("--feedback")
        assert (code, err.count("\n")) == (cli.FAILED, 1)
        assert "No answer in 'postgresql://127.0.0.1" in err
        store = ConversationStore(server.address)
        for question, liked in zip(QUESTIONS, (True, False), strict=True):
            exchange = Exchange(question, answers[question], verdict=Verdict(liked, "because"))
            assert store.save_verdict("ann", store.save("ann", "", (), (exchange,)), exchange)
        code, _, err = evaluate("--feedback", "--output", tmp_path / "out")
        assert code == cli.DONE, err
        written = (tmp_path / "out" / "results.json").read_text()
        assert values(tmp_path / "out")[0] == {
            ("liked", "still cited first"): (1, 1),
            ("liked", "still cited in three"): (1, 1),
            ("disliked", "no longer cited first"): (0, 1),
        }
        # Results are passed on to others.
        assert PASSWORD not in written + err
        assert json.loads(written)["about"]["set"] == f"postgresql://127.0.0.1:{server.port}/postgres"
        database_at(server.address).close()
