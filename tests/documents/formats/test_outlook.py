"""Messages that Outlook saved, written by another library than the one that reads them."""

import hashlib
import random
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aspose.email_foss.msg import MapiMessage, MsgWriter
from compressed_rtf import compress
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents import ExtractionPool, ListAttachedFiles, ReadFile, extract
from assistant.documents.attached_files import find_attached, list_attached_files
from assistant.errors import ExtractionError

STRING, STRING8, BINARY, NUMBER, TIME = 0x1F, 0x1E, 0x102, 0x03, 0x40
SENT = datetime(2026, 9, 29, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("outlook") / "letter.msg"


def item(subject="Crane", body="The crane comes at nine.\r\n", sender=("Ada Lind", "ada@example.org")):
    message = MapiMessage.create(subject, body)
    message.set_property(0x0C1A, STRING, sender[0])
    message.set_property(0x0C1F, STRING, sender[1])
    message.set_property(0x0039, TIME, SENT)
    message.add_recipient("bob@example.org", display_name="Bob")
    return message


def read(place, message):
    place.write_bytes(message.to_bytes())
    return extract(place)


def test_who_when_what_and_the_body(place):
    found = read(place, item())
    assert found.title == "Crane"
    assert found.text == (
        "Crane\n\nFrom: Ada Lind <ada@example.org>\nTo: Bob <bob@example.org>\n"
        "Date: Tue, 29 Sep 2026 07:00:00 +0000\n\nThe crane comes at nine."
    )
    assert [page.label for page in found.pages] == ["Ada Lind, 2026-09-29 07:00 +0000"]
    assert found.warnings == ()


def test_the_headers_as_they_were_sent_are_preferred(place):
    message = item(sender=("Ada", "/O=EXCHANGE/CN=ADA"))
    assert "From: Ada\n" in read(place, message).text
    message.set_property(
        0x007D,
        STRING,
        "From: =?utf-8?q?Ad=C3=A9la?= <a@b.c>\r\nDate: Tue, 29 Sep 2026 09:00:00 +0200\r\n\r\n",
    )
    found = read(place, message)
    assert (
        "From: Adéla <a@b.c>\nTo: Bob <bob@example.org>\nDate: Tue, 29 Sep 2026 09:00:00 +0200" in found.text
    )


def test_quotations_and_signatures_are_told_apart(place):
    body = (
        "Nine it is.\r\n\r\nBest regards,\r\nAda\r\n\r\n"
        "-----Original Message-----\r\nFrom: Bob\r\nSent: Monday\r\n\r\nEight?"
    )
    found = read(place, item(body=body))
    assert "Nine it is." not in "".join(found.text[a:b] for a, b in found.quoted)
    assert found.text[slice(*found.quoted[-1])].endswith("Eight?")


@pytest.mark.parametrize(("page", "encoding"), [(65001, "utf-8"), (1252, "cp1252"), (1251, "cp1251")])
def test_a_page_is_read_in_its_encoding(place, page, encoding):
    words = "Größe" if page != 1251 else "Размер"
    message = item(body=f"{words} <https://example.org/very/long>")
    message.set_property(0x3FDE, NUMBER, page)
    message.set_property(0x1013, BINARY, f"<p>{words}</p><p>Zoll</p>".encode(encoding))
    found = read(place, message)
    assert found.text.endswith(f"\n\n{words}\n\nZoll")


def test_a_body_of_rich_text_alone_is_read(place):
    message = item(body="")
    message.set_property(0x1009, BINARY, compress(b"{\\rtf1\\ansi The crane\\par comes at nine.}"))
    assert read(place, message).text.endswith("The crane\ncomes at nine.")


def test_text_of_one_byte_a_letter_is_read_in_the_page_of_the_message(place):
    message = MapiMessage.create(unicode_strings=False)
    message.set_property(0x3FFD, NUMBER, 1250)
    for number, text in ((0x37, "Žluťoučký kůň"), (0x1000, "Příliš žluťoučký.")):
        message.set_property(number, STRING8, text.encode("cp1250"))
    message.set_property(0x3FDE, NUMBER, 1250)
    assert read(place, message).text == "Žluťoučký kůň\n\nPříliš žluťoučký."


def test_messages_in_messages_and_files(place):
    inner = item("Roof", "Eleven tiles fell.", ("Eve", "eve@example.org"))
    inner.add_attachment("tiles.csv", b"tile,state\n1,lost\n")
    message = item()
    message.add_embedded_message_attachment(inner)
    message.add_attachment("offer.txt", "Größe in Zoll".encode(), mime_type="text/plain")
    message.add_attachment("../../roof.PNG", b"\x89PNG", mime_type="image/png")
    message.add_attachment("x.zip", b"PK", mime_type="application/zip")
    found = read(place, message)
    assert [page.label for page in found.pages] == [
        "Ada Lind, 2026-09-29 07:00 +0000",
        "Eve, 2026-09-29 07:00 +0000",
    ]
    assert 'Attachments: message "Roof", offer.txt, x.zip' in found.text
    assert found.text.endswith("Eleven tiles fell.\n\nAttachments: tiles.csv")
    assert found.warnings == (
        "An attachment of a format that cannot be read was left out: x.zip.",
        "1 picture without text.",
    )
    data = place.read_bytes()
    files = list_attached_files(place, hashlib.sha256(data).hexdigest())
    assert [(file.name, find_attached(data, file.sha256)) for file in files] == [
        ("offer.txt", "Größe in Zoll".encode()),
        ("tiles.csv", b"tile,state\n1,lost\n"),
    ]


def test_the_shorter_header_that_outlook_itself_writes_for_inner_messages_is_understood(place):
    message = item()
    message.add_embedded_message_attachment(item("Roof", "Eleven tiles fell.", ("Eve", "eve@example.org")))
    document = message.to_msg_document()
    (inner,) = next(each for each in document.root.storages if each.name.startswith("__attach")).storages
    (listed,) = (each for each in inner.streams if each.name == "__properties_version1.0")
    listed.data = listed.data[:24] + listed.data[32:]
    place.write_bytes(MsgWriter.to_bytes(document))
    found = extract(place)
    assert found.pages[1].label == "Eve, 2026-09-29 07:00 +0000"
    assert found.text.endswith("Eleven tiles fell.")


def test_a_message_of_outlook_attached_to_another_mail_is_read(place):
    mail = EmailMessage()
    mail["Subject"] = "Fwd"
    mail.set_content("See below.\n")
    mail.add_attachment(item().to_bytes(), "application", "vnd.ms-outlook", filename="crane.msg")
    mail.add_attachment(b"float32 x\n", "application", "octet-stream", filename="Point.msg")
    path = place.with_suffix(".eml")
    path.write_bytes(bytes(mail))
    found = extract(path)
    assert 'Attachments: message "Crane", Point.msg' in found.text
    assert found.text.endswith("The crane comes at nine.")


def _damaged(kind):
    good = item().to_bytes()
    return {"begin": good[:700], "half": good[: len(good) // 2], "zeros": good[:8] + bytes(4000)}[kind]


def _encoded_message(data):
    """Return a part that holds a message as no standard allows, encoded."""
    part = EmailMessage()
    part.set_content(data, "message", "x", cte="base64")
    part.replace_header("Content-Type", "message/rfc822")
    return message_from_bytes(bytes(part), policy=policy.default)


@pytest.mark.parametrize("kind", ["begin", "half", "zeros"])
@pytest.mark.parametrize("name", ["crane.msg", "crane.eml", ""])
def test_a_damaged_message_attached_to_a_mail_costs_only_itself(place, name, kind):
    mail, data = EmailMessage(), _damaged(kind)
    mail["Subject"] = "Fwd"
    mail.set_content("See below.\n")
    if name:
        mail.add_attachment(data, "application", "vnd.ms-outlook", filename=name)
    else:
        mail.make_mixed()
        mail.attach(_encoded_message(data))
    mail.add_attachment(item("Roof").to_bytes(), "application", "vnd.ms-outlook", filename="roof.msg")
    path = place.with_suffix(".eml")
    path.write_bytes(bytes(mail))
    name = name or "message.msg"
    assert f'See below.\n\nAttachments: message "Roof", {name}' in extract(path).text
    (file,) = list_attached_files(path, hashlib.sha256(path.read_bytes()).hexdigest())
    assert (file.name, find_attached(path.read_bytes(), file.sha256)) == (name, data)
    place.write_bytes(data)
    with pytest.raises(ExtractionError, match="damaged or not really an e-mail message"):
        extract(place)


def test_what_is_no_message_says_so(place):
    message = item()
    message.message_class = "IPM.Appointment"
    assert read(place, message).warnings == (
        "This appointment is read like a message; what only a calendar or address book shows was left out.",
    )
    place.write_bytes(b"float32 x\nfloat32 y\n")
    with pytest.raises(ExtractionError, match="not an e-mail message"):
        extract(place)
    place.write_bytes(item().to_bytes()[:700])
    with pytest.raises(ExtractionError, match="damaged or not really an e-mail message"):
        extract(place)


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXT, TEXT, TEXT, st.lists(st.tuples(TEXT, TEXT, st.binary(max_size=9)), max_size=3))
def test_no_name_breaks_a_message(place, subject, name, address, files):
    message = item(subject, "The crane comes at nine.", (name, address))
    for file_name, kind, data in files:
        message.add_attachment(f"{file_name}.txt", data, mime_type=kind)
    found = read(place, message)
    assert "The crane comes at nine." in found.text
    data = place.read_bytes()
    listed = list_attached_files(place, hashlib.sha256(data).hexdigest())
    assert {hashlib.sha256(content).hexdigest() for _, _, content in files} >= {f.sha256 for f in listed}


def test_bytes_changed_at_random_cost_nothing_else(place):
    message = item()
    message.add_attachment("a.txt", b"one")
    good, random_ = message.to_bytes(), random.Random(7)
    for _ in range(60):
        data = bytearray(good)
        for _ in range(random_.choice((1, 8, 60))):
            data[random_.randrange(len(data))] = random_.randrange(256)
        place.write_bytes(data)
        with suppress(ExtractionError):
            assert extract(place).text


def test_attached_files_are_listed_and_read_in_a_child_process(place):
    message = item()
    message.add_attachment("a.txt", b"The crane comes at nine.")
    place.write_bytes(message.to_bytes())
    with ExtractionPool(1, 60, 2000) as pool:
        request = ListAttachedFiles(place, hashlib.sha256(place.read_bytes()).hexdigest())
        ((_, (file,)),) = pool.list_attached_files([("mail", request)])
        ((_, found),) = pool.extract_many([("a.txt", ReadFile(place, file.sha256, ".txt"))])
    assert found.text == "The crane comes at nine."
