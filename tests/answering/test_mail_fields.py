"""Questions about who sent a message, to whom and when."""

from email.message import EmailMessage

import pytest
from material import index_of

pytestmark = pytest.mark.usefixtures("both_readers")


def mail(sender, to, date, subject, text):
    message = EmailMessage()
    for name, value in (("From", sender), ("To", to), ("Date", date), ("Subject", subject)):
        message[name] = value
    message.set_content(text)
    return message


CRANE = mail(
    "Bertil Sand <bertil@example.org>",
    "Site office <site@example.org>",
    "Tue, 29 Sep 2026 08:12:00 +0200",
    "Crane on Friday",
    "The crane arrives at seven and stays until noon.",
)
COVER = mail(
    "Site office <site@example.org>",
    "Foremen <foremen@example.org>",
    "Tue, 29 Sep 2026 09:00:00 +0200",
    "Fwd: Crane on Friday",
    "See the message below. The scaffolding will be taken down on 9 October.",
)
TILES = mail(
    "Runa Vik <runa@example.org>",
    "Office <office@example.org>",
    "Wed, 30 Sep 2026 07:00:00 +0200",
    "Roof",
    "The ridge of the chapel lost eleven tiles in the storm.",
)


@pytest.fixture(scope="module")
def mails(tmp_path_factory):
    COVER.add_attachment(CRANE)
    files = {"cover.eml": COVER.as_string(), "roof.eml": TILES.as_string(), "van.md": "Ada wrote the rules."}
    with index_of(tmp_path_factory.mktemp("mails"), files) as index:
        yield index


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Who sent the message about the crane?", "From: Bertil Sand <bertil@example.org>"),
        ("When was the message about the crane sent?", "Date: Tue, 29 Sep 2026 08:12:00 +0200"),
        ("To whom was the mail about the crane sent?", "To: Site office <site@example.org>"),
        ("Who is the mail about the tiles from?", "From: Runa Vik <runa@example.org>"),
        ("Who wrote about the scaffolding?", "From: Site office <site@example.org>"),
    ],
)
def test_the_line_of_the_header_is_told(mails, question, line):
    answer = mails.ask(question)
    assert [citation.quote for citation in answer.citations] == [line]
    assert all(map(mails.verify, answer.citations))


@pytest.mark.parametrize(
    "question", ["Who sent the message about the bicycles?", "When was the mail about Oslo sent?"]
)
def test_of_a_message_that_is_not_there_nothing_is_told(mails, question):
    assert mails.ask(question).kind == "refusal"


def test_other_documents_have_no_header(mails):
    assert mails.ask("Who wrote the rules?", refuse=False).citations[0].document == "van.md"
