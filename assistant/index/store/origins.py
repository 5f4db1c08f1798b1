"""Which documents of a commit were fetched from the web, from where and when: one value of `meta`."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable

from assistant.documents.origins import Origin

NO_ORIGINS = "{}"


def origins_record(origins: Iterable[Origin], hashes: Container[str]) -> str:
    """Return what is stored: address and time of each content of the commit that was fetched.

    Args:
        origins: The pages that were fetched into the corpus.
        hashes: SHA-256 of the files of the commit.
    """
    found = {each.sha256: [each.address, each.fetched] for each in origins if each.sha256 in hashes}
    return json.dumps(dict(sorted(found.items()))) if found else NO_ORIGINS


def stored_origins(record: str | None) -> dict[str, tuple[str, str]]:
    """Return address and time (ISO 8601, UTC) by the hash of the file."""
    values: dict[str, list[str]] = json.loads(record or NO_ORIGINS)
    return {sha256: (address, fetched) for sha256, (address, fetched) in values.items()}
