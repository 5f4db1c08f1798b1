"""The same conversations and notes in a file of SQLite and in a real PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from postgres_server import PASSWORD, running_postgres
from sample import answered, exchange, refused

from assistant import build_index, cli
from assistant.conversation.history.check import check_conversations
from assistant.conversation.history.database import database_at
from assistant.conversation.history.postgres import StoreServer, masked
from assistant.conversation.history.store import ConversationStore
from assistant.conversation.history.types import Exchange, Verdict
from assistant.conversation.notes.store import NoteStore
from assistant.conversation.notes.types import note_of
from assistant.errors import ConversationStoreError, SettingsError
from assistant.settings import Settings

WRITE = """
import sys
from sample import exchange
from assistant.conversation.history.store import ConversationStore
from assistant.conversation.notes.store import NoteStore
from assistant.conversation.notes.types import note_of
from sample import answered
place, name = sys.argv[1:]
store, notes, said, talk = ConversationStore(place), NoteStore(place), (), ""
for number in range(20):
    grown = (*said, exchange(f"{name} {number}?"))
    talk, said = store.save("two", talk, said, grown), grown
    assert notes.keep("two", note_of(answered("Who?", f"{name} {number}."), 1, f"{name}{number}"))
"""


@pytest.fixture(scope="module")
def postgres():
    with running_postgres() as server:
        yield server
        database_at(server.address).close()


@pytest.fixture
def shared(postgres):
    """An address whose conversations and notes are empty."""
    with database_at(postgres.address).transaction() as rows:
        rows.execute("DELETE FROM talks")
        rows.execute("DELETE FROM notes")
    return postgres.address


@pytest.fixture(params=["file", "postgresql"])
def place(request, tmp_path):
    if request.param == "file":
        return tmp_path / "conversations.sqlite"
    return request.getfixturevalue("shared")


def titles(store, owner="", search=""):
    return [saved.title for saved in store.list_conversations(owner, search)]


def test_what_was_said_comes_back_to_its_owner(place):
    store = ConversationStore(place)
    liked = replace(exchange("Who built it?"), verdict=Verdict(True, "Good"))
    said = (liked, Exchange("And Peru?", refused("And Peru?"), as_it_stands=True), Exchange("?", note="No."))
    talk = store.save("ann", "", (), said[:1])
    assert store.save_verdict("ann", talk, liked)
    assert store.save("ann", talk, said[:1], said) == talk
    assert ConversationStore(place).load("ann", talk).conversation == said
    assert (store.load("bob", talk), titles(store, "bob")) == (None, [])
    assert not store.remove("bob", talk)
    assert [each.verdict for each in store.judged_answers()] == [Verdict(True, "Good")]


def test_what_was_changed_elsewhere_is_left_alone(place):
    store = ConversationStore(place)
    first = (exchange("One?"),)
    talk = store.save("", "", (), first)
    store.save("", talk, first, (*first, exchange("Two?")))
    other = store.save("", talk, first, (*first, exchange("Three?")))
    assert other != talk
    assert [e.question for e in store.load("", talk).conversation] == ["One?", "Two?"]


def test_searching_renaming_removing_and_restoring(place):
    store = ConversationStore(place)
    talk = store.save("", "", (), (exchange("Wo ist die STRASSE? 100%_'"),))
    store.save("", "", (), (exchange("Other?", quote="Nobody."),))
    assert titles(store, search="straße 100%_'") == ["Wo ist die STRASSE? 100%_'"]
    assert titles(store, search="%") == titles(store, search="straße")
    store.rename("", talk, " My \n name ")
    assert set(titles(store)) == {"My name", "Other?"}
    assert store.remove("", talk)
    assert titles(store) == ["Other?"]
    store.restore("", talk)
    assert len(titles(store)) == 2


def test_what_was_removed_an_hour_ago_is_deleted(place, monkeypatch):
    store = ConversationStore(place)
    talk = store.save("", "", (), (exchange("One?"),))
    assert store.remove("", talk)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3700)
    other = store.save("", "", (), (exchange("Two?"),))
    store.remove("", other)
    store.restore("", talk)
    assert titles(store) == []


def test_notes_are_kept_moved_edited_and_removed(place):
    store = NoteStore(place)
    notes = [note_of(answered("Who?", f"Note {n}."), 1, f"e{n}") for n in range(3)]
    assert [store.keep("ann", each) for each in (*notes, notes[0])] == [True, True, True, False]
    store.move("ann", notes[2].id, -1)
    store.edit("ann", notes[0].id, "mine")
    assert store.remove("ann", notes[1].id)
    assert [(n.statement, n.text) for n in store.list_notes("ann")] == [("Note 0.", "mine"), ("Note 2.", "")]
    store.restore("ann", notes[1].id)
    assert [n.statement for n in store.list_notes("ann")] == ["Note 0.", "Note 2.", "Note 1."]
    assert store.list_notes("bob") == []


def test_two_processes_lose_nothing_of_each_other(shared):
    folder = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {folder!r})\n{WRITE}"
    running = [subprocess.Popen([sys.executable, "-c", code, shared, name]) for name in ("A", "B")]
    assert [each.wait(60) for each in running] == [0, 0]
    store = ConversationStore(shared)
    talks = [store.load("two", each.id).conversation for each in store.list_conversations("two")]
    assert sorted(len(each) for each in talks) == [20, 20]
    with database_at(shared).reading() as rows:
        places = [p for (p,) in rows.execute("SELECT place FROM notes WHERE owner = ?", ("two",))]
    assert sorted(places) == list(range(1, 41))


def test_text_that_postgresql_cannot_hold_is_kept_as_near_as_possible(postgres):
    store = ConversationStore(postgres.address)
    talk = store.save("", "", (), (Exchange("a\0b \ud800?", note="No."),))
    assert store.load("", talk).conversation[0].question == "a\ufffdb ??"


def test_a_server_that_is_away_gets_one_sentence_and_is_used_again(postgres, capfd):
    store = ConversationStore(postgres.address)
    talk = store.save("", "", (), (exchange("One?"),))
    postgres.stop()
    begun = time.monotonic()
    try:
        for _ in range(2):
            with pytest.raises(ConversationStoreError, match="did not answer") as raised:
                store.load("", talk)
            assert PASSWORD not in str(raised.value)
            assert masked(postgres.address) in str(raised.value)
        found = check_conversations(Settings(conversations=postgres.address))
        assert (found[0], PASSWORD in found[1]) == (False, False)
        assert time.monotonic() - begun < 8
    finally:
        postgres.start()
    while time.monotonic() - begun < 30:
        try:
            assert store.load("", talk).title == "One?"
            break
        except ConversationStoreError:
            time.sleep(0.2)
    else:
        pytest.fail("The server is not used again.")
    assert PASSWORD not in "".join(capfd.readouterr())


def test_a_wrong_password_is_not_shown(postgres):
    store = StoreServer(postgres.address.replace(PASSWORD, "guessed-word"))
    with pytest.raises(ConversationStoreError) as raised, store.reading():
        pass
    assert "guessed-word" not in str(raised.value)
    store.close()


def test_doctor_looks_at_the_server(postgres, tiny, corpus, monkeypatch, tmp_path, capsys):
    build_index(settings=(settings := tiny.using(corpus=str(corpus), index=str(tmp_path / "index"))))
    for name in ("corpus", "index", "model", "cache", "passage_tokens", "reader", "workers"):
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("ASSISTANT_CONVERSATIONS", postgres.address)
    assert cli.main(["doctor", "--json"]) == 0
    said = capsys.readouterr().out
    found = {each["check"]: each for each in json.loads(said)}
    assert found["conversations"]["sound"]
    assert masked(postgres.address) in found["conversations"]["detail"]
    assert PASSWORD not in said


@pytest.mark.parametrize(
    "address", ["postgresql://", "postgres://u:secret@host", "postgresql://u:secret@h:x/n"]
)
def test_an_address_that_cannot_be_one_is_refused_without_its_password(address):
    with pytest.raises(SettingsError, match="'conversations' must be") as raised:
        Settings(conversations=address)
    assert "secret" not in str(raised.value)
