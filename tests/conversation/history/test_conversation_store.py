"""Conversations in their file, as the page keeps and reads them."""

import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from threading import Thread

import pytest
from sample import answered, exchange, refused

from assistant.conversation.history.store import LONGEST_TITLE, TalkStore
from assistant.conversation.history.types import UNANSWERED, Exchange, Verdict
from assistant.errors import TalksError
from assistant.settings import Settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "conversations.sqlite"


@pytest.fixture
def store(path):
    return TalkStore(path)


def titles(store, owner="", search=""):
    return [talk.title for talk in store.titles(owner, search)]


def test_what_was_said_comes_back_exactly_after_a_restart(store, path):
    said = (
        exchange("Who built it?"),
        Exchange("And Peru?", refused("And Peru?"), as_it_stands=True),
        Exchange("Why?", note="Stopped."),
    )
    talk = store.keep("", "", (), said)
    again = TalkStore(path).read("", talk)
    assert again.conversation == said
    assert again.title == "Who built it?"
    assert path.stat().st_mode & 0o077 == 0


def test_nothing_is_written_before_a_question_is_asked(store, path):
    assert (store.titles(""), store.read("", "x"), store.remove("", "x"), store.judged()) == (
        [],
        None,
        False,
        [],
    )
    store.rename("", "x", "Name")
    assert not path.parent.exists()


def test_a_question_is_kept_at_once_and_its_answer_when_it_comes(store):
    asked = (Exchange("Who built it?"),)
    talk = store.keep("", "", (), asked)
    assert store.read("", talk).conversation[0].note == UNANSWERED
    done = (replace(asked[0], answer=answered("Who built it?", "Ada built it.")),)
    assert store.keep("", talk, asked, done) == talk
    assert store.read("", talk).conversation == done
    stopped = (replace(asked[0], note="Stopped."),)
    assert store.keep("", talk, asked, stopped) == talk
    assert store.read("", talk).conversation == done


def test_the_newest_comes_first_and_a_new_question_makes_one_the_newest(store):
    first = (exchange("First?"),)
    one = store.keep("", "", (), first)
    store.keep("", "", (), (exchange("Second?"),))
    assert titles(store) == ["Second?", "First?"]
    store.keep("", one, first, (*first, exchange("More?")))
    assert titles(store) == ["First?", "Second?"]


def test_an_edited_question_cuts_what_followed(store):
    said = (exchange("One?"), exchange("Two?"), exchange("Three?"))
    talk = store.keep("", "", (), said)
    cut = (said[0], exchange("Two, better?"))
    assert store.keep("", talk, said, cut) == talk
    assert store.read("", talk).conversation == cut
    store.keep("", talk, cut, (exchange("Other?"),))
    assert titles(store) == ["Other?"]


def test_two_windows_on_one_conversation_lose_nothing(store):
    said = (exchange("One?"),)
    talk = store.keep("", "", (), said)
    here, there = (*said, exchange("Here?")), (*said, exchange("There?"))
    assert store.keep("", talk, said, here) == talk
    other = store.keep("", talk, said, there)
    assert other != talk
    assert store.read("", talk).conversation == here
    assert store.read("", other).conversation == there


def test_everybody_sees_only_their_own(store):
    said = (exchange("Secret?"),)
    talk = store.keep("ann", "", (), said)
    store.rename("bob", talk, "Mine")
    assert store.remove("bob", talk) is False
    assert store.judge("bob", talk, replace(said[0], verdict=Verdict(True))) is False
    assert (store.titles("bob"), store.read("bob", talk), titles(store, "ann")) == ([], None, ["Secret?"])
    assert store.keep("bob", talk, said, (*said, exchange("More?"))) != talk
    assert store.read("ann", talk).conversation == said


def test_a_search_looks_into_titles_questions_and_answers(store):
    store.keep(
        "", "", (), (exchange("Who built the LIGHTHOUSE?", "Ada Thornbury built it in 100% granite."),)
    )
    store.keep("", "", (), (exchange("Wo steht die Straße?", "Am Hafen."),))
    assert titles(store, search="lighthouse granite") == ["Who built the LIGHTHOUSE?"]
    assert titles(store, search="STRASSE") == ["Wo steht die Straße?"]
    assert titles(store, search="100%") == ["Who built the LIGHTHOUSE?"]
    assert titles(store, search="lighthouse hafen") == []
    assert len(titles(store, search=" ")) == 2
    store.rename("", store.titles("", "hafen")[0].id, "Streets")
    assert titles(store, search="street") == ["Streets"]


