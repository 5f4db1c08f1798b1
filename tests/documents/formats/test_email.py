"""E-mail: subject, people, date, body and the names of attachments."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents import extract
from assistant.errors import ExtractionError

LINE = st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=60)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("email") / "message.eml"


def message(subject="The harbour", body="We meet at nine.\n"):
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "Ada <ada@example.org>", "bob@example.org"
    mail["Date"] = "Tue, 04 Mar 2025 09:00:00 +0000"
    mail.set_content(body)
    return mail


def read(file, mail):
    file.write_bytes(bytes(mail))
    return extract(file)


UNQUOTED = LINE.filter(lambda line: not line.lstrip().startswith(">"))


@given(st.lists(UNQUOTED, max_size=8))
def test_the_body_comes_back(file, lines):
    found = read(file, message(body="\n".join(["Start", *lines, "End"])))
    body = found.text.split("\n\n", 2)[2]
    assert " ".join(body.split()) == " ".join(" ".join(["Start", *lines, "End"]).split())
    assert found.line_breaks == "wrapped"


@given(st.lists(UNQUOTED, max_size=8))
def test_quoted_lines_come_back_without_their_marks(file, lines):
    quoted = [f"> {line}" for line in ["First", *lines, "Last"]]
    found = read(file, message(body="\n".join(["Start", *quoted])))
    body = found.text.split("\n\n", 2)[2]
    assert " ".join(body.split()) == " ".join(" ".join(["Start", "First", *lines, "Last"]).split())
    first, last = found.text.index("First"), found.text.rindex("Last")
    assert found.quoted[0][0] <= first
    assert last + len("Last") <= found.quoted[-1][1]
    assert found.text.index("Start") < found.quoted[0][0]


def test_subject_people_and_date_come_first(file):
    found = read(file, message(subject="Größere Pläne für den Hafen"))
    subject, facts, body = found.text.split("\n\n")
    assert subject == found.title == "Größere Pläne für den Hafen"
    assert facts.startswith("From: Ada <ada@example.org>\nTo: bob@example.org\nDate: Tue, 04 Mar 2025")
    assert body == "We meet at nine."
    assert [found.text[h.start : h.end] for h in found.headings] == [subject]


def test_plain_text_is_preferred_and_attachments_are_named(file):
    mail = message()
    mail.add_alternative("<p>We meet at <b>nine</b>.</p>", subtype="html")
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plän.pdf")
    found = read(file, mail)
    assert found.text.endswith("We meet at nine.\n\nAttachments: plän.pdf")
    assert found.text.count("nine") == 1


def test_a_message_with_only_a_page_shows_that_page(file):
    mail = message()
    mail.set_content("<h1>News</h1><p>Shown</p><script>no()</script>", subtype="html")
    found = read(file, mail)
    assert found.text.endswith("\n\nNews\n\nShown")
    assert [found.text[h.start : h.end] for h in found.headings] == ["The harbour", "News"]
    assert found.line_breaks == "hard"


@pytest.mark.parametrize("charset", [b"", b"charset=nonsense", b"charset=us-ascii"])
def test_a_missing_or_wrong_encoding_is_guessed(file, charset):
    file.write_bytes(
        b"Subject: x\nContent-Type: text/plain; " + charset + b"\n\n" + "Wir hören zu.".encode("cp1252")
    )
    found = extract(file)
    assert "Wir hören zu." in found.text
    assert "assumed" in found.warnings[0]


@pytest.mark.parametrize("head", [b'From: <<>;:@\nTo: "\xff\n', b"Subject: =?utf-8?q?=ff?=\nDate: never\n"])
def test_malformed_headers_cost_nothing_else(file, head):
    file.write_bytes(head + b"\nThe body.\n")
    assert extract(file).text.endswith("The body.")


def test_any_other_text_is_no_message(file):
    file.write_text("Just some text.\nAnd more.\n")
    with pytest.raises(ExtractionError, match="not an e-mail"):
        extract(file)
