"""Files attached to messages of the corpus are documents of their own, and follow their message."""

import io
import shutil
import sqlite3
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from material import MEMO
from reportlab.pdfgen import canvas
from states import passages, visible

from assistant import build_index, open_index
from assistant.errors import DocumentNotFoundError
from assistant.index.build import attached_files, local_workers
from assistant.index.build.build import plan_build
from assistant.index.doctor.repair import repair_index
from assistant.index.store.schema import STORE_NAME
from assistant.types import Change

CONTRACT = "The crane is hired from Bertil Marine for 4,200 euros a week."
OFFER = "The scaffold is offered by Hedda Works until the ninth of October."
LETTER, BARN = "mail/letter.eml", "mail/barn.eml"


def word(*paragraphs: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def pdf(*lines: str) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, invariant=True)
    for number, line in enumerate(lines):
        page.drawString(60, 700 - 20 * number, line)
    page.save()
    return out.getvalue()


def mail(
    subject="The crane", body="Ada Lind sent the contract of the crane.\n", **files: bytes
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "Ada Lind <ada@example.org>"
    message["Date"] = "Tue, 29 Sep 2026 09:00:00 +0200"
    message.set_content(body)
    for name, data in files.items():
        message.add_attachment(data, "application", "octet-stream", filename=name.replace("__", "."))
    return message


DOCX, PDF = word(CONTRACT), pdf(OFFER)


@pytest.fixture
def settings(tiny, tmp_path):
    corpus = tmp_path / "corpus"
    (corpus / "mail").mkdir(parents=True)
    (corpus / "lighthouse.txt").write_text(MEMO)
    places = {"corpus": str(corpus), "index": str(tmp_path / "index"), "cache": str(tmp_path / "cache")}
    (tmp_path / "cache").symlink_to(tiny.cache, target_is_directory=True)
    return tiny.using(**places)


@pytest.fixture
def corpus(settings, tmp_path):
    """A corpus with a letter that has three files attached, one of them to a message within it."""
    corpus = tmp_path / "corpus"
    message = mail(contract__docx=DOCX, bad__pdf=b"%PDF-1.4 nothing")
    message.add_attachment(mail("The scaffold", "See the offer.\n", offer__pdf=PDF))
    (corpus / LETTER).write_bytes(bytes(message))
    return corpus


@pytest.fixture
def nothing_is_read(monkeypatch):
    """Return a function after which no file can be listed or read any more."""

    def forbid():
        def refuse(*_, **__):
            raise AssertionError("a file is read")

        monkeypatch.setattr(attached_files, "ExtractionPool", refuse)
        monkeypatch.setattr(local_workers, "ExtractionPool", refuse)

    return forbid


def build(settings):
    return build_index(settings=settings)


def seen(settings):
    """Everything a reader can see, and everything that is stored."""
    return visible(settings.index, settings), passages(Path(settings.index))


def kinds(report):
    return {change.path: change.kind for change in report.changes if change.kind != "unchanged"}


def test_attached_files_are_documents_with_citable_text(settings, corpus):
    report = build(settings)
    assert kinds(report) == {
        "lighthouse.txt": "added",
        LETTER: "added",
        f"{LETTER}/contract.docx": "added",
        f"{LETTER}/bad.pdf": "failed",
        f"{LETTER}/offer.pdf": "added",
    }
    with open_index(settings=settings) as index:
        infos = {info.path: info for info in index.documents()}
        assert {path: info.attached_to for path, info in infos.items() if info.attached_to} == {
            f"{LETTER}/contract.docx": LETTER,
            f"{LETTER}/bad.pdf": LETTER,
            f"{LETTER}/offer.pdf": LETTER,
        }
        assert "damaged" in infos[f"{LETTER}/bad.pdf"].reason
        assert infos[f"{LETTER}/contract.docx"].size == len(DOCX)
        assert index.document_text(f"{LETTER}/contract.docx") == CONTRACT
        assert index.document(f"{LETTER}/offer.pdf").attached_to == LETTER
        text = index.document_text(LETTER)
        assert 'Attachments: message "The scaffold", contract.docx, bad.pdf' in text
        assert text.endswith("See the offer.\n\nAttachments: offer.pdf")
        assert CONTRACT not in text
        assert [page.label for page in index.document_pages(LETTER)] == [
            "Ada Lind, 2026-09-29 09:00 +0200"
        ] * 2
        for question, document in ((CONTRACT, "contract.docx"), (OFFER, "offer.pdf")):
            citation = index.ask(question, refuse=False).citations[0]
            assert citation.document == f"{LETTER}/{document}"
            assert index.verify(citation)


def test_an_unchanged_message_is_never_read_again(settings, corpus, nothing_is_read):
    (corpus / LETTER).write_bytes(bytes(mail(contract__docx=DOCX, offer__pdf=PDF)))
    build(settings)
    before = seen(settings)
    nothing_is_read()
    report = build(settings)
    assert (report.changed, report.embedded_passages) == (False, 0)
    (corpus / LETTER).rename(corpus / "renamed.eml")
    report = build(settings)
    assert report.embedded_passages == 0
    assert {change.path: change.previous_path for change in report.of_kind("renamed")} == {
        "renamed.eml": LETTER,
        "renamed.eml/contract.docx": f"{LETTER}/contract.docx",
        "renamed.eml/offer.pdf": f"{LETTER}/offer.pdf",
    }
    (corpus / "renamed.eml").rename(corpus / LETTER)
    build(settings)
    assert seen(settings) == before


def test_a_changed_message_has_only_what_changed_read_again(settings, corpus, monkeypatch):
    build(settings)
    read = []
    split = local_workers.LocalWorkers._split
    monkeypatch.setattr(
        local_workers.LocalWorkers,
        "_split",
        lambda self, file, *more: read.append(file.path) or split(self, file, *more),
    )
    message = mail(contract__docx=DOCX, offer__pdf=pdf(OFFER, "It was offered twice."))
    (corpus / LETTER).write_bytes(bytes(message))
    report = build(settings)
    assert sorted(read) == [LETTER, f"{LETTER}/offer.pdf"]
    assert kinds(report) == {
        LETTER: "changed",
        f"{LETTER}/offer.pdf": "changed",
        f"{LETTER}/bad.pdf": "removed",
    }
    with open_index(settings=settings) as index:
        assert "twice" in index.document_text(f"{LETTER}/offer.pdf")


def test_attached_files_go_with_their_message(settings, corpus, tmp_path):
    build(settings)
    (corpus / LETTER).unlink()
    assert set(kinds(build(settings)).values()) == {"removed"}
    never = settings.using(index=str(tmp_path / "never"))
    build(never)
    assert seen(settings) == seen(never)


def test_of_messages_with_the_same_file_each_takes_its_own_along(settings, corpus):
    for number in range(4):
        (corpus / f"{number}.eml").write_bytes(bytes(mail(f"Letter {number}", contract__docx=DOCX)))
    build(settings)
    for number, other in enumerate((7, 6, 9, 8)):
        (corpus / f"{number}.eml").rename(corpus / f"{other}.eml")
    report = build(settings)
    moved = {change.path: change.previous_path for change in report.of_kind("renamed")}
    assert len(moved) == 8
    assert all(
        moved[f"{path}/contract.docx"] == f"{former}/contract.docx"
        for path, former in moved.items()
        if path.endswith(".eml")
    )


def test_the_plan_names_attached_files_and_changes_nothing(settings, corpus):
    plan = plan_build(settings)
    assert Change("added", f"{LETTER}/offer.pdf") in plan.changes
    assert not (corpus.parent / "index").exists()


def test_attached_files_are_chosen_by_path_folder_and_pattern(settings, corpus):
    build(settings)
    with open_index(settings=settings) as index:
        for names, expected in (
            ([f"{LETTER}/offer.pdf"], {f"{LETTER}/offer.pdf"}),
            ([f"{LETTER}/"], {f"{LETTER}/offer.pdf", f"{LETTER}/contract.docx"}),
            (["mail/"], {LETTER, f"{LETTER}/offer.pdf", f"{LETTER}/contract.docx"}),
            (["*.docx"], {f"{LETTER}/contract.docx"}),
            ([LETTER], {LETTER}),
        ):
            assert {found.document for found in index.retrieve("crane", 20, documents=names)} == expected
        with pytest.raises(DocumentNotFoundError, match="damaged"):
            index.retrieve("crane", documents=[f"{LETTER}/bad.pdf"])


def test_a_message_that_cannot_be_listed_says_so_and_is_tried_once(settings, corpus, nothing_is_read):
    strict = settings.using(parse_memory_mb=64)  # too little for Python itself
    report = build(strict)
    assert kinds(report)[LETTER] == "failed"
    assert not any(path.startswith(f"{LETTER}/") for path in kinds(report))
    nothing_is_read()
    assert not build(strict).changed


def test_a_message_without_attachments_and_one_that_is_none(settings, corpus):
    (corpus / "plain.eml").write_bytes(bytes(mail()))
    (corpus / "none.eml").write_text("Just words.\n")
    (corpus / "empty.eml").write_bytes(b"")
    report = build(settings)
    assert kinds(report)["plain.eml"] == "added"
    reasons = {change.path: change.reason for change in report.of_kind("failed")}
    assert "not an e-mail" in reasons["none.eml"]
    assert "empty" in reasons["empty.eml"]


def test_a_lost_cache_costs_a_listing_and_no_reading(settings, corpus, monkeypatch):
    build(settings)
    before = visible(settings.index, settings)
    for path in settings.cache_folder().glob("attached-*.json"):
        path.write_bytes(path.read_bytes()[:-3])

    def refuse(*_, **__):
        raise AssertionError("a file is read")

    monkeypatch.setattr(local_workers, "ExtractionPool", refuse)
    assert not build(settings).changed
    assert visible(settings.index, settings) == before


def test_the_doctor_reads_a_damaged_attached_file_and_its_entry_again(settings, corpus):
    build(settings)
    before = visible(settings.index, settings)
    path = corpus.parent / "index" / STORE_NAME
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE documents SET size = size + 1 WHERE path LIKE '%contract.docx'")
        db.execute(
            "UPDATE contents SET characters = 7 WHERE id = "
            "(SELECT content FROM documents WHERE path LIKE '%offer.pdf')"
        )
    repair_index(settings)
    build(settings)
    assert visible(settings.index, settings) == before


def test_sender_date_and_subject_of_the_message_find_what_is_attached(settings, corpus):
    fence = word("It is painted in green.")
    other = mail("The barn", "See the file.\n", fence__docx=fence)
    (corpus / BARN).write_bytes(bytes(other))
    build(settings)
    with open_index(settings=settings) as index:
        found = index.retrieve("What was attached about the barn?", 40)
        ranked = [passage.document for passage in found]
        assert ranked.index(f"{BARN}/fence.docx") < ranked.index(f"{LETTER}/contract.docx")
        (passage,) = (each for each in found if each.document == f"{BARN}/fence.docx")
        assert passage.title == "attached to The barn, Ada Lind, 2026-09-29 09:00 +0200"
        assert passage.text == "It is painted in green."
    # A message that is told anew says so of its files, which are not read again.
    other.replace_header("Subject", "The stable")
    (corpus / BARN).write_bytes(bytes(other))
    report = build(settings)
    assert kinds(report) == {BARN: "changed", f"{LETTER}/bad.pdf": "failed"}
    with open_index(settings=settings) as index:
        (passage,) = (
            p for p in index.retrieve("painted green stable", 40) if p.document == f"{BARN}/fence.docx"
        )
        assert passage.title == "attached to The stable, Ada Lind, 2026-09-29 09:00 +0200"
    # A file that is attached to several messages names them; one that also lies in the corpus, too.
    (corpus / LETTER).write_bytes(bytes(other))
    (corpus / "fence.docx").write_bytes(fence)
    build(settings)
    with open_index(settings=settings) as index:
        passage = next(p for p in index.retrieve("painted green") if p.text == "It is painted in green.")
        assert passage.document == "fence.docx"
        assert passage.title.count("The stable") == 1 + passage.title.count("; ")
    caches = seen(settings)
    for cache in Path(settings.index).glob("lexical-*"):
        shutil.rmtree(cache)
    assert seen(settings) == caches
