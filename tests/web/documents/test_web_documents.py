import html
import re
import threading
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.types import BuildReport, Change, DocumentInfo, Progress
from assistant.web.documents import changes as document_changes
from assistant.web.documents.changes import Upload
from assistant.web.documents.markup import table_html
from assistant.web.documents.progress import progress_html, report_sentences, status_html
from assistant.web.documents.table import TableView, table_page
from assistant.web.languages.quantities import size_in_words, time_in_words
from assistant.web.state.library import BuildState, Library


def shown(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


@pytest.fixture
def empty(tmp_path: Path) -> Library:
    return Library(Settings(corpus=str(tmp_path / "corpus"), index=str(tmp_path / "index"), max_file_mb=1))


def finished(library: Library) -> BuildState:
    """Return how the last build ended."""
    for thread in threading.enumerate():
        if thread.name == "assistant-build":
            thread.join()
    return library.building


def upload(tmp_path: Path, name: str, content: bytes = b"text") -> Upload:
    path = tmp_path / "uploads" / Path(name).name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return Upload(str(path), name)


def test_the_table_shows_failures_with_their_reason() -> None:
    infos = [
        DocumentInfo("a <b>.pdf", "T*i*tle", "indexed", size=1_500_000, pages=3, passages=1200),
        DocumentInfo("b.pdf", "", "failed", reason="no text (scanned?)", size=10),
    ]
    page = table_page(infos, TableView(), (), ())
    text = shown(table_html(infos, page, {"a <b>.pdf": "It begins <so>."}))
    assert "1 document, 1,200 passages; 1 file could not be read." in text
    assert "a <b>.pdf T*i*tle It begins <so>. 3 1,200 1.5 MB Open Rename Remove" in text
    assert "Could not be read (1) b.pdf no text (scanned?) Run a text recognition over it" in text
    assert "– – 10 B Rename Remove" in text


def test_progress_says_files_passages_speed_and_time_left() -> None:
    progress = Progress("embed", 2, 7, 40, 160, tokens=5000, seconds=2.0, seconds_left=75, current="x<y>.pdf")
    text = shown(progress_html(progress))
    assert (
        text == "Indexing · 2 of 7 files · 40 of 160 passages · 2,500 tokens per second · 1 min left x<y>.pdf"
    )
    assert 'value="40" max="160"' in progress_html(progress)


def test_the_end_of_a_build_is_told() -> None:
    changes = (
        Change("added", "a"),
        Change("added", "b"),
        Change("removed", "c"),
        Change("failed", "d", "damaged"),
    )
    report = BuildReport(changes, 2, 5, 70, notices=("The model has changed.",))
    assert report_sentences(report) == [
        "2 documents added, 1 document removed; now 5 documents in 70 passages.",
        "'d' could not be read: damaged",
        "The model has changed.",
    ]
    many = BuildReport(tuple(Change("failed", str(number), "x") for number in range(3)), 2, 0, 0)
    assert report_sentences(many)[1:] == ["3 files could not be read; the table says why."]
    assert report_sentences(BuildReport((), 2, 1, 1)) == [
        "Everything is up to date: 1 document in 1 passage."
    ]
    assert "problem" in status_html(BuildState(error="Another process is changing the index."))


@pytest.mark.parametrize(
    ("seconds", "words"), [(-1, "0 s"), (59.4, "59 s"), (61, "1 min"), (5000, "1 h 23 min")]
)
def test_time_in_words(seconds: float, words: str) -> None:
    assert time_in_words(seconds) == words


def test_size_in_words() -> None:
    assert [size_in_words(size) for size in (12, 4200, 3_250_000)] == ["12 B", "4 kB", "3.2 MB"]


def test_uploads_are_taken_once_and_asked_about_the_second_time(empty: Library, tmp_path: Path) -> None:
    first = document_changes.add_uploads(empty, [upload(tmp_path, "a.txt", b"one")])
    assert first.changed
    assert first.sentences == ("Added 'a.txt'.",)
    second = document_changes.add_uploads(empty, [upload(tmp_path, "a.txt", b"two")])
    assert not second.changed
    assert second.pending.question == "'a.txt' is there already. Replace?"
    assert (empty.corpus / "a.txt").read_bytes() == b"one"
    assert document_changes.replace_pending(empty, second.pending).changed
    assert (empty.corpus / "a.txt").read_bytes() == b"two"
    assert list((tmp_path / "uploads").iterdir()) == []


def test_declining_forgets_the_upload(empty: Library, tmp_path: Path) -> None:
    document_changes.add_uploads(empty, [upload(tmp_path, "a.txt", b"one")])
    pending = document_changes.add_uploads(empty, [upload(tmp_path, "a.txt", b"two")]).pending
    document_changes.discard_pending(pending)
    assert (empty.corpus / "a.txt").read_bytes() == b"one"
    assert list((tmp_path / "uploads").iterdir()) == []


def test_unsupported_and_too_large_files_are_refused_in_one_sentence(empty: Library, tmp_path: Path) -> None:
    outcome = document_changes.add_uploads(
        empty,
        [
            upload(tmp_path, "a.exe"),
            upload(tmp_path, "noname"),
            upload(tmp_path, "b.txt", b"x" * 1_000_001),
        ],
    )
    assert not outcome.changed
    assert len(outcome.sentences) == 3
    assert "'a.exe' cannot be read; the formats that can are: " in outcome.sentences[0]
    assert " pdf, " in outcome.sentences[0]
    assert "larger than the 1 MB" in outcome.sentences[2]
    assert not empty.corpus.exists()


def test_only_known_documents_can_be_removed_or_renamed(library: Library) -> None:
    before = sorted(library.corpus.rglob("*"))
    for path in ("../coffee.md", "nothing.md", "letters", ".removed", None, 3):
        assert not document_changes.remove_document(library, path).changed
        assert not document_changes.rename_document(library, path, "other.md").changed
    assert not document_changes.restore_document(library, "../../letters").changed
    assert sorted(library.corpus.rglob("*")) == before


def test_a_second_build_is_refused_while_one_runs(empty: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go, builds = threading.Event(), []

    def build(*_: object, **__: object) -> BuildReport:
        builds.append(1)
        let_go.wait(30)
        return BuildReport((), len(builds), 0, 0)

    monkeypatch.setattr("assistant.build_index", build, raising=False)
    assert empty.start_build()
    assert not empty.start_build()
    assert empty.start_build(again=True)
    let_go.set()
    last = finished(empty)
    assert not last.running
    assert last.report is not None
    assert last.report.commit == len(builds) == 2


def test_a_failed_build_says_why(empty: Library) -> None:
    empty.start_build()
    assert str(empty.corpus) in finished(empty).error
