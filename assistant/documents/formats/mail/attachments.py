"""The files attached to a message and to the messages in it: which are documents, and what each is called."""

from __future__ import annotations

import hashlib
import mimetypes
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import PurePosixPath

from assistant.common.file_names import numbered_file_name, safe_file_name
from assistant.documents.formats.mail.structure import bytes_of, content_of, file_name_of, name_of
from assistant.documents.formats.mail.tree import MessageTree

MOST_ATTACHMENTS = 200
"""So many files of one message, with all messages in it, become documents; a warning counts the others."""

_NAMELESS = "attachment"


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attached file that can be read: its part of the message, and the SHA-256 (hex) of its bytes."""

    part: EmailMessage
    sha256: str


@dataclass(slots=True)
class Attachments:
    """The attached files that can be read, by a name that no other of the message has.

    `names` holds the name of each part by its identity: a file that is attached twice has one name.
    `unreadable` counts the files of other formats by name, `too_many` those above the bound.
    """

    files: dict[str, Attachment] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    unreadable: Counter[str] = field(default_factory=Counter)
    too_many: int = 0

    def name_of(self, part: EmailMessage) -> str:
        """Return the name of the document that a part became, or else the name that the message gives it."""
        return self.names.get(id(part)) or name_of(part)


def attachments_of(tree: MessageTree, readable: Container[str]) -> Attachments:
    """Return the attached files of a message and of all messages in it.

    Args:
        tree: The message.
        readable: The suffixes of files that can be read, in lower case and with their dot.
    """
    found = Attachments()
    for node in tree.root.all_nodes():
        for part in node.files:
            _add(found, part, readable)
    return found


def attachment_bytes(part: EmailMessage) -> bytes:
    """Return the bytes of a file; text in an encoding that only the message states is encoded anew."""
    if part.get_content_type() == "text/plain" and part.get_content_charset():
        return content_of(part)[0].encode("utf-8", "replace")
    return bytes_of(part)


def _add(found: Attachments, part: EmailMessage, readable: Container[str]) -> None:
    name = _file_name(part, readable)
    if PurePosixPath(name).suffix.lower() not in readable:
        found.unreadable[name_of(part)] += 1
        return
    sha256 = hashlib.sha256(attachment_bytes(part)).hexdigest()
    name = _free_name(found.files, name, sha256)
    if name not in found.files and len(found.files) >= MOST_ATTACHMENTS:
        found.too_many += 1
        return
    found.files.setdefault(name, Attachment(part, sha256))
    found.names[id(part)] = name


def _file_name(part: EmailMessage, readable: Container[str]) -> str:
    """Return a harmless name; its suffix tells the format, or else the type that the message states."""
    name = safe_file_name(file_name_of(part))
    suffix = PurePosixPath(name).suffix.lower()
    by_type = mimetypes.guess_extension(part.get_content_type()) or ""
    # A name such as "minutes of 4.11" ends in what is no suffix of any kind of file.
    if by_type in readable and suffix not in readable and suffix not in mimetypes.types_map:
        return safe_file_name(f"{name or _NAMELESS}{by_type}")
    return name or _NAMELESS


def _free_name(taken: dict[str, Attachment], name: str, sha256: str) -> str:
    """Return a name for a file, the one of the same file if that is attached already."""
    free, number = name, 1
    while free in taken and taken[free].sha256 != sha256:
        number += 1
        free = numbered_file_name(name, number)
    return free
