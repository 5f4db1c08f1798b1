"""A message with the messages in it, each with its attached files, however they are nested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

from assistant.documents.formats.mail.outlook import is_outlook_message
from assistant.documents.formats.mail.structure import (
    Structure,
    bytes_of,
    name_of,
    parsed_or_none,
    structure_of,
)

# What is read of one message with all messages in it; the rest is named in a warning.
_MOST_MESSAGES, _DEEPEST = 200, 8


@dataclass(slots=True)
class MessageNode:
    """A message: what it is made of, the messages attached to it, and the files attached to it.

    `inner` holds the messages that are read, `inner_messages` all of them.
    """

    message: EmailMessage
    structure: Structure
    inner_messages: list[EmailMessage]
    files: list[EmailMessage]
    inner: list[MessageNode] = field(default_factory=list)

    def all_nodes(self) -> Iterator[MessageNode]:
        """Yield this message and all messages in it, in reading order."""
        yield self
        for node in self.inner:
            yield from node.all_nodes()


@dataclass(slots=True)
class MessageTree:
    """A message with all messages in it; `left_out` counts those too deeply nested or too many."""

    root: MessageNode
    left_out: int = 0


def message_tree(message: EmailMessage) -> MessageTree:
    """Return a message with the messages in it, within bounds."""
    tree = MessageTree(_node(message))
    _add_inner(tree, tree.root, 1, 0)
    return tree


def _add_inner(tree: MessageTree, node: MessageNode, depth: int, count: int) -> int:
    """Add the messages within a message, and return how many were added to the tree so far."""
    for message in node.inner_messages:
        if depth > _DEEPEST or count >= _MOST_MESSAGES:
            tree.left_out += 1
            continue
        inner = _node(message)
        node.inner.append(inner)
        count = _add_inner(tree, inner, depth + 1, count + 1)
    return count


def _node(message: EmailMessage) -> MessageNode:
    found = structure_of(message)
    inner, files = list(found.messages), []
    for part in found.attachments:
        within = _message_in(part)
        if within is None:
            files.append(part)
        else:
            inner.append(within)
    return MessageNode(message, found, inner, files)


def _message_in(part: EmailMessage) -> EmailMessage | None:
    """Return the message that an attached file holds; None if it holds none, or one that is damaged.

    A damaged one is a file like others, and becomes a document that cannot be read.
    """
    name = name_of(part).lower()
    if not name.endswith((".msg", ".eml")):
        return None
    data = bytes_of(part)
    # Many programs name files of theirs ".msg".
    is_message = is_outlook_message(data) if name.endswith(".msg") else bool(data)
    return parsed_or_none(data) if is_message else None
