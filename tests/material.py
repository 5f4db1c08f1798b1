"""Texts and places that several tests share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assistant import Index, build_index, open_index

REPOSITORY = Path(__file__).parent.parent

MEMO = """The Lighthouse Report

The lighthouse on Gull Island was built in 1871 by the engineer Ada Thornbury. It was closed in 1969 \
because its foundation had been damaged by a storm. Repairs cost forty thousand pounds.

The Keepers

Three keepers lived on the island at any time. They grew potatoes and kept goats. Their supplies came \
by boat every second Tuesday.
"""

POLICY = """# Travel policy

## Trains

Employees travel by train for journeys of less than five hours. First class is paid for when the journey \
takes longer than three hours.

## Hotels

A hotel room may cost at most 140 euros a night. Higher costs need the approval of a manager.
"""


@contextmanager
def index_of(folder: Path, files: Mapping[str, str]) -> Iterator[Index]:
    """Write files into a corpus of their own, index it, and give the open index."""
    (folder / "corpus").mkdir()
    for name, text in files.items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    with open_index(folder / "index") as index:
        yield index
