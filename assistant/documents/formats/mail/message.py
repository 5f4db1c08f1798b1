"""E-mail messages: who wrote what to whom and when, with the messages attached to them.

A message and each message attached to it is a page of the document. Attached files are documents of their
own; the text of a message names them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from assistant.documents.formats.html import readable
from assistant.documents.formats.mail.attachments import MOST_ATTACHMENTS, Attachments, attachments_of
from assistant.documents.formats.mail.labels import message_label
from assistant.documents.formats.mail.outlook import KIND_HEADER
from assistant.documents.formats.mail.quoting import quoted_ranges, without_marks
from assistant.documents.formats.mail.structure import content_of, header_of, parsed
from assistant.documents.formats.mail.tree import MessageNode, MessageTree, message_tree
from assistant.documents.formats.parts import Part, joined
from assistant.errors import ExtractionError
from assistant.types import Extraction, Heading

_SHOWN = ("From", "To", "Cc", "Date")
_TELLING = ("From", "To", "Subject", "Date", "Message-ID", "Received")


def parse(path: Path, suffixes: Container[str]) -> Extraction:
    """Read a message: its subject as title and heading, who and when, the body, and the messages in it.

    Args:
        path: The message.
        suffixes: Those of attached files that are documents of their own, which the text only names.

    Raises:
        ExtractionError: The file is not a message.
    """
    message = parsed(path.read_bytes())
    if not isinstance(message, EmailMessage) or not any(header_of(message, name) for name in _TELLING):
        raise ExtractionError("It is not an e-mail message; give it the suffix of its real format.")
    tree = message_tree(message)
    attachments = attachments_of(tree, suffixes)
    parts = [Part(_own_text(node, attachments), _label(node.message)) for node in tree.root.all_nodes()]
    return joined(parts, header_of(message, "Subject"), tuple(_left_out(tree, attachments)))


def _own_text(node: MessageNode, attachments: Attachments) -> Extraction:
    subject = header_of(node.message, "Subject")
    facts = "\n".join(f"{name}: {value}" for name in _SHOWN if (value := header_of(node.message, name)))
    bodies = [body for part in node.structure.texts if (body := _body(part)).text]
    body = joined([Part(body, is_page=False) for body in bodies])
    head = Extraction(subject, headings=(Heading(0, len(subject)),) if subject else ())
    names = [*map(_name_of_message, node.inner_messages), *map(attachments.name_of, node.files)]
    after = f"Attachments: {', '.join(names)}" if names else ""
    texts = [head, Extraction(facts), body, Extraction(after)]
    said = joined([Part(replace(text, line_breaks=body.line_breaks), is_page=False) for text in texts])
    return replace(said, line_breaks=body.line_breaks)


def _left_out(tree: MessageTree, attachments: Attachments) -> Iterator[str]:
    """Yield what was left out of a message and the messages in it, a sentence each."""
    if kind := header_of(tree.root.message, KIND_HEADER):
        yield f"This {kind} is read like a message; what only a calendar or address book shows was left out."
    if tree.left_out:
        yield f"{_counted(tree.left_out, 'attached message')} too deeply nested or too many, and left out."
    for name, count in attachments.unreadable.items():
        times = f" ({count} times)" if count > 1 else ""
        yield f"An attachment of a format that cannot be read was left out: {name}{times}."
    if attachments.too_many:
        yield f"Only {MOST_ATTACHMENTS} attachments are read; {attachments.too_many} more left out."
    found = [node.structure for node in tree.root.all_nodes()]
    if pictures := sum(each.pictures for each in found):
        yield f"{_counted(pictures, 'picture')} without text."
    if signatures := sum(each.signatures for each in found):
        yield f"{_counted(signatures, 'digital signature')} left out."
    if elsewhere := sum(each.elsewhere for each in found):
        yield f"{_counted(elsewhere, 'part')} stored elsewhere and left out."
    if any(each.encrypted for each in found):
        yield "A part of it is encrypted and was left out."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number > 1)}"


def _body(part: EmailMessage) -> Extraction:
    """Return the text of a part with what in it is quoted."""
    text, warnings = content_of(part)
    if part.get_content_type() == "text/html":
        page = readable(text, is_mail=True)
        return replace(
            page, quoted=quoted_ranges(page.text, page.quoted), warnings=(*warnings, *page.warnings), title=""
        )
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text, marked = without_marks("\n".join(lines).strip("\n"))
    return Extraction(text, quoted=quoted_ranges(text, marked), warnings=warnings)


def _name_of_message(message: EmailMessage) -> str:
    return f'message "{header_of(message, "Subject")}"'


def _label(message: EmailMessage) -> str:
    sender = header_of(message, "From")
    name, address = parseaddr(sender)
    try:
        date = parsedate_to_datetime(header_of(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        date = None
    return message_label(name or address or sender, date)
