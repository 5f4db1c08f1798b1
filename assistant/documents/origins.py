"""Where files of the corpus were fetched from: one hidden file in the corpus, which travels with it.

Entries are found by the hash of the content, so a page that is renamed keeps its origin, and a file that is
edited has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.common.files import write_durably

ORIGINS_NAME = ".web-pages.json"
_MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Origin:
    """A page that was fetched: path in the corpus, address, time (ISO 8601, UTC), SHA-256 (hex)."""

    path: str
    address: str
    fetched: str
    sha256: str


def read_origins(corpus: Path) -> list[Origin]:
    """Return the pages that were fetched; empty if there are none or the file cannot be read."""
    file = corpus / ORIGINS_NAME
    try:
        if file.stat().st_size > _MOST_BYTES:
            return []
        found = [Origin(**entry) for entry in json.loads(file.read_bytes())]
    except (OSError, ValueError, TypeError, RecursionError):
        return []
    values = (value for origin in found for value in asdict(origin).values())
    return found if all(isinstance(value, str) for value in values) else []


def write_origins(corpus: Path, origins: Iterable[Origin]) -> None:
    """Replace the file.

    Raises:
        OSError: It cannot be written; the old one is unchanged.
    """
    text = json.dumps([asdict(origin) for origin in origins], ensure_ascii=False, indent=1)
    write_durably(corpus / ORIGINS_NAME, text.encode())
