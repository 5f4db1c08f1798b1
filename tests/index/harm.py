"""An index that is harmed in one place, and all that a reader is told by it."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace

from material import MEMO, POLICY

from assistant import build_index, open_index
from assistant.errors import AssistantError
from assistant.index.doctor.check import check_index
from assistant.index.doctor.repair import repair_index
from assistant.index.store.schema import STORE_NAME

QUESTIONS = ("Who built the lighthouse?", "hotel room", "Which ship sailed to port 7?")


def write_corpus(folder):
    """A corpus with a title, headings, the same content twice, a long document and one that fails."""
    (folder / "policies").mkdir(parents=True)
    (folder / "lighthouse.txt").write_text(MEMO, encoding="utf-8", newline="")
    (folder / "lighthouse copy.txt").write_text(MEMO, encoding="utf-8", newline="")
    (folder / "policies" / "travel.md").write_text(POLICY, encoding="utf-8", newline="")
    lines = [f"Ship number {n * 7} sailed to port {n} with {n + 3} sacks of café beans." for n in range(40)]
    (folder / "ships.txt").write_text("\n\n".join(lines), encoding="utf-8", newline="")
    (folder / "rows.csv").write_text("name,weight\n" + "\n".join(f"Ox {n},{n}" for n in range(9)))
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    return folder


def told(settings):
    """Return all that a reader can be told: documents, texts, pages, headings, passages, an overview."""
    with open_index(settings=settings) as index:
        infos = index.documents()
        texts = [
            (
                info.path,
                index.document_text(info.path),
                index.document_pages(info.path),
                index.document_headings(info.path),
            )
            for info in infos
            if info.state == "indexed"
        ]
        passages = [
            [replace(p, id=0, score=round(p.score, 5)) for p in index.retrieve(question, 20)]
            for question in QUESTIONS
        ]
        some = [p.text for p in index.retrieve("lighthouse", 9, documents=["*light*", "rows*"])]
        overview = index.ask("What is this about?").citations
    return infos, texts, passages, some, overview


def vectors(folder):
    """Return every embedding with the range and the text that it stands for."""
    with closing(sqlite3.connect(folder / STORE_NAME)) as db:
        return db.execute(
            "SELECT c.sha256, p.start, p.end, p.text, p.embedding FROM passages p "
            "JOIN contents c ON c.id = p.content ORDER BY c.sha256, p.start"
        ).fetchall()


def files_of(folder):
    """Return the files of an index, as paths in its folder; SQLite makes its shared memory anew."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")
    )


def with_log(settings, folder):
    """Build an index whose last commit lies in SQLite's log alone, as a killed build may leave it."""
    build_index(settings=settings)
    corpus = settings.corpus
    with closing(sqlite3.connect(f"{settings.index}/{STORE_NAME}", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()
        with open(f"{corpus}/late.txt", "w") as file:  # noqa: PTH123
            file.write("A late report says that the harbour was closed in March.")
        build_index(settings=settings)
        shutil.copytree(settings.index, folder)


@dataclass(frozen=True)
class Harmed:
    """An index in a folder of its own, and what is true of it."""

    settings: object
    folder: object
    told: object
    vectors: object


def outcome_of_asking(harmed):
    """Return "right" or "named", and fail where anything else is told than before."""
    now, error = told_or_error(harmed.settings)
    if error:
        assert str(harmed.folder) in error
        return "named"
    assert now == harmed.told
    return "right"


def told_or_error(settings):
    """Return what a reader is told and "", or nothing and what the error says."""
    try:
        return told(settings), ""
    except AssistantError as error:
        return None, str(error)


def repaired(harmed):
    """Repair, do what the repair says is left to do, ask again, and return how much was embedded."""
    repair = repair_index(harmed.settings)
    embedded = repair.embedded_passages
    left = [finding for finding in repair.findings if not finding.sound]
    if left:
        assert {finding.repair for finding in left} == {f"run 'assistant index --index {harmed.folder}'"}
        embedded += build_index(settings=harmed.settings).embedded_passages
        assert all(finding.sound for finding in check_index(harmed.settings))
    assert told(harmed.settings) == harmed.told, repair.done
    assert vectors(harmed.folder) == harmed.vectors, repair.done
    return embedded
