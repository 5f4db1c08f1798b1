"""Web pages, as a content management system would write them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from benchmarks.extraction.content import Kind, Part

KINDS: tuple[Kind, ...] = (
    *("hidden", "heading", "paragraph", "bullets", "numbered", "table", "merged table", "paragraph", "note"),
)


def write(parts: Sequence[Part], path: Path) -> None:
    """Write the parts as a web page with a menu (hidden parts) and a footnote."""
    body = "\n".join(_markup(part) for part in parts)
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><body>{body}</body>'
    path.write_text(page, encoding="utf-8")


def _markup(part: Part) -> str:
    lines = [escape(line) for line in part.lines]
    if part.kind == "hidden":
        return f'<nav><ul><li><a href="/">{lines[0]}</a></li></ul></nav>'
    if part.kind == "heading":
        return f"<h1>{lines[0]}</h1>"
    if part.kind in ("bullets", "numbered"):
        tag = "ul" if part.kind == "bullets" else "ol"
        return f"<{tag}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"
    if part.kind == "note":
        return f'<aside epub:type="footnote" role="doc-footnote" id="n1"><p>{lines[0]}</p></aside>'
    if part.rows:
        return _table(part)
    return f"<p>{lines[0]}</p>"


def _table(part: Part) -> str:
    header, *rows = part.rows
    lines = [f"<tr>{''.join(f'<th>{name}</th>' for name in header)}</tr>"]
    for number, row in enumerate(rows, 1):
        spans = part.kind == "merged table" and number == len(rows)
        label = f'<td rowspan="2">{row[0]}</td>' if spans else f"<td>{row[0]}</td>"
        lines.append(f"<tr>{label}{''.join(f'<td>{cell}</td>' for cell in row[1:])}</tr>")
    if part.kind == "merged table":  # the label of the last row holds for one more row
        lines.append(f"<tr>{'<td></td>' * (len(header) - 1)}</tr>")
    return f"<table>{''.join(lines)}</table>"
