"""Keeping an index up to date while files of the corpus change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.errors import AssistantError, IndexLockedError
from assistant.index.build.build import OnPlan, build
from assistant.index.build.work import OnProgress
from assistant.settings import Settings
from assistant.types import BuildReport

# Milliseconds: files have come to rest when nothing changed for so long; what never rests is indexed
# after the second one all the same; when others build, it is tried again after the third.
_AT_REST, _RESTLESS, _AGAIN = 200, 1000, 1000


def watch(
    settings: Settings, on_progress: OnProgress | None = None, on_plan: OnPlan | None = None
) -> Iterator[BuildReport | AssistantError]:
    """Build, then build again whenever a file of the corpus has changed; never ends by itself.

    Args:
        settings: ContentPaths the corpus, the index, the model and the limits.
        on_progress: Called with how far each build is.
        on_plan: Called with what each build is going to do.

    Yields:
        The report of each build that changed something, and of the first; or why one could not be done,
        which the next change of a file may mend. While another process builds, it waits.

    Raises:
        AssistantError: The first build cannot be done.
    """
    from watchfiles import watch as changes_in

    yield build(settings, on_progress, on_plan)
    missed = True  # what changed between that build and the first look
    index = Path(settings.index).resolve()
    looks = changes_in(
        settings.corpus,
        watch_filter=lambda _, path: index not in Path(path).resolve().parents,
        step=_AT_REST,
        debounce=_RESTLESS,
        rust_timeout=_AGAIN,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for changed in looks:
        if not (changed or missed):
            continue
        try:
            report = build(settings, on_progress, on_plan)
            missed = False
            if report.changed:
                yield report
        except IndexLockedError:
            missed = True
        except AssistantError as error:
            missed = False
            yield error
