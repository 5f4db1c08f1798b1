"""Put the tables into docs/benchmarks.md, between the markers."""

from __future__ import annotations

from pathlib import Path

from benchmarks.errors import BenchmarkError

BEGIN = "<!-- Made by `python -m benchmarks --write-docs`; do not edit between the markers. -->"
END = "<!-- End of what is made. -->"


def put_between_markers(page: str, tables: str) -> str:
    """Return the page with the tables in place of what stands between its markers.

    Raises:
        BenchmarkError: The page has no markers.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise BenchmarkError("The page has not both markers between which the tables are put.")
    return f"{before}{BEGIN}\n\n{tables}\n{END}{after}"


def write_docs(path: Path, tables: str) -> None:
    """Put the tables into the page."""
    page = put_between_markers(path.read_text(encoding="utf-8"), tables)
    path.write_text(page, encoding="utf-8", newline="\n")
