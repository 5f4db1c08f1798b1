"""Results as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks.figures import Spread, paired_ratio, spread
from benchmarks.registry import OURS

Row = dict[str, Any]
Value = Callable[[Row], float | None]


def render(results: dict[str, Any]) -> str:
    """Return all tables with the date, the machine, the versions and the command."""
    rows = results["peers"]
    parts = [
        _about(results),
        "### Indexing\n\n" + _indexing(results) + _first_start(rows),
        "### Adding a document, opening, asking\n\n" + _using(rows),
        "### Finding the right passage\n\n" + _finding(rows),
        "### Questions while the index is built again\n\n" + _rebuilding(rows),
        "### Versions\n\n" + _versions(rows),
    ]
    return "\n\n".join(parts) + "\n"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; what would end a cell is escaped."""
    lines = [list(head), ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(each) for each in line) + " |" for line in lines)


def with_spread(values: Sequence[float], digits: int = 1) -> str:
    """Return the median and, of several values, the least and the most."""
    return _spread_text(spread(values), digits, len(values)) if values else "–"


def against_ours(row: Row, rows: Sequence[Row], value: Value) -> str:
    """Return how many times our value a peer's is, paired by round."""
    ours = next((each for each in rows if each["name"] == OURS), None)
    if ours is None or row is ours:
        return "1" if row is ours else "–"
    ratio = paired_ratio(_values(row, value), _values(ours, value))
    return "–" if ratio is None else _spread_text(ratio, 2, len(row["rounds"]))


def _against_our_command(row: Row, rows: Sequence[Row]) -> str:
    """Return how many times as long its first passages take as our command takes to answer."""
    ours = next((each for each in rows if each["name"] == OURS), None)
    first, answer = _at("questions", "first"), _at("questions", "command")
    ratio = None if ours is None else paired_ratio(_values(row, first), _values(ours, answer))
    return "–" if ratio is None else _spread_text(ratio, 2, len(row["rounds"]))


def _about(results: dict[str, Any]) -> str:
    failed = [f" {row['title']} failed in {row['error']}." for row in results["peers"] if row["error"]]
    revision = f", revision {results['revision']}" if results["revision"] else ""
    return (
        f"Measured on {results['date']} with `{results['command']}`{revision}: {results['machine']}, "
        f"Python {results['python']}. {results['documents']} documents, {results['characters']:,} "
        f"characters, {results['tokens']:,} tokens; {results['questions']:,} questions; "
        f"{_rounds(results)}. Numbers are medians of the rounds with (least–most); `×` is a peer's "
        "number divided by Assistant's of the same round, so above 1 the peer takes more." + "".join(failed)
    )


def _rounds(results: dict[str, Any]) -> str:
    """Say how many rounds were run, and how many were wanted if that is more."""
    done = max((len(row["rounds"]) for row in results["peers"]), default=0)
    wanted = results["rounds"]
    return f"{done} of {wanted} rounds (interrupted)" if done < wanted else f"{done} rounds"


def _indexing(results: dict[str, Any]) -> str:
    rows, tokens = results["peers"], results["tokens"]
    seconds, memory = _at("index", "seconds"), _at("index", "memory", 1e-6)
    head = [
        "", "seconds", "×", "of which imports", "peak memory, MB", "×",
        "tokens/s of the documents", "tokens embedded", "tokens/s embedded", "on disk, MB",
    ]  # fmt: skip
    return markdown_table(
        head,
        [
            [
                row["title"],
                with_spread(_values(row, seconds)),
                against_ours(row, rows, seconds),
                with_spread(_values(row, _at("index", "importing"))),
                with_spread(_values(row, memory), 0),
                against_ours(row, rows, memory),
                _rate(row, lambda _: tokens),
                _share(row, tokens),
                _rate(row, lambda each: each["index"]["tokens"]),
                with_spread(_values(row, _at("index", "disk", 1e-6))[:1], 2),
            ]
            if _finished(row)
            else _failed(row, head)
            for row in rows
        ],
    )


def _first_start(rows: Sequence[Row]) -> str:
    """Say what the very first start costs us, beside a later one."""
    ours = next((row for row in rows if row["name"] == OURS and row["first"]), None)
    if ours is None:
        return ""
    first, again = ours["first"]
    return (
        "\n\nThe first start: Assistant indexed a single document in "
        f"{first:.1f} s with an empty cache, and {again:.1f} s right after that."
    )


