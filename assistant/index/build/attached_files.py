"""The files attached to files of the corpus, listed in child processes; what was listed once is cached.

A listing depends on nothing but the bytes of the file that they are attached to, so it is kept by their hash:
an unchanged message is not parsed again, renamed or not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, replace
from pathlib import Path

from assistant.common.cores import available_cores
from assistant.common.sealed_json import read_sealed, write_sealed
from assistant.documents import (
    HOLDER_KINDS,
    PARSER_VERSIONS,
    SUPPORTED,
    AttachedFile,
    ExtractionPool,
    ListAttachedFiles,
    Listing,
    media_kind,
)
from assistant.errors import ExtractionError, TransientError
from assistant.index.build.corpus_file import CorpusFile
from assistant.settings import Settings

_PER_PROCESS = 100


def with_attached_files(files: Iterable[CorpusFile], settings: Settings) -> Iterator[CorpusFile]:
    """Yield the files of a corpus, each followed by those attached to it.

    A file whose attached files cannot be listed, because listing them takes too long or crashes, cannot be
    read: otherwise they would be missing without a word.

    Args:
        files: The files of the corpus.
        settings: Name the corpus, the cache and the limits of reading.
    """
    found = list(files)
    holders = {file.sha256: file for file in found if file.kind in HOLDER_KINDS}
    listings = _list_all(holders, settings) if holders else {}
    for file in found:
        listing = listings[file.sha256] if file.kind in HOLDER_KINDS else ()
        if isinstance(listing, ExtractionError):
            yield replace(file, sha256="", kind="", reason=str(listing))
            continue
        yield file
        for attached in listing:
            yield CorpusFile(
                f"{file.path}/{attached.name}",
                file.location,
                attached.size,
                attached.sha256,
                media_kind(attached.name) or "",
                attached_to=file.path,
            )


def _list_all(holders: Mapping[str, CorpusFile], settings: Settings) -> dict[str, Listing]:
    cache = _ListingCache(settings)
    found = {sha256: known for sha256 in holders if (known := cache.get(sha256)) is not None}
    unknown = [holder for sha256, holder in holders.items() if sha256 not in found]
    if unknown:
        # Few messages are listed before a second process has started.
        workers = min(settings.workers or min(available_cores(), 4), 1 + len(unknown) // _PER_PROCESS)
        with ExtractionPool(workers, settings.parse_seconds, settings.parse_memory_mb) as pool:
            requests = (
                (holder.sha256, ListAttachedFiles(holder.location, holder.sha256)) for holder in unknown
            )
            found.update(pool.list_attached_files(requests))
    cache.save(found)
    return found


class _ListingCache:
    """The listings of one corpus by the hash of the file, each a list of attached files or a reason."""

    def __init__(self, settings: Settings) -> None:
        corpus = hashlib.sha256(bytes(Path(settings.corpus).resolve())).hexdigest()[:16]
        self._path = settings.cache_folder() / f"attached-{corpus}.json"
        # Another parser or other limits may list other files.
        limits = [settings.parse_seconds, settings.parse_memory_mb]
        versions = [sorted(SUPPORTED), sorted((kind, PARSER_VERSIONS[kind]) for kind in HOLDER_KINDS)]
        self._made_by = hashlib.sha256(json.dumps([limits, versions]).encode()).hexdigest()[:16]
        record = read_sealed(self._path)
        self._stored = record.get("listings", {}) if record.get("made_by") == self._made_by else {}

    def get(self, sha256: str) -> Listing | None:
        stored = self._stored.get(sha256)
        if stored is None:
            return None
        return ExtractionError(stored) if isinstance(stored, str) else tuple(AttachedFile(*f) for f in stored)

    def save(self, listings: Mapping[str, Listing]) -> None:
        """Save these listings and no others; what may go better next time is not kept."""
        stored = {
            sha256: _as_json(listing)
            for sha256, listing in listings.items()
            if not isinstance(listing, TransientError)
        }
        if stored != self._stored:
            write_sealed(self._path, {"made_by": self._made_by, "listings": stored})


def _as_json(listing: Listing) -> str | list[list[str | int]]:
    if isinstance(listing, ExtractionError):
        return str(listing)
    return [list(astuple(file)) for file in listing]
