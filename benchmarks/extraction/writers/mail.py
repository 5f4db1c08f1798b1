"""E-mail messages, written by the standard library: an answer above what it quotes, and what is attached."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from benchmarks.extraction.content import Kind, Part

KINDS: tuple[Kind, ...] = (
    *("heading", "paragraph", "bullets", "quoted text", "attached message", "attached document"),
)


def write(parts: Sequence[Part], path: Path) -> None:
    """Write the parts as a message: the heading is its subject."""
    message = EmailMessage()
    message["From"] = "Ada Brook <ada@example.org>"
    message["To"] = "team@example.org"
    message["Date"] = "Thu, 12 Mar 2026 09:30:00 +0000"
    body: list[str] = []
    for part in parts:
        if part.kind == "heading":
            message["Subject"] = part.lines[0]
        elif part.kind == "quoted text":
            body += ["On Wed, 11 Mar 2026, Ben Hale wrote:", *(f"> {line}" for line in part.lines)]
        elif not part.kind.startswith("attached"):
            body += ["\n".join(f"- {line}" if part.kind == "bullets" else line for line in part.lines), ""]
    message.set_content("\n".join(body))
    for part in parts:
        if part.kind == "attached message":
            inner = EmailMessage()
            inner["Subject"], inner["From"] = "Forwarded", "Cleo Marsh <cleo@example.org>"
            inner.set_content(part.lines[0])
            message.add_attachment(inner)
        elif part.kind == "attached document":
            message.add_attachment(part.lines[0].encode(), "text", "markdown", filename="notes.md")
    path.write_bytes(message.as_bytes())
