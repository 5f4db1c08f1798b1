"""Results as text for the terminal, and an answer as data for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from assistant.types import Answer, BuildReport, Change, ChangeKind, Citation, Considered, Passage

if TYPE_CHECKING:
    from assistant.index.doctor.findings import Finding

_KINDS: tuple[ChangeKind, ...] = (
    "added",
    "changed",
    "reindexed",
    "renamed",
    "removed",
    "unchanged",
    "failed",
)
_LISTED = 20
_WARNINGS_OF_A_FILE = 3
# What stands between two cells of a row that name their columns ("Name: Ada | Born: 1815").
_BETWEEN_CELLS = re.compile(r" \| (?=[^|]{1,100}?: )")
# What differs between warnings of one kind: numbers, plural endings, and names behind a colon.
_DETAIL = re.compile(r"\d+|(?<=\w)s\b|:.*")


def printable(text: str) -> str:
    """Return a text without the control characters that a terminal would obey."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def counts(changes: Iterable[Change]) -> str:
    """Return how many files have which change, as "3 added, 1 failed"."""
    kinds = [change.kind for change in changes]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in _KINDS if kind in kinds) or "no files"


def answer_data(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain data for programs: its fields, whether it answers, and the whole reply.

    What belongs to written answers alone is left out of others.
    """
    data = asdict(answer)
    if answer.writing is None:
        del data["writing"]
    for statement in (*data["statements"], *([data["computed"]] if answer.computed else [])):
        if statement["proof"] is None:
            del statement["proof"]
    return data | {"answered": answer.answered, "text": answer.text}


def answer_text(answer: Answer) -> str:
    """Return an answer with its citations, or a refusal with the closest passages."""
    parts: list[str] = []
    if answer.searched_for not in ("", answer.question):
        parts.append(f"(Searching for: {answer.searched_for})\n")
    if answer.writing and answer.writing.note:
        parts.append(f"({answer.writing.note})\n")
    parts.append("\n".join(_written_lines(answer)) if answer.is_written else answer.text)
    if answer.citations:
        parts.append("")
    parts += [f"[{n}] {location(c)}\n    “{c.text}”" for n, c in enumerate(answer.citations, start=1)]
    if answer.closest:
        parts.append("\nClosest I found:")
        parts += [f"  - {location(p)}: {_shortened(snippet(p))}" for p in answer.nearest]
    return "\n".join(parts)


def _written_lines(answer: Answer) -> Iterator[str]:
    """Yield the sentences of a written answer, each with its citations, or with what has to be said of it."""
    for statement in answer.statements:
        numbers = "".join(f"[{number}]" for number in statement.citations)
        yield f"{statement.text} {numbers}{statement.remark}"
        proof = statement.proof
        if proof and proof.closest and proof.label == "not enough":
            yield f"    closest: {location(proof.closest)}: “{_shortened(proof.closest.text)}”"
    if answer.writing and answer.writing.dropped:
        yield f"({answer.writing.dropped} sentences that are not proven were left out.)"


def explanation_text(read: Sequence[Considered]) -> str:
    """Return the passages that were read for an answer, and their scores, one a line."""
    lines = ["Read for it, as they rank (meaning = cosine, words = BM25, holds = says the reader):"]
    for n, each in enumerate(read, start=1):
        passage = each.passage
        holds = "" if each.holds is None else f", holds {each.holds:.2f}"
        first, last = each.sentence or (passage.start, passage.end)
        best = _shortened(_without_bars(passage.text[first - passage.start : last - passage.start]))
        where = f"{n:>3}. {location(passage)}: {passage.score:.2f} (meaning {each.cosine:.2f}"
        lines.append(f"{where}, words {each.bm25:.1f}{holds})")
        if each.sentence_place:
            lines.append(f"     sentence {each.sentence_place} of all: {best}")
    return "\n".join(lines)


def passages_text(passages: Sequence[Passage]) -> str:
    """Return ranked passages, one paragraph each."""
    if not passages:
        return "No passages found."
    return "\n\n".join(
        f"{n}. {location(p)}  ({p.score:.2f})\n{p.text}" for n, p in enumerate(passages, start=1)
    )


def location(found: Passage | Citation) -> str:
    """Return the document and page of a passage or citation, as "report.pdf, page 3"."""
    page = found.page_label or (f"page {found.page}" if found.page else "")
    if found.page_label and found.page_label.replace("-", "").isalnum() and len(found.page_label) < 8:
        page = f"page {found.page_label}"
    also = f" (also in {', '.join(found.also_in)})" if found.also_in else ""
    return (f"{found.document}, {page}" if page else found.document) + also


def snippet(found: Passage | Citation) -> str:
    """Return what a citation or passage says on one line, rows of tables as "Name: value · Name: value"."""
    if isinstance(found, Citation):
        return found.text
    lines = found.text.split("\n")
    # A header says nothing that the names in the rows below it do not.
    said = [line for line, below in zip(lines, [*lines[1:], ""], strict=True) if not _is_header(line, below)]
    return _one_line(" ".join(_without_bars(line, "; ") for line in said)).removesuffix(";")


def _is_header(line: str, below: str) -> bool:
    first, bar, _ = line.partition(" | ")
    return bool(first and bar) and below.startswith(f"{first}: ")


def _without_bars(line: str, end: str = "") -> str:
    """Return a row whose cells name their columns without bars, and with an end; another line as it is."""
    row = _BETWEEN_CELLS.sub(" · ", line)
    return line if row == line else row + end


def build_text(report: BuildReport) -> str:
    """Return what a build did."""
    lines = [*report.notices]
    if report.changed:
        speed = (
            f", {report.tokens / report.seconds:,.0f} tokens/s" if report.tokens and report.seconds else ""
        )
        lines.append(f"Done in {report.seconds:.1f} s{speed}: {counts(report.changes)}.")
    else:
        lines.append(f"Nothing has changed ({counts(report.changes)}).")
    lines += _listed("renamed", [f"{c.previous_path} -> {c.path}" for c in report.of_kind("renamed")])
    lines += _warnings(report.with_warnings())
    lines += _listed("not indexed", [f"{c.path}: {c.reason}" for c in report.of_kind("failed")])
    lines.append(f"The index holds {report.documents} documents in {report.passages} passages.")
    return "\n".join(lines)


def findings_text(findings: Sequence[Finding]) -> str:
    """Return the checks of the index, one a line, and what to do about each problem."""
    lines = chain.from_iterable(
        (
            f"{'ok     ' if finding.sound else 'PROBLEM'} {finding.check}: {finding.detail}",
            *([f"        To repair: {finding.repair}."] if finding.repair else []),
        )
        for finding in findings
    )
    problems = sum(not finding.sound for finding in findings)
    return "\n".join([*lines, f"{problems} problems." if problems else "The index is sound."])


def _warnings(changes: Sequence[Change]) -> list[str]:
    """Return the warnings of files that were read: file by file, or of many those that are alike once."""
    title = "read with warnings"
    if len(changes) <= _LISTED:
        return _listed(title, [f"{change.path}: {_first_warnings(change.warnings)}" for change in changes])
    alike: dict[str, list[tuple[str, str]]] = {}
    for change in changes:
        for warning in change.warnings:
            alike.setdefault(_DETAIL.sub("", warning), []).append((change.path, warning))
    groups = sorted(alike.values(), key=len, reverse=True)
    rows = [
        f"{path}: {warning}" + (f" (so or alike in {len(rest) + 1} files)" if rest else "")
        for (path, warning), *rest in groups
    ]
    return _listed(f"{title}, {len(changes)} files", rows)


def _first_warnings(warnings: Sequence[str]) -> str:
    more = len(warnings) - _WARNINGS_OF_A_FILE
    shown = " ".join(warnings[:_WARNINGS_OF_A_FILE])
    return f"{shown} (and {more} more)" if more > 0 else shown


def _listed(title: str, rows: Sequence[str]) -> list[str]:
    if not rows:
        return []
    more = [f"  ... and {len(rows) - _LISTED} more (--json lists all)"] if len(rows) > _LISTED else []
    return [f"{title.capitalize()}:", *(f"  {row}" for row in rows[:_LISTED]), *more]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shortened(text: str, most: int = 160) -> str:
    line = _one_line(text)
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"
