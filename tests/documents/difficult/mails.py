"""E-mail messages: nested, broken, hostile."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from functools import partial

from difficult.case import Case, fails, of

SENTENCE = "The ferry to the island leaves at noon every Sunday in summer."
HEAD = (
    "From: ada@example.org\nTo: bob@example.org\nSubject: The ferry\nDate: Mon, 2 Feb 2026 10:00:00 +0000\n"
)


def message(body: str = SENTENCE) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@example.org", "bob@example.org", "The ferry"
    mail.set_content(body)
    return mail


def _nested(levels: int) -> bytes:
    mail = message("Innermost words.")
    for _ in range(levels):
        outer = message()
        outer.add_attachment(mail)
        mail = outer
    return bytes(mail)


def _attached() -> bytes:
    mail = message()
    mail.add_attachment(
        b"MZ" * 200, maintype="application", subtype="octet-stream", filename="../../evil.exe"
    )
    mail.add_attachment("inner text", filename="note.txt")
    return bytes(mail)


def _page_only() -> bytes:
    mail = message()
    mail.set_content(f"<script>evil()</script><p>{SENTENCE}</p>", subtype="html")
    return bytes(mail)


def _both() -> bytes:
    mail = message()
    mail.add_alternative("<p>As a page.</p>", subtype="html")
    return bytes(mail)


def cases() -> Iterator[Case]:
    held = {"holds": (SENTENCE,)}
    yield Case(
        "ordinary.eml", lambda: bytes(message()), holds=(SENTENCE, "From: ada@"), headings=("The ferry",)
    )
    yield Case("both.eml", _both, **held, lacks=("As a page",))
    yield Case("page.eml", _page_only, **held, lacks=("evil",))
    yield Case("attached.eml", _attached, holds=(SENTENCE, "note.txt"), lacks=("MZMZ",))
    yield Case("nested.eml", partial(_nested, 5), **held)
    yield Case("nested-deeply.eml", partial(_nested, 40), **held)
    yield Case(
        "nested-absurdly.eml", partial(_deep_parts, 3000), either=True, holds=("The ferry",), reason="."
    )
    yield of(
        "bad-base64.eml", f"{HEAD}Content-Transfer-Encoding: base64\n\n!!!not base64!!!", holds=("The ferry",)
    )
    yield of(
        "unknown-encoding.eml", f"{HEAD}Content-Type: text/plain; charset=x-no-such\n\n{SENTENCE}", **held
    )
    yield of(
        "lying-encoding.eml",
        f"{HEAD}Content-Type: text/plain; charset=ascii\n\ncafé {SENTENCE}",
        holds=("café",),
    )
    yield of(
        "no-boundary.eml",
        f"{HEAD}Content-Type: multipart/mixed\n\n--x\n\n{SENTENCE}\n--x--",
        either=True,
        reason=".",
    )
    yield of(
        "open-boundary.eml",
        f"{HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\n{SENTENCE}",
        **held,
    )
    words = "=?utf-8?B?w7xiZXI=?= =?utf-8?Q?=FF=FE?= =?x-no?B?!!?= =?utf-8?Q?\r\n"
    yield of(
        "broken-words.eml", f"From: {words}Subject: {words}\n{SENTENCE}", either=True, **held, reason="."
    )
    yield of("broken-addresses.eml", f'From: <<>>@,;:"\nTo: a@b@c <, \nSubject: x\n\n{SENTENCE}', **held)
    yield of("broken-date.eml", f"Date: 99 Foo 99999 99:99\nSubject: x\n\n{SENTENCE}", **held)
    yield of("folded.eml", "Subject: a" + "\n b" * 500 + f"\n\n{SENTENCE}", **held)
    yield of("long-header.eml", f"Subject: {'x' * 60_000}\n\n{SENTENCE}", **held)
    yield of(
        "right-to-left.eml",
        f"Subject: =?utf-8?B?16nXnNeV150=?=\n\n{SENTENCE}",
        holds=("\u05e9\u05dc\u05d5\u05dd",),
    )
    yield of("zeros.eml", f"{HEAD}\n{SENTENCE}\0\0", **held, lacks=("\0",))
    yield of("no-body.eml", HEAD, holds=("The ferry",))
    yield of(
        "many-parts.eml",
        f"{HEAD}Content-Type: multipart/mixed; boundary=x\n\n"
        + "--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nx\n" * 800
        + f"--x\nContent-Type: text/plain\n\n{SENTENCE}\n--x--",
        holds=("a.txt",),
    )
    yield fails("no-mail.eml", b"Just a few words, no message.\n" * 20, "not an e-mail")
    yield fails("binary.eml", bytes(range(256)) * 20, "not an e-mail")
    yield fails("empty.eml", b"", "empty")


def _deep_parts(levels: int) -> bytes:
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels))
    return f"{HEAD}{head}Content-Type: text/plain\n\n{SENTENCE}".encode()
