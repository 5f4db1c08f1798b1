"""One difficult file and what must come of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

# Any sentence that says what is wrong; cases that fail name a narrower pattern.
SOME_REASON = r"."


@dataclass(frozen=True)
class Case:
    """A file's path in the corpus, its bytes, and what must come of it.

    It is indexed, with every string of `holds` in its text and none of `lacks`, and `warning` a
    pattern for one of its warnings; or it fails with a reason that `reason` matches; with
    `either`, both will do.
    """

    name: str
    make: Callable[[], bytes]
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    pages: int | None = None
    warning: str = ""
    reason: str = ""
    either: bool = False


def of(name: str, data: bytes | str, **expected) -> Case:
    """Make a case from the bytes themselves."""
    return Case(name, partial(bytes, data.encode() if isinstance(data, str) else data), **expected)


def fails(name: str, make: Callable[[], bytes] | bytes, reason: str = SOME_REASON) -> Case:
    """Make a case that must fail with a reason."""
    return Case(name, make if callable(make) else partial(bytes, make), reason=reason)


def zipped(members: dict[str, bytes | str], level: int = 6) -> bytes:
    """Return a zip archive with these members, whatever their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_members(data: bytes, **changes: bytes | str | None) -> bytes:
    """Return an archive with some members replaced, added or, where None, left out."""
    members = {**unzipped(data), **{name: content for name, content in changes.items()}}
    return zipped({name: content for name, content in members.items() if content is not None})


def truncations(
    name: str, suffix: str, make: Callable[[], bytes], tenths: range, **expected
) -> Iterator[Case]:
    """Yield a case for each file that ends after so many tenths of a whole one."""

    def cut(tenth: int) -> bytes:
        whole = make()
        return whole[: len(whole) * tenth // 10]

    for tenth in tenths:
        yield Case(f"{name}-{tenth}-tenths{suffix}", partial(cut, tenth), **expected)