def _using(rows: Sequence[Row]) -> str:
    columns = [_at("add", "seconds"), _at("questions", "first")]
    median, slow = _at("questions", "p50", 1e3), _at("questions", "p95", 1e3)
    head = [
        "", "add a document, s", "×", "open to first passages, s", "×", "× to a whole answer",
        "p50, ms", "×", "p95, ms",
    ]  # fmt: skip
    lines = []
    for row in rows:
        if not _finished(row):
            lines.append(_failed(row, head))
            continue
        line = [row["title"]]
        for value in columns:
            line += [with_spread(_values(row, value)), against_ours(row, rows, value)]
        line.append(_against_our_command(row, rows))
        line += [with_spread(_values(row, median)), against_ours(row, rows, median)]
        lines.append([*line, with_spread(_values(row, slow))])
        if "ask p50" in row["rounds"][0]["questions"]:
            asked = [_at("questions", "ask p50", 1e3), _at("questions", "ask p95", 1e3)]
            line = [f"{row['title']}, whole answer", "", ""]
            line += [with_spread(_values(row, _at("questions", "command")), 2), "", "1"]
            line += [with_spread(_values(row, asked[0])), "", with_spread(_values(row, asked[1]))]
            lines.append(line)
    return markdown_table(head, lines)


def _finding(rows: Sequence[Row]) -> str:
    head = ["", "hit@1", "hit@3", "hit@5", "characters a passage", "own offsets right", "lines of user code"]
    return markdown_table(
        head,
        [
            [
                row["title"],
                *(f"{row['found']['hits'][k]:.3f}" for k in ("1", "3", "5")),
                f"{row['found']['characters']:,.0f}",
                "not offered" if row["found"]["offsets"] is None else f"{row['found']['offsets']:.1%}",
                str(row["lines"]),
            ]
            if row["found"]
            else _failed(row, head)
            for row in rows
        ],
    )


def _rebuilding(rows: Sequence[Row]) -> str:
    head = [
        "", "it took, s", "asked of an open index", "opened anew and asked", "longest wait before, during, s",
        "the open index sees the new text", "opened anew", "in a new process", "removed text still found",
    ]  # fmt: skip
    lines = []
    for row in rows:
        seen = row["rebuild"] or {"failed": row["error"] or "not measured"}
        if "failed" in seen:
            lines.append(_failed(row, head, seen["failed"]))
            continue
        failed = f" (rebuild failed: {seen['rebuild error']})" if seen["rebuild error"] else ""
        after = "" if seen["held after"] == "right" else f"; after: {seen['held after']}"
        lines.append(
            [
                row["title"] + failed,
                f"{seen['seconds']:.1f}" if "seconds" in seen else "–",
                _tally(seen["held"]) + after,
                _tally(seen["fresh"]),
                f"{seen['quiet']:.2f}, {seen['held']['longest']:.2f}",
                _yes(seen["new seen without opening again"]),
                _yes(seen["new seen after opening again"]),
                _yes(seen["new seen by a new process"]),
                _yes(seen["removed text still found"]),
            ]
        )
    return markdown_table(head, lines)


def _versions(rows: Sequence[Row]) -> str:
    return markdown_table(
        ["", "packages"],
        [[row["title"], ", ".join(f"{k} {v}" for k, v in row["versions"].items()) or "–"] for row in rows],
    )


def _tally(tally: dict[str, Any]) -> str:
    bad = [f"{tally[kind]} {kind}" for kind in ("errors", "empty", "wrong") if tally[kind]]
    error = f" ({tally['error']})" if tally["error"] else ""
    return f"{tally['asked']} asked, " + (", ".join(bad) + error if bad else "all right")


def _yes(seen: bool | None) -> str:
    return "cannot be asked" if seen is None else "yes" if seen else "no"


def _rate(row: Row, tokens: Callable[[Row], int]) -> str:
    rates = [tokens(each) / each["index"]["call"] for each in row["rounds"]]
    return with_spread(rates, 0) if rates[0] else "no model"


def _share(row: Row, tokens: int) -> str:
    embedded = row["rounds"][0]["index"]["tokens"]
    return f"{embedded:,} ({embedded / tokens:.0%})" if embedded else "none"


def _at(stage: str, name: str, factor: float = 1.0) -> Value:
    def value(figures: Row) -> float | None:
        found = figures[stage].get(name)
        return None if found is None else found * factor

    return value


def _values(row: Row, value: Value) -> list[float]:
    values = [value(each) for each in row["rounds"]]
    return [each for each in values if each is not None]


def _finished(row: Row) -> bool:
    return bool(row["rounds"])


def _failed(row: Row, head: Sequence[str], error: str = "") -> list[str]:
    return [row["title"], f"failed: {error or row['error'] or 'not measured'}", *[""] * (len(head) - 2)]


def _spread_text(values: Spread, digits: int, count: int) -> str:
    middle = f"{values.median:,.{digits}f}"
    return middle if count < 2 else f"{middle} ({values.low:,.{digits}f}–{values.high:,.{digits}f})"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
