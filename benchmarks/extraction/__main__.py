"""The command: `python -m benchmarks.extraction`; a table to standard output."""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from assistant.documents import HOLDER_KINDS, extract, media_kind
from assistant.documents.attached_files import AttachedCopies, list_attached_files
from assistant.errors import ExtractionError
from benchmarks.extraction.content import Part
from benchmarks.extraction.material import materials
from benchmarks.extraction.score import share_in_order, words
from benchmarks.extraction.writers import mail, pdf, sheets, slides, web, word

WRITERS: dict[str, ModuleType] = {
    "docx": word,
    "pptx": slides,
    "xlsx": sheets,
    "html": web,
    "pdf": pdf,
    "eml": mail,
}


@dataclass(slots=True)
class Result:
    """Of one format: shares (0..1) of words in order, a document each, and by kind of part."""

    in_order: list[float] = field(default_factory=list)
    by_kind: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    hidden_shown: int = 0
    failed: list[str] = field(default_factory=list)

    def add(self, parts: Iterable[Part], text: str) -> None:
        """Compare a document's text with what it should say."""
        parts = list(parts)
        self.in_order.append(share_in_order(" ".join(part.shown for part in parts), text))
        found = set(words(text))
        for part in parts:
            if part.kind == "hidden":
                self.hidden_shown += bool(found & set(words(part.lines[0])))
            else:
                self.by_kind[part.kind].append(share_in_order(part.shown, text))


def measure(format_name: str, documents: int, folder: Path) -> Result:
    """Write documents of a format into a folder, read each and compare.

    Args:
        format_name: A key of `WRITERS`, which is also the suffix.
        documents: How many, each with other content.
        folder: Where they are written.
    """
    writer, result = WRITERS[format_name], Result()
    for seed, material in enumerate(materials(documents)):
        parts = [material.part(kind) for kind in writer.KINDS]
        path = folder / f"{seed}.{format_name}"
        writer.write(parts, path)
        try:
            result.add(parts, "\n\n".join(_texts(path)))
        except ExtractionError as error:
            result.in_order.append(0.0)
            result.failed.append(f"{path.name}: {error}")
    return result


def _texts(path: Path) -> Iterator[str]:
    """Yield the text of a file and those of the files attached to it, which are documents too."""
    yield extract(path).text
    if media_kind(path) in HOLDER_KINDS:
        with AttachedCopies() as copies:
            for file in list_attached_files(path, hashlib.sha256(path.read_bytes()).hexdigest()):
                yield extract(copies.path(path, file.sha256, Path(file.name).suffix)).text


def table(results: dict[str, Result]) -> str:
    """Return the results as a Markdown table, and what failed below it."""
    lines = ["| format | words in order | by kind of part | hidden parts shown |", "|---|---|---|---|"]
    for name, result in results.items():
        kinds = ", ".join(f"{kind} {_mean(shares):.2f}" for kind, shares in result.by_kind.items())
        lines.append(f"| {name} | {_mean(result.in_order):.3f} | {kinds} | {result.hidden_shown} |")
    return "\n".join([*lines, *(each for result in results.values() for each in result.failed)])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    parser.add_argument("formats", nargs="*", choices=[[], *WRITERS], help="default: all")
    parser.add_argument("--documents", type=int, default=20, metavar="N", help="of each format (default: 20)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the documents there, to look at")
    options = parser.parse_args(arguments)
    results = {}
    for name in options.formats or WRITERS:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (options.keep or Path(temporary)) / name
            folder.mkdir(parents=True, exist_ok=True)
            results[name] = measure(name, options.documents, folder)
    sys.stdout.write(table(results) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
