"""What an index holds, for comparing: everything a reader can see, and everything that is stored."""

import sqlite3
from contextlib import closing

from assistant import Index, open_index
from assistant.index.store.schema import STORE_NAME

QUESTIONS = ("lighthouse", "hotel room", "goats", "Which ship sailed to port 3?")
_PASSAGES = (
    "SELECT c.sha256, p.start, p.end, p.text, p.heading, p.page, p.sentences, p.embedding "
    "FROM passages p JOIN contents c ON c.id = p.content ORDER BY c.sha256, p.start"
)


def visible(index, settings=None):
    """Return all that a reader can see: texts, failures, ranges, vectors, and what searches find.

    Args:
        index: An open index, or the folder of one.
        settings: To open it with.
    """
    if not isinstance(index, Index):
        with open_index(index, settings=settings) as opened:
            return visible(opened)
    documents = {info.path: info.reason or index.document_text(info.path) for info in index.documents()}
    with index.newest() as (snapshot, _, _):
        store = snapshot.store
        ids = [n for content in snapshot.select_contents("*") for n in store.content(content).passage_ids]
        found = snapshot.passages(ids)
        ranges = sorted(
            (
                p.documents,
                p.start,
                p.end,
                p.text,
                p.title,
                p.heading,
                p.page,
                p.sentences,
                p.embedding.tobytes(),
            )
            for p in found
        )
    searches = [
        [(p.document, p.also_in, p.start, p.end, p.text, round(p.score, 5)) for p in index.retrieve(q, 20)]
        for q in QUESTIONS
    ]
    return documents, ranges, searches


def passages(folder):
    """Return the rows of passages, also those that no document has yet; none where there is no store."""
    if not (folder / STORE_NAME).exists():
        return []
    with closing(sqlite3.connect(folder / STORE_NAME)) as db:
        return db.execute(_PASSAGES).fetchall()


def on_disk(folder):
    """Return the bytes of every file; locks come and go and say nothing."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }
