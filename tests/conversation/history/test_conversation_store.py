"""Conversations in their file, as the page keeps and reads them."""

import json
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from threading import Thread

import pytest
from sample import answered, exchange, refused

from assistant.conversation.history.store import MAX_TITLE_LENGTH, ConversationStore
from assistant.conversation.history.types import UNANSWERED, Exchange, Verdict
from assistant.errors import ConversationStoreError
from assistant.settings import Settings
from assistant.types import CitedRow


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "conversations.sqlite"


@pytest.fixture
def store(path):
    return ConversationStore(path)


def titles(store, owner="", search=""):
    return [saved.title for saved in store.list_conversations(owner, search)]


def test_what_was_said_comes_back_exactly_after_a_restart(store, path):
    said = (
        exchange("Who built it?"),
        Exchange("And Peru?", refused("And Peru?"), as_it_stands=True),
        Exchange("Why?", note="Stopped."),
    )
    conversation_id = store.save("", "", (), said)
    again = ConversationStore(path).load("", conversation_id)
    assert again.conversation == said
    assert again.title == "Who built it?"
    assert path.stat().st_mode & 0o077 == 0


def test_the_row_of_a_citation_comes_back_and_may_be_missing_in_an_older_file(store, path):
    found = answered("What is the fare?", "Departure: 09:30 | Fare: 38.00")
    row = CitedRow(4, ("Departure", "Fare"), ("09:30", "38.00"), (1,))
    cited = replace(found.citations[0], row=row)
    said = (Exchange("What is the fare?", replace(found, citations=(cited,))),)
    conversation_id = store.save("", "", (), said)
    assert store.load("", conversation_id).conversation == said
    with closing(sqlite3.connect(path)) as db, db:
        (kept,) = db.execute("SELECT answer FROM exchanges").fetchone()
        older = json.loads(kept)
        del older["citations"][0]["row"]
        db.execute("UPDATE exchanges SET answer = ?", (json.dumps(older),))
    (again,) = ConversationStore(path).load("", conversation_id).conversation
    assert again.answer.citations == (replace(cited, row=None),)


def test_nothing_is_written_before_a_question_is_asked(store, path):
    assert (
        store.list_conversations(""),
        store.load("", "x"),
        store.remove("", "x"),
        store.judged_answers(),
    ) == (
        [],
        None,
        False,
        [],
    )
    store.rename("", "x", "Name")
    assert not path.parent.exists()


def test_a_question_is_kept_at_once_and_its_answer_when_it_comes(store):
    asked = (Exchange("Who built it?"),)
    conversation_id = store.save("", "", (), asked)
    assert store.load("", conversation_id).conversation[0].note == UNANSWERED
    done = (replace(asked[0], answer=answered("Who built it?", "Ada built it.")),)
    assert store.save("", conversation_id, asked, done) == conversation_id
    assert store.load("", conversation_id).conversation == done
    stopped = (replace(asked[0], note="Stopped."),)
    assert store.save("", conversation_id, asked, stopped) == conversation_id
    assert store.load("", conversation_id).conversation == done


def test_the_newest_comes_first_and_a_new_question_makes_one_the_newest(store):
    first = (exchange("First?"),)
    one = store.save("", "", (), first)
    store.save("", "", (), (exchange("Second?"),))
    assert titles(store) == ["Second?", "First?"]
    store.save("", one, first, (*first, exchange("More?")))
    assert titles(store) == ["First?", "Second?"]


def test_an_edited_question_cuts_what_followed(store):
    said = (exchange("One?"), exchange("Two?"), exchange("Three?"))
    conversation_id = store.save("", "", (), said)
    cut = (said[0], exchange("Two, better?"))
    assert store.save("", conversation_id, said, cut) == conversation_id
    assert store.load("", conversation_id).conversation == cut
    store.save("", conversation_id, cut, (exchange("Other?"),))
    assert titles(store) == ["Other?"]


def test_two_windows_on_one_conversation_lose_nothing(store):
    said = (exchange("One?"),)
    conversation_id = store.save("", "", (), said)
    here, there = (*said, exchange("Here?")), (*said, exchange("There?"))
    assert store.save("", conversation_id, said, here) == conversation_id
    other = store.save("", conversation_id, said, there)
    assert other != conversation_id
    assert store.load("", conversation_id).conversation == here
    assert store.load("", other).conversation == there


def test_everybody_sees_only_their_own(store):
    said = (exchange("Secret?"),)
    conversation_id = store.save("ann", "", (), said)
    store.rename("bob", conversation_id, "Mine")
    assert store.remove("bob", conversation_id) is False
    assert store.save_verdict("bob", conversation_id, replace(said[0], verdict=Verdict(True))) is False
    assert (
        store.list_conversations("bob"),
        store.load("bob", conversation_id),
        titles(store, "ann"),
    ) == ([], None, ["Secret?"])
    assert store.save("bob", conversation_id, said, (*said, exchange("More?"))) != conversation_id
    assert store.load("ann", conversation_id).conversation == said