def test_a_name_stays_and_is_one_short_line(store):
    said = (exchange("One?"),)
    talk = store.keep("", "", (), said)
    store.rename("", talk, "  My\n name ")
    store.rename("", talk, " ")
    store.keep("", talk, said, (exchange("Other?"),))
    assert titles(store) == ["My name"]
    store.rename("", talk, "x" * 500)
    assert len(titles(store)[0]) == LONGEST_TITLE


def test_a_removed_conversation_can_be_brought_back_for_an_hour(store, path, monkeypatch):
    said = (replace(exchange("Rosebud?"), verdict=Verdict(False, "Wrong")),)
    talk = store.keep("", "", (), said)
    assert store.judge("", talk, said[0])
    assert store.remove("", talk)
    assert (store.titles(""), store.read("", talk), store.judged()) == ([], None, [])
    store.restore("", talk)
    assert store.read("", talk).conversation == said
    store.remove("", talk)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3700)
    TalkStore(path).titles("")
    assert b"Rosebud" not in path.read_bytes()
    store.restore("", talk)
    assert store.titles("") == []


def test_a_verdict_outlives_the_answer_that_was_asked_again(store):
    liked = replace(exchange("One?"), verdict=Verdict(True, "Good"))
    talk = store.keep("", "", (), (liked,))
    assert store.judge("", talk, liked)
    assert store.read("", talk).conversation[0].verdict == Verdict(True, "Good")
    again = replace(exchange("One?"), verdict=Verdict(False))
    store.keep("", talk, (liked,), (again,))
    assert store.judge("", talk, again)
    assert [each.verdict.liked for each in store.judged()] == [True, False]
    assert store.judged()[0].answer == liked.answer
    assert store.judge("", talk, replace(again, verdict=None))
    assert [each.verdict.liked for each in store.judged()] == [True]


def test_many_at_once(store):
    def keep(name):
        said = ()
        talk = ""
        for number in range(5):
            grown = (*said, exchange(f"{name} {number}?"))
            talk, said = store.keep("", talk, said, grown), grown

    threads = [Thread(target=keep, args=(f"Thread {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(titles(store)) == [f"Thread {n} 0?" for n in range(6)]
    assert all(len(store.read("", talk.id).conversation) == 5 for talk in store.titles(""))


def test_a_change_is_kept_wholly_or_not_at_all(store, path):
    said = (exchange("One?"),)
    talk = store.keep("", "", (), said)
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON exchanges WHEN NEW.place = 3 "
            "BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
        db.commit()
    with pytest.raises(TalksError):
        store.keep("", talk, said, (*said, exchange("Two?"), exchange("Three?")))
    assert store.read("", talk).conversation == said


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(b"no database at all" * 100), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 9000), "damaged"),
        (lambda path: run(path, "PRAGMA user_version = 99"), "newer version"),
        (lambda path: run(path, "PRAGMA user_version = 0"), "no file of conversations"),
        (lambda path: (path.unlink(), path.mkdir()), "setting 'conversations'"),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_sentence(store, path, spoil, words):
    store.keep("", "", (), tuple(exchange(f"{n}? {'word ' * 300}") for n in range(20)))
    spoil(path)
    for use in (lambda s: s.titles(""), lambda s: s.keep("", "", (), (exchange("x"),))):
        with pytest.raises(TalksError, match=words) as raised:
            use(TalkStore(path))
        assert str(raised.value).count(".") <= str(path).count(".") + 1
        assert str(path) in str(raised.value)


def test_an_answer_that_cannot_be_read_costs_only_itself(store, path):
    talk = store.keep("", "", (), (exchange("One?"), exchange("Two?")))
    run(path, "UPDATE exchanges SET answer = '{\"kind\": 3}' WHERE place = 1")
    one, two = store.read("", talk).conversation
    assert one.answer is None
    assert "no longer be read" in one.note
    assert two.answer.answered


def run(path, statement):
    with closing(sqlite3.connect(path)) as db:
        db.execute(statement)
        db.commit()


def test_where_conversations_are_kept(tmp_path):
    def place(**options):
        return Settings(index=str(tmp_path / "index"), **options).conversations_file()

    assert place() == tmp_path / "index-conversations.sqlite"
    assert place(conversations="none") is None
    assert place(conversations=str(tmp_path / "talks")) == tmp_path / "talks" / "conversations.sqlite"
    assert place(conversations=str(tmp_path / "my.sqlite")) == tmp_path / "my.sqlite"
