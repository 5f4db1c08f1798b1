"""An index of the first format is brought up to date, a later one refused; the doctor repairs."""

import sqlite3
from contextlib import closing

import pytest

from assistant import build_index, open_index
from assistant.cli import main
from assistant.errors import IndexVersionError
from assistant.index.store.digest import digest
from assistant.index.store.meta import meta_rows, read_meta
from assistant.index.store.schema import STORE_NAME
from assistant.index.store.upgrade import open_store_for_writing

FORMAT_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE contents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL, kind TEXT NOT NULL, recipe TEXT NOT NULL,
    title TEXT NOT NULL, text BLOB NOT NULL, characters INTEGER NOT NULL,
    pages TEXT NOT NULL, headings TEXT NOT NULL, line_breaks TEXT NOT NULL, warnings TEXT NOT NULL,
    UNIQUE (sha256, kind, recipe)
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
    heading TEXT NOT NULL, page INTEGER, page_label TEXT NOT NULL,
    sentences TEXT NOT NULL, embedding BLOB NOT NULL
);
CREATE INDEX passages_by_content ON passages (content, start);
CREATE TABLE documents (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, recipe TEXT NOT NULL,
    content INTEGER REFERENCES contents (id), reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_by_content ON documents (content);
"""
COLUMNS = {
    "contents": "id, sha256, kind, recipe, title, text, characters, pages, headings, line_breaks, warnings",
    "passages": "id, content, start, end, text, heading, page, page_label, sentences, embedding",
    "documents": "path, sha256, size, recipe, content, reason",
}


@pytest.fixture
def old_index(corpus, index_folder):
    """An index in the form in which the first version of the program stored it."""
    build_index(corpus, index_folder)
    path = index_folder / STORE_NAME
    with closing(sqlite3.connect(path)) as db:
        rows = {
            table: db.execute(f"SELECT {names} FROM {table}").fetchall() for table, names in COLUMNS.items()
        }
        meta = dict(db.execute("SELECT key, value FROM meta"))
    for each in index_folder.glob(f"{STORE_NAME}*"):
        each.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FORMAT_1)
        kept = {key: meta[key] for key in ("identity", "model", "commit")} | {"format": "1"}
        db.executemany("INSERT INTO meta VALUES (?, ?)", kept.items())
        for table, each in rows.items():
            marks = ", ".join("?" * len(each[0]))
            db.executemany(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES ({marks})", each)
        db.commit()
    return index_folder


def found(folder):
    with open_index(folder) as index:
        return [(p.document, p.start, p.end, p.text) for p in index.retrieve("Who built the lighthouse?", 5)]


def test_an_older_index_is_brought_up_to_date_without_embedding(corpus, old_index, tmp_path):
    build_index(corpus, tmp_path / "new")
    with pytest.raises(IndexVersionError, match="assistant index"):
        open_index(old_index)
    report = build_index(corpus, old_index)
    assert report.embedded_passages == 0
    assert {change.kind for change in report.changes} == {"unchanged"}
    assert found(old_index) == found(tmp_path / "new") != []


def test_an_index_of_a_later_version_is_refused(corpus, index_folder):
    build_index(corpus, index_folder)
    with closing(open_store_for_writing(index_folder)) as store, store.write_transaction():
        store.set_meta("format", "99")
    with pytest.raises(IndexVersionError, match="update Assistant"):
        open_index(index_folder)
    with pytest.raises(IndexVersionError, match="update Assistant"):
        build_index(corpus, index_folder)


def test_the_doctor_says_what_is_damaged_and_repairs_it(corpus, index_folder, capsys):
    build_index(corpus, index_folder)
    before = found(index_folder)
    with closing(sqlite3.connect(index_folder / STORE_NAME)) as db:
        db.execute("UPDATE passages SET text = 'Nobody built it.' WHERE text LIKE '%Ada Thornbury%'")
        db.commit()
    options = ["--corpus", str(corpus), "--index", str(index_folder)]
    assert main(["doctor", *options]) == 1
    assert "doctor --repair" in capsys.readouterr().out
    assert main(["doctor", "--repair", *options]) == 0
    assert "lighthouse.txt" in capsys.readouterr().out
    assert found(index_folder) == before
    assert main(["doctor", *options]) == 0


@pytest.fixture
def index_of_format_2(corpus, index_folder):
    """An index as it was stored before it kept tables."""
    build_index(corpus, index_folder)
    with closing(sqlite3.connect(index_folder / STORE_NAME)) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(contents)")]
        kept = [name for name in columns if name not in ("tables", "tables_digest", "date")]
        contents = [
            dict(zip(kept, row, strict=True))
            for row in db.execute(f"SELECT {', '.join(kept)} FROM contents").fetchall()
        ]
        meta = read_meta(db.execute("SELECT key, value FROM meta").fetchall()) or {}
        db.execute("ALTER TABLE contents DROP COLUMN tables")
        db.execute("ALTER TABLE contents DROP COLUMN date")
        db.execute("ALTER TABLE contents DROP COLUMN tables_digest")
        for row in contents:
            hashed = digest([value for name, value in row.items() if name not in ("digest", "text")])
            db.execute("UPDATE contents SET digest = ? WHERE id = ?", (hashed, row["id"]))
        for table in ("meta", "spare"):
            db.execute(f"DELETE FROM {table}")
            db.executemany(f"INSERT INTO {table} VALUES (?, ?)", meta_rows(meta | {"format": "2"}))
        db.commit()
    return index_folder


def test_an_index_without_tables_is_brought_up_to_date(corpus, index_of_format_2, tmp_path):
    build_index(corpus, tmp_path / "new")
    with pytest.raises(IndexVersionError, match="assistant index"):
        open_index(index_of_format_2)
    assert build_index(corpus, index_of_format_2).embedded_passages == 0
    assert found(index_of_format_2) == found(tmp_path / "new") != []


@pytest.fixture
def index_of_format_3(corpus, index_folder):
    """An index as it was stored before it kept the dates of properties; it has a table and a failure."""
    (corpus / "ports.csv").write_text("Port,Ships\nBergen,12\nTromso,7\n", encoding="utf-8")
    (corpus / "broken.pdf").write_text("no PDF")
    build_index(corpus, index_folder)
    with closing(sqlite3.connect(index_folder / STORE_NAME)) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(contents)")]
        hashed = [name for name in columns if name not in ("date", "digest", "text", "tables")]
        contents = db.execute(f"SELECT {', '.join(hashed)} FROM contents").fetchall()
        db.execute("ALTER TABLE contents DROP COLUMN date")
        for row in contents:
            db.execute("UPDATE contents SET digest = ? WHERE id = ?", (digest(row), row[0]))
        meta = read_meta(db.execute("SELECT key, value FROM meta").fetchall()) or {}
        for table in ("meta", "spare"):
            db.execute(f"DELETE FROM {table}")
            db.executemany(f"INSERT INTO {table} VALUES (?, ?)", meta_rows(meta | {"format": "3"}))
        db.commit()
    return index_folder


def test_an_index_without_dates_is_brought_up_to_date(corpus, index_of_format_3, tmp_path):
    build_index(corpus, tmp_path / "new")
    with pytest.raises(IndexVersionError, match="assistant index"):
        open_index(index_of_format_3)
    report = build_index(corpus, index_of_format_3)
    assert report.embedded_passages == 0
    assert {change.kind for change in report.changes} == {"unchanged", "failed"}
    assert found(index_of_format_3) == found(tmp_path / "new") != []
    with open_index(index_of_format_3) as index:
        assert len(index.document_tables("ports.csv")) == 1


def test_what_is_damaged_in_an_index_without_dates_is_read_again(corpus, index_of_format_3):
    with closing(sqlite3.connect(index_of_format_3 / STORE_NAME)) as db:
        db.execute("UPDATE contents SET title = 'Another title' WHERE title LIKE '%ravel%'")
        assert db.execute("SELECT changes()").fetchone() == (1,)
        db.commit()
    report = build_index(corpus, index_of_format_3)
    assert [change.path for change in report.changes if change.kind == "added"] == ["policies/travel.md"]
