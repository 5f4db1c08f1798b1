"""The programming interface: Index, open_index, build_index, retrieve, ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.api.index import Index
from assistant.index.store.address import absolute_index
from assistant.settings import Settings, load_settings
from assistant.types import Answer, BuildReport, Passage, Progress, Turn

__all__ = ["Index", "ask", "build_index", "open_index", "retrieve"]


def open_index(index: str | Path | None = None, *, settings: Settings | None = None, **options: Any) -> Index:
    """Open an index for asking.

    Args:
        index: The folder of the index; by default the one in the settings.
        settings: Settings to use; by default those of the file and the environment.
        **options: Single settings by name, before all others.

    Raises:
        IndexMissingError: There is no index there.
        IndexDamagedError: The index there cannot be read.
        SettingsError: A setting is unknown or unusable.
    """
    return Index(_settings(settings, {"index": index, **options}))


def build_index(
    corpus: str | Path | None = None,
    index: str | Path | None = None,
    *,
    settings: Settings | None = None,
    progress: Callable[[Progress], None] | None = None,
    **options: Any,
) -> BuildReport:
    """Bring an index up to date with a corpus; only what changed is read and embedded.

    Args:
        corpus: The folder of documents; by default the one in the settings.
        index: The folder of the index; by default the one in the settings.
        settings: Settings to use; by default those of the file and the environment.
        progress: Called with how far the build is.
        **options: Single settings by name, before all others.

    Raises:
        IndexLockedError: Another process is changing the index.
        AssistantError: The corpus is not there, or the index or the model cannot be used.
    """
    from assistant.index.build.build import build

    return build(_settings(settings, {"corpus": corpus, "index": index, **options}), progress)


def retrieve(
    question: str,
    k: int | None = None,
    *,
    index: str | Path | None = None,
    documents: Sequence[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    settings: Settings | None = None,
    **options: Any,
) -> list[Passage]:
    """Return the passages that fit a question best; see `Index.retrieve` and `open_index`."""
    opened = _open_shared(_settings(settings, {"index": index, **options}))
    return opened.retrieve(question, k, documents=documents, since=since, until=until)


def ask(
    question: str,
    history: Sequence[Turn] = (),
    *,
    index: str | Path | None = None,
    documents: Sequence[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    refuse: bool = True,
    written: bool = False,
    settings: Settings | None = None,
    **options: Any,
) -> Answer:
    """Answer a question from the documents; see `Index.ask` and `open_index`."""
    opened = _open_shared(_settings(settings, {"index": index, **options}))
    return opened.ask(
        question, history, documents=documents, since=since, until=until, refuse=refuse, written=written
    )


@lru_cache(maxsize=8)
def _open_shared(settings: Settings) -> Index:
    """Return the same open index for the same settings, so that models load once."""
    return Index(settings)


def _settings(settings: Settings | None, options: dict[str, Any]) -> Settings:
    given = {name: value for name, value in options.items() if value is not None}
    merged = load_settings(given, base=settings)
    # Absolute, so that an index opened before the process changed its working directory is still found.
    return merged.using(index=absolute_index(merged.index))
