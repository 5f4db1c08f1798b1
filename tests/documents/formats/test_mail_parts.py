"""Messages with messages and files in them, and what in them is quoted."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from assistant.documents import extract
from assistant.documents.formats.mail.labels import message_label, sent_at, thread_of
from assistant.documents.formats.mail.quoting import quoted_ranges, without_marks


def message(body="See below.\n", subject="Fwd: Crane", sender="Ada Lind <ada@example.org>"):
    mail = EmailMessage()
    mail["Subject"], mail["From"] = subject, sender
    mail["Date"] = "Tue, 29 Sep 2026 09:00:00 +0200"
    mail.set_content(body)
    return mail


@pytest.fixture
def read(tmp_path):
    def write(mail):
        path = tmp_path / "a.eml"
        path.write_bytes(bytes(mail))
        return extract(path)

    return write


def pages(found):
    return [(page.label, found.text[page.start : page.end]) for page in found.pages]


def quoted(found):
    return [" ".join(found.text[start:end].split()) for start, end in found.quoted]


def test_attached_messages_are_parts_and_name_their_attachments(read):
    inner = message("It comes at nine.\n", "Crane", "Bob <bob@example.org>")
    inner.add_attachment("sling\nbeam\n", filename="tools.txt")
    outer = message()
    outer.add_attachment(inner)
    found = read(outer)
    assert [label for label, _ in pages(found)] == [
        "Ada Lind, 2026-09-29 09:00 +0200",
        "Bob, 2026-09-29 09:00 +0200",
    ]
    texts = [text for _, text in pages(found)]
    assert texts[0].endswith('See below.\n\nAttachments: message "Crane"')
    assert texts[1].startswith("Crane\n\nFrom: Bob <bob@example.org>\nDate: Tue, 29 Sep 2026")
    assert texts[1].endswith("It comes at nine.\n\nAttachments: tools.txt")
    assert [found.text[h.start : h.end] for h in found.headings] == ["Fwd: Crane", "Crane"]
    assert found.warnings == ()


def test_a_message_attached_as_a_file_or_encoded_is_read(read):
    inner = bytes(message("Eleven tiles fell.\n", "Roof"))
    outer = message()
    outer.add_attachment(inner, "application", "octet-stream", filename="roof.eml")
    assert "Eleven tiles fell." in pages(read(outer))[1][1]
    coded = EmailMessage()
    coded.set_content(inner, "message", "x", cte="base64")
    coded.replace_header("Content-Type", "message/rfc822")
    outer = message()
    outer.make_mixed()
    outer.attach(message_from_bytes(bytes(coded), policy=policy.default))
    assert "Eleven tiles fell." in pages(read(outer))[1][1]


def test_digests(read):
    outer = message("Two messages.\n")
    outer.make_mixed()
    digest = EmailMessage()
    digest["Content-Type"] = "multipart/digest"
    for subject in ("One", "Two"):
        part = EmailMessage()
        part.set_content(message(f"This is {subject}.\n", subject))
        digest.attach(part)
    outer.attach(digest)
    assert ["This is One." in text for _, text in pages(read(outer))] == [False, True, False]


def test_attachments_are_named_and_what_is_left_out_is_counted(read):
    mail = message()
    mail.add_attachment("<h1>Plan</h1><p>Two cranes.</p>", subtype="html", filename="plan.html")
    mail.add_attachment(b"PK\x03\x04", "application", "zip", filename="x.zip")
    mail.add_attachment(b"%PDF-", "application", "pdf", filename="bad.pdf")
    mail.add_attachment(b"\x89PNG", "image", "png", filename="p.png")
    mail.add_attachment(b"\x89PNG", "image", "png", filename="q.png", disposition="inline")
    mail.add_attachment(b"0", "application", "pkcs7-signature", filename="smime.p7s")
    found = read(mail)
    assert len(pages(found)) == 1
    assert found.text.endswith("Attachments: plan.html, x.zip, bad.pdf")
    assert found.warnings == (
        "An attachment of a format that cannot be read was left out: x.zip.",
        "2 pictures without text.",
        "1 digital signature left out.",
    )


def test_a_file_beside_a_text_that_has_two_forms_is_not_lost(read):
    page = EmailMessage()
    page.set_content("<p>See the plan.</p>", subtype="html")
    page.add_attachment(b"a,b\n1,2\n", "text", "csv", filename="plan.csv")
    mail = message("See the plan.\n")
    mail.make_alternative()
    mail.attach(page)
    assert read(mail).text.endswith("See the plan.\n\nAttachments: plan.csv")


def test_wrapped_text_beside_pages_is_put_together(read):
    body = (
        "The crane arrives at nine on Friday and it stays until noon of the day after,\n"
        "which is why the yard must be free.\n- first\n- second\n"
    )
    mail, inner = message(body), EmailMessage()
    inner["Subject"] = "Plan"
    inner.set_content("<p>Two cranes.</p>", subtype="html")
    mail.add_attachment(inner)
    found = read(mail)
    assert found.line_breaks == "hard"
    assert "day after, which is why the yard must be free.\n- first\n- second" in found.text


def test_messages_nested_without_end_and_attachments_without_number_are_bounded(read):
    mail = message("deepest\n")
    for _ in range(12):
        outer = message()
        outer.add_attachment(mail)
        mail = outer
    found = read(mail)
    assert len(found.pages) == 9
    assert "too deeply nested" in found.warnings[0]
    mail = message()
    for number in range(210):
        mail.add_attachment(f"text {number}", filename="same.txt")
    found = read(mail)
    assert "same (200).txt" in found.text
    assert found.warnings == ("Only 200 attachments are read; 10 more left out.",)


def test_several_texts_of_a_body_are_read(read):
    mail = message("Before the picture.\n")
    mail.make_mixed()
    for text in ("After the picture.\n", "The foot of the list.\n"):
        part = EmailMessage()
        part.set_content(text)
        mail.attach(part)
    assert "Before the picture.\n\nAfter the picture.\n\nThe foot of the list." in read(mail).text


def test_a_page_is_read_where_the_plain_text_is_a_mere_hint(read):
    mail = message("Use HTML.\n")
    mail.add_alternative(f"<p>{'The crane comes at nine. ' * 9}</p>", subtype="html")
    assert "comes at nine" in read(mail).text


MARKED = (
    "Thursday it is.\n\nOn Mon, 5 Oct 2026 at 11:20,\nHedda Lie <h@example.org> wrote:\n"
    "> I am away on\n> Tuesday.\n>> On Sun, Ada wrote:\n>> Tuesday?\n\nSee you.\n"
)


def test_marked_quotations_are_indented_and_told_apart(read):
    found = read(message(MARKED))
    assert "    I am away on\n    Tuesday.\n\n        On Sun, Ada wrote:\n        Tuesday?" in found.text
    assert ">" not in found.text.split("\n\n", 2)[2].replace("<h@example.org>", "")
    assert quoted(found) == [
        "On Mon, 5 Oct 2026 at 11:20, Hedda Lie <h@example.org> wrote: I am away on Tuesday. "
        "On Sun, Ada wrote: Tuesday?"
    ]


def test_an_escaped_from_is_no_quotation():
    assert without_marks(">From here on\nwe sail.")[1] == ()


@pytest.mark.parametrize(
    "border",
    [
        "-----Original Message-----\nFrom: A\nSent: Monday\nTo: B",
        "-----Ursprüngliche Nachricht-----\nVon: A",
        "________________________________\nFrom: A <a@b.c>\nSent: 5 May 2026 10:00\nTo: B\nSubject: x",
        "Von: A\nGesendet: Montag\nAn: B\nBetreff: x",
        "De : A\nEnvoyé : lundi\nÀ : B\nObjet : x",
        "De: A\nEnviado el: lunes\nPara: B\nAsunto: x",
        "---------- Forwarded message ---------\nFrom: A",
        "Begin forwarded message:",
        "-------- Message d'origine --------",
        "Am 5. Mai 2026 um 10:00 schrieb Ada <a@b.c>:",
        "Le lun. 5 mai 2026 à 10:00, Ada <a@b.c> a écrit :",
        "El lun, 5 may 2026 a las 10:00, Ada (<a@b.c>) escribió:",
        "Il giorno 5/5/2026 10:00, Ada ha scritto:",
        "On 5 May 2026 at 10:00, Ada <a@b.c> wrote:",
    ],
)
def test_everything_below_such_a_line_is_quoted(border):
    text = f"We meet on Thursday.\n\n{border}\n\nWe meet on Tuesday."
    (start, end), *others = quoted_ranges(text)
    assert not others
    assert text[:start].strip() == "We meet on Thursday."
    assert text[start:end].endswith("We meet on Tuesday.")


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAda Lind\nTel. 12",
        "Best regards,\nAda Lind\nHarbour office",
        "Mit freundlichen Grüßen\nAda Lind",
        "Cordialement,\nAda",
        "Sent from my iPhone",
        "This e-mail is confidential and intended only for its receiver.",
        "_______________________________________________\nlist mailing list",
    ],
)
def test_signatures_are_told_apart(signature):
    text = f"The crane comes at nine.\n\n{signature}"
    assert [text[a:b] for a, b in quoted_ranges(text)] == [signature.strip()]


@pytest.mark.parametrize(
    "line",
    [
        *("Dear Lotte,", "Rasmus,", "Hi all", "Liebe Frau Holm,", "Bonjour à tous,", "Hello, Ada!", "Hi,"),
        *("Sehr geehrte Damen und Herren,", "Liebe Anna, lieber Tom,", "Madame, Monsieur,", "Beste Jan,"),
        *("To whom it may concern:", "Bonjour à toutes et à tous", "Cari colleghi,", "Dear Sir or Madam,"),
    ],
)
def test_who_is_addressed_is_told_apart(line):
    text = f"{line}\n\nwe take the sail."
    assert [text[a:b] for a, b in quoted_ranges(text)] == [line]


@pytest.mark.parametrize(
    "text",
    [
        "Rasmus, the sail is here.",
        "Rasmus,",
        "Hi, the crane comes at nine.\nBring ropes.",
        "Thanks!\nThe crane comes at nine on Friday morning.",
        "From: the harbour\nit is far.",
        "As Ada wrote: ships sail.",
        "Hi Bob, invoice 4711 is paid by Friday\nand the rest in May.",
        "Hello team the server is down since nine\nand nobody knows why.",
        "Care instructions for the wool blanket\nWash it by hand.",
        "Cara costs 500 euros\na week.",
        "Beste Preise ab Montag\nin allen Läden.",
        "Beste Preise\nin allen Läden.",
        "Best\nwishes come true.\n\nThey all come true in the end, as you know.",
    ],
)
def test_what_only_looks_alike_is_new(text):
    assert quoted_ranges(text) == ()


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="gmail_quote">On Monday Ada wrote:<blockquote>Tuesday.</blockquote></div>',
        '<blockquote type="cite">Tuesday.</blockquote>',
        '<div id="divRplyFwdMsg"><b>From:</b> Ada</div><div>Tuesday.</div>',
        "<div><b>From:</b> Ada<br><b>Sent:</b> Monday<br><b>To:</b> Bob<br></div><p>Tuesday.</p>",
    ],
)
def test_quotations_in_pages(read, markup):
    mail = EmailMessage()
    mail["Subject"] = "x"
    mail.set_content(f"<p>Thursday it is.</p>{markup}", subtype="html")
    (said,) = quoted(read(mail))
    assert said.endswith("Tuesday.")
    assert "Thursday" not in said


def test_labels_and_threads():
    sent = sent_at("Hedda Lie, 2026-10-05 11:20 +0200")
    assert sent is not None
    assert message_label("Hedda Lie", sent) == "Hedda Lie, 2026-10-05 11:20 +0200"
    assert (message_label("", None), sent_at("chapter 3")) == ("message", None)
    assert sent_at("x, 2026-99-05 11:20 +0200") is None
    assert thread_of("Re: AW: Fwd: Budget  Meeting") == thread_of("budget meeting")
