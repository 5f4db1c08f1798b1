"""Plain text and Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.extraction.content import Kind, Part

KINDS: tuple[Kind, ...] = ("heading", "paragraph", "bullets", "paragraph", "heading", "paragraph")


def write(parts: Sequence[Part], path: Path) -> None:
    """Write the parts as text, headings of Markdown with their mark."""
    mark = "## " if path.suffix == ".md" else ""
    blocks = []
    for part in parts:
        if part.kind == "heading":
            blocks.append(f"{mark}{part.lines[0]}")
        else:
            blocks.append("\n".join(f"- {line}" if part.kind == "bullets" else line for line in part.lines))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