def test_a_search_looks_into_titles_questions_and_answers(store):
    store.save(
        "", "", (), (exchange("Who built the LIGHTHOUSE?", "Ada Thornbury built it in 100% granite."),)
    )
    store.save("", "", (), (exchange("Wo steht die Straße?", "Am Hafen."),))
    assert titles(store, search="lighthouse granite") == ["Who built the LIGHTHOUSE?"]
    assert titles(store, search="STRASSE") == ["Wo steht die Straße?"]
    assert titles(store, search="100%") == ["Who built the LIGHTHOUSE?"]
    assert titles(store, search="lighthouse hafen") == []
    assert len(titles(store, search=" ")) == 2
    store.rename("", store.list_conversations("", "hafen")[0].id, "Streets")
    assert titles(store, search="street") == ["Streets"]


def test_a_name_stays_and_is_one_short_line(store):
    said = (exchange("One?"),)
    conversation_id = store.save("", "", (), said)
    store.rename("", conversation_id, "  My\n name ")
    store.rename("", conversation_id, " ")
    store.save("", conversation_id, said, (exchange("Other?"),))
    assert titles(store) == ["My name"]
    store.rename("", conversation_id, "x" * 500)
    assert len(titles(store)[0]) == MAX_TITLE_LENGTH


def test_a_removed_conversation_can_be_brought_back_for_an_hour(store, path, monkeypatch):
    said = (replace(exchange("Rosebud?"), verdict=Verdict(False, "Wrong")),)
    conversation_id = store.save("", "", (), said)
    assert store.save_verdict("", conversation_id, said[0])
    assert store.remove("", conversation_id)
    assert (store.list_conversations(""), store.load("", conversation_id), store.judged_answers()) == (
        [],
        None,
        [],
    )
    store.restore("", conversation_id)
    assert store.load("", conversation_id).conversation == said
    store.remove("", conversation_id)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3700)
    ConversationStore(path).list_conversations("")
    assert b"Rosebud" not in path.read_bytes()
    store.restore("", conversation_id)
    assert store.list_conversations("") == []


def test_a_verdict_outlives_the_answer_that_was_asked_again(store):
    liked = replace(exchange("One?"), verdict=Verdict(True, "Good"))
    conversation_id = store.save("", "", (), (liked,))
    assert store.save_verdict("", conversation_id, liked)
    assert store.load("", conversation_id).conversation[0].verdict == Verdict(True, "Good")
    again = replace(exchange("One?"), verdict=Verdict(False))
    store.save("", conversation_id, (liked,), (again,))
    assert store.save_verdict("", conversation_id, again)
    assert [each.verdict.liked for each in store.judged_answers()] == [True, False]
    assert store.judged_answers()[0].answer == liked.answer
    assert store.save_verdict("", conversation_id, replace(again, verdict=None))
    assert [each.verdict.liked for each in store.judged_answers()] == [True]


def test_many_at_once(store):
    def save(name):
        said = ()
        conversation_id = ""
        for number in range(5):
            grown = (*said, exchange(f"{name} {number}?"))
            conversation_id, said = store.save("", conversation_id, said, grown), grown

    threads = [Thread(target=save, args=(f"Thread {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(titles(store)) == [f"Thread {n} 0?" for n in range(6)]
    assert all(
        len(store.load("", conversation_id.id).conversation) == 5
        for conversation_id in store.list_conversations("")
    )


def test_a_change_is_kept_wholly_or_not_at_all(store, path):
    said = (exchange("One?"),)
    conversation_id = store.save("", "", (), said)
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON exchanges WHEN NEW.place = 3 "
            "BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
        db.commit()
    with pytest.raises(ConversationStoreError):
        store.save("", conversation_id, said, (*said, exchange("Two?"), exchange("Three?")))
    assert store.load("", conversation_id).conversation == said


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
    store.save("", "", (), tuple(exchange(f"{n}? {'word ' * 300}") for n in range(20)))
    spoil(path)
    for use in (lambda s: s.list_conversations(""), lambda s: s.save("", "", (), (exchange("x"),))):
        with pytest.raises(ConversationStoreError, match=words) as raised:
            use(ConversationStore(path))
        assert str(raised.value).count(".") <= str(path).count(".") + 1
        assert str(path) in str(raised.value)


def test_an_answer_that_cannot_be_read_costs_only_itself(store, path):
    conversation_id = store.save("", "", (), (exchange("One?"), exchange("Two?")))
    run(path, "UPDATE exchanges SET answer = '{\"kind\": 3}' WHERE place = 1")
    one, two = store.load("", conversation_id).conversation
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
