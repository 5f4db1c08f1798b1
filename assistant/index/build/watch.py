"""Keep an index up to date while files of the corpus change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.errors import AssistantError, IndexLockedError
from assistant.index.build.build import OnPlan, build
from assistant.index.build.work import OnProgress
from assistant.settings import Settings
from assistant.types import BuildReport

# Milliseconds: without a change after which files are complete; the longest wait for that; the interval at
# which a build is tried again while another process builds.
_QUIET_MS, _LONGEST_WAIT_MS, _RETRY_MS = 200, 1000, 1000


def watch(
    settings: Settings, on_progress: OnProgress | None = None, on_plan: OnPlan | None = None
) -> Iterator[BuildReport | AssistantError]:
    """Build, then build again whenever a file of the corpus has changed; never ends by itself.

    Args:
        settings: ContentPaths the corpus, the index, the model and the limits.
        on_progress: Called with how far each build is.
        on_plan: Called with what each build is going to do.

    Yields:
        The report of the first build and of each later one that changed the index; or the error of a build
        that failed, after which watching goes on. While another process builds, it waits.

    Raises:
        AssistantError: The first build cannot be done.
    """
    yield build(settings, on_progress, on_plan)
    pending = True  # what changed between that build and the first event
    for changed in _file_events(settings):
        if not (changed or pending):
            continue
        try:
            report = build(settings, on_progress, on_plan)
            pending = False
            if report.changed:
                yield report
        except IndexLockedError:
            pending = True
        except AssistantError as error:
            pending = False
            yield error


def _file_events(settings: Settings) -> Iterator[bool]:
    """Yield True when files of the corpus have changed, False after each retry interval without a change."""
    from watchfiles import watch as watch_files

    index = Path(settings.index).resolve()
    events = watch_files(
        settings.corpus,
        watch_filter=lambda _, path: index not in Path(path).resolve().parents,
        step=_QUIET_MS,
        debounce=_LONGEST_WAIT_MS,
        rust_timeout=_RETRY_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for changes in events:
        yield bool(changes)
