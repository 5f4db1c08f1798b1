"""Files attached to messages on the page: their pages are shown, they go only with their message."""

from __future__ import annotations

import hashlib
import html
import io
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from assistant import build_index
from assistant.documents.page_images.renderer import FileChangedError
from assistant.settings import Settings
from assistant.types import Answer, BuildReport, Change, Citation, Statement
from assistant.web.chat.streaming import Exchange
from assistant.web.citations.keys import CitationKey
from assistant.web.corpus.trash import list_trash
from assistant.web.documents.changes import remove_document, rename_document
from assistant.web.documents.markup import table_html
from assistant.web.documents.progress import report_sentences
from assistant.web.documents.table import TableView, table_page
from assistant.web.source.panel import source_html
from assistant.web.source.view import PanelView
from assistant.web.state.library import Library

OFFER = "The scaffold is offered by Hedda Works until the ninth of October."
MAIL, ATTACHED = "letter.eml", "letter.eml/offer.pdf"


def letter(line: str) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(60, 700, line)
    page.save()
    message = EmailMessage()
    message["Subject"], message["From"] = "Offer", "Ada <ada@example.org>"
    message.set_content("See the offer.\n")
    message.add_attachment(out.getvalue(), "application", "pdf", filename="offer.pdf")
    message.add_attachment(b"0", "image", "png", filename="logo.png")
    return bytes(message)


@pytest.fixture
def library(tmp_path: Path, tiny: Settings) -> Iterator[Library]:
    settings = tiny.using(corpus=str(tmp_path / "corpus"), index=str(tmp_path / "index"))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / MAIL).write_bytes(letter(OFFER))
    build_index(settings=settings)
    opened = Library(settings)
    yield opened
    opened.page_renderer.close()


def panel(library: Library) -> str:
    cited = Citation(ATTACHED, 1, 0, len(OFFER), OFFER, 1.0)
    answer = Answer("Q", "answer", 0.9, statements=(Statement(OFFER, (1,)),), citations=(cited,))
    return html.unescape(source_html(library, (Exchange("Q", answer),), PanelView(CitationKey("cite", 1, 1))))


def test_the_page_of_an_attached_file_is_shown_until_its_message_changes(library: Library) -> None:
    shown = panel(library)
    assert "data:image/png;base64," in shown
    assert 'class="box shown"' in shown
    (library.corpus / MAIL).write_bytes(letter("Another offer."))
    assert "has changed since it was indexed" in panel(library)
    (library.corpus / MAIL).unlink()
    assert "no longer in the corpus folder" in panel(library)


def test_only_the_very_file_is_drawn(library: Library) -> None:
    mail = library.corpus / MAIL
    wrong = hashlib.sha256(mail.read_bytes()).hexdigest()
    with pytest.raises(FileChangedError):
        library.page_renderer.render(mail, wrong, 1, is_attached=True)


def test_an_attached_file_is_renamed_and_removed_only_with_its_message(library: Library) -> None:
    said = ("'offer.pdf' is attached to 'letter.eml' and is renamed or removed only with it.",)
    for outcome in (remove_document(library, ATTACHED), rename_document(library, ATTACHED, "x.pdf")):
        assert (outcome.sentences, outcome.changed) == (said, False)
    assert list_trash(library.corpus) == []
    assert remove_document(library, MAIL).changed


def test_the_table_shows_attached_files_without_these_buttons_and_warnings(library: Library) -> None:
    documents = library.documents()
    shown = html.unescape(table_html(documents, table_page(documents, TableView(), (), ()), {}))
    assert f'data-remove="{MAIL}"' in shown
    assert f'data-open="{ATTACHED}"' in shown
    assert f'data-remove="{ATTACHED}"' not in shown
    assert f'data-rename="{ATTACHED}"' not in shown
    assert "renamed and removed with its message" in shown
    assert "1 picture without text." in shown


def test_the_result_of_a_build_says_how_many_documents_have_warnings() -> None:
    warned = tuple(Change("added", str(number), warnings=("1 picture without text.",)) for number in range(2))
    one, two = (report_sentences(BuildReport(warned[:number], 1, 2, 2)) for number in (1, 2))
    assert one[1:] == ["1 document was read with warnings; the table shows them."]
    assert two[1:] == ["2 documents were read with warnings; the table shows them."]
