"""The table `meta`: values kept with the index, protected by a digest over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.index.store.digest import digest

# The key of the digest over all other values; the first format of the store had none.
DIGEST_KEY = "digest"


def read_meta(rows: Iterable[tuple[str, str]]) -> dict[str, str] | None:
    """Return the values of `meta` or `spare` without the digest, None if they are not as written."""
    values = dict(rows)
    return values if values.pop(DIGEST_KEY, None) == _digest(values) else None


def meta_rows(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the rows that hold some values and their digest."""
    return [*values.items(), (DIGEST_KEY, _digest(values))]


def _digest(values: Mapping[str, str]) -> str:
    return digest([part for item in sorted(values.items()) for part in item]).hex()
