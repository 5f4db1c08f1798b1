"""The notebook: what is kept comes back, in its order, to its owner alone, and as files with footnotes."""

import io
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace

import pytest
from pypdf import PdfReader
from sample import answered, exchange

import assistant
from assistant.conversation.history.outline import CHANGED
from assistant.conversation.history.schema import UNDO_SECONDS
from assistant.conversation.history.store import ConversationStore
from assistant.conversation.notes.export import notes_as_file
from assistant.conversation.notes.store import MAX_NOTES, MAX_TEXT_LENGTH, NoteStore
from assistant.conversation.notes.types import COMPUTED, note_of
from assistant.documents import extract
from assistant.errors import ConversationStoreError, NotebookFullError, UsageError
from assistant.settings import Settings
from assistant.types import Statement, StatementProof, Writing


def note(quote="Ada built it.", exchange_id="e", question="Who built it?", **more):
    return note_of(answered(question, quote, **more), 1, exchange_id)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "conversations.sqlite"


@pytest.fixture
def store(path):
    return NoteStore(path)


def kept(store, owner=""):
    return [each.statement for each in store.list_notes(owner)]


def test_a_note_comes_back_exactly_after_a_restart(store, path):
    first = replace(note("Ada\nbuilt “it”."), text="My words")
    assert store.keep("", first)
    (again,) = NoteStore(path).list_notes("")
    assert again == replace(first, kept=again.kept)
    assert path.stat().st_mode & 0o077 == 0


def test_nothing_is_written_before_a_note_is_kept(store, path):
    store.edit("", "x", "y")
    store.move("", "x", 1)
    store.restore("", "x")
    assert (store.list_notes(""), store.remove("", "x")) == ([], False)
    assert not path.parent.exists()


def test_a_statement_is_kept_once_and_everybody_sees_their_own(store):
    assert store.keep("", note(exchange_id="e1"))
    assert not store.keep("", note(exchange_id="e1"))
    assert store.keep("ann", note("Hers.", exchange_id="e1"))
    (hers,) = store.list_notes("ann")
    store.edit("", hers.id, "mine")
    store.move("", hers.id, -1)
    assert not store.remove("", hers.id)
    assert (kept(store), store.list_notes("ann")) == (["Ada built it."], [hers])


def test_notes_are_moved_edited_removed_and_brought_back(store):
    for number in range(3):
        store.keep("", note(f"Statement {number}.", exchange_id=f"e{number}"))
    first, second, third = store.list_notes("")
    store.move("", third.id, -1)
    store.move("", first.id, -1)  # is the first already
    store.move("", second.id, 7)  # no such step
    assert kept(store) == ["Statement 0.", "Statement 2.", "Statement 1."]
    store.edit("", second.id, f" two\nlines {'x' * MAX_TEXT_LENGTH}\ud800")
    edited = store.list_notes("")[2]
    assert edited.text.startswith("two\nlines x")
    assert len(edited.text) < MAX_TEXT_LENGTH
    assert replace(edited, text="") == second
    assert store.remove("", third.id)
    assert not store.remove("", third.id)
    assert kept(store) == ["Statement 0.", "Statement 1."]
    store.restore("", third.id)
    assert kept(store) == ["Statement 0.", "Statement 2.", "Statement 1."]


def test_a_notebook_has_an_end(store, path):
    store.keep("", note(exchange_id="e0"))
    with closing(sqlite3.connect(path)) as db, db:
        row = db.execute("SELECT * FROM notes").fetchone()
        marks = ", ".join("?" * len(row))
        for number in range(1, MAX_NOTES):
            db.execute(
                f"INSERT INTO notes VALUES ({marks})", (f"id{number}", "", number, str(number), *row[4:])
            )
    with pytest.raises(NotebookFullError, match="save it as a file"):
        store.keep("", note(exchange_id="one more"))
    assert store.keep("ann", note(exchange_id="one more"))
    assert len(store.list_notes("")) == MAX_NOTES


def test_what_was_removed_an_hour_ago_is_deleted_from_the_file(store, path):
    store.keep("", note("A secret sentence.", exchange_id="e1"))
    (first,) = store.list_notes("")
    store.remove("", first.id)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE notes SET removed = removed - ?", (UNDO_SECONDS + 1,))
    store.keep("", note("Another.", exchange_id="e2"))
    assert b"A secret sentence." not in path.read_bytes()


def test_a_file_of_an_earlier_version_gets_notes_and_keeps_its_conversations(store, path):
    conversations = ConversationStore(path)
    conversation_id = conversations.save("", "", (), (exchange("Who built it?"),))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE notes")
    assert store.keep("", note())
    conversations.remove("", conversation_id)
    assert kept(NoteStore(path)) == ["Ada built it."]


def test_one_note_that_cannot_be_read_costs_no_other_and_a_damaged_file_is_said(store, path):
    store.keep("", note(exchange_id="e1"))
    store.keep("", note("Because.", exchange_id="e2"))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE notes SET citations = '[{]' WHERE statement = 'Because.'")
    assert kept(store) == ["Ada built it."]
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(ConversationStoreError, match="damaged"):
        NoteStore(path).list_notes("")


def test_only_what_documents_say_can_be_kept_and_who_said_it_is_remembered():
    answer = answered("Who built it?", "Ada built it.")
    assert note_of(answer, 0) is None
    assert note_of(answer, 2) is None
    assert note_of(replace(answer, citations=()), 1) is None
    unproven = StatementProof("not enough", 0.2, 0.1)
    written = replace(answer, writing=Writing("a-model"))
    assert note_of(replace(written, statements=(replace(answer.statements[0], proof=unproven),)), 1) is None
    proven = replace(answer.statements[0], proof=replace(unproven, label="supported"))
    assert note_of(replace(written, statements=(proven,)), 1).remark.startswith("Written by a-model")
    counted = replace(answer, statements=(), computed=Statement("Rows: 34", (1,)))
    assert note_of(counted, 1).remark == COMPUTED


NOTES = (
    note("Ada built it & Привет.", exchange_id="e1"),
    replace(
        note("Because of <b>it</b>.", exchange_id="e2", document="b.pdf"), text="My words:\n\n*two* lines"
    ),
    replace(note("Ada built it & Привет.", exchange_id="e3", question="When?"), remark="Computed."),
)


def holds(citation):
    return citation.document != "b.pdf"


def test_markdown_has_one_footnote_for_each_sentence_and_says_what_has_changed():
    text = notes_as_file(NOTES, "markdown", holds).data.decode()
    assert text.count("> Ada built it \\& Привет.[^1]") == 2
    assert "> Because of \\<b\\>it\\</b\\>.[^2]\n\nMy words:\n\n\\*two\\* lines\n" in text
    assert "[^1]: memo.txt, page ii: “Ada built it \\& Привет.”" in text
    assert f"[^2]: b.pdf, page ii ({CHANGED}): " in text
    assert "*Computed.*" in text
    assert re.findall("^## (.*)", text, re.MULTILINE) == ["Who built it?", "When?"]


def test_word_numbers_the_footnotes_and_refers_to_one_again(tmp_path):
    file = notes_as_file(NOTES, "docx", holds)
    path = tmp_path / file.name
    path.write_bytes(file.data)
    text = extract(path).text
    assert "My words:" in text
    assert "Footnote 1: memo.txt, page ii: “Ada built it & Привет.”" in text
    assert f"Footnote 2: b.pdf, page ii ({CHANGED}): “Because of <b>it</b>.”" in text
    assert "Footnote 3" not in text
    body = zipfile.ZipFile(io.BytesIO(file.data)).read("word/document.xml").decode()
    assert body.count("<w:footnoteReference") == 2
    assert body.count("NOTEREF _RefNote1") == 1


def test_pdf_has_the_notes_and_their_footnotes():
    (page,) = PdfReader(io.BytesIO(notes_as_file(NOTES, "pdf", holds).data)).pages
    text = " ".join(page.extract_text().split())
    assert "Because of <b>it</b>. [2] My words: *two* lines" in text
    assert f"[2] b.pdf, page ii ({CHANGED}): “Because of <b>it</b>.”" in text
    assert text.count("[1]") == 3


def test_scripts_write_the_notes_of_an_owner_into_a_file(tiny, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "memo.txt").write_text("The tower of Ada was built in 1850. It is high.\n")
    settings = tiny.using(corpus=str(corpus), index=str(tmp_path / "index"), caution=0.0)
    assistant.build_index(settings=settings)
    with pytest.raises(UsageError, match="no notes"):
        assistant.export_notes(tmp_path / "notes.md", settings=settings)
    answer = assistant.ask("When was the tower built?", settings=settings)
    NoteStore(settings.conversations_file()).keep("ann", note_of(answer, 1, "e1"))
    file = assistant.export_notes(tmp_path / "notes.md", owner="ann", settings=settings)
    quote = answer.citations[0].text
    assert f"memo.txt: “{quote}”" in file.read_text()
    (corpus / "memo.txt").write_text("Nothing of it is left in this file.\n")
    assistant.build_index(settings=settings)
    assert CHANGED in assistant.export_notes(file, owner="ann", settings=settings).read_text()
    with pytest.raises(UsageError, match=r"\.md, \.docx, \.pdf"):
        assistant.export_notes(tmp_path / "notes.odt", settings=settings)
    with pytest.raises(UsageError, match="'conversations' is 'none'"):
        assistant.export_notes(file, settings=Settings(conversations="none"))
