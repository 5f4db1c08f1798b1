"""Indexing as markup: how far it is, file by file, and what the last build did."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.index.changes import LastBuild
from assistant.types import BuildReport, Change, ChangeKind, FileProgress, Progress
from assistant.web.escape import Html, join, tag, visible
from assistant.web.hints import explained
from assistant.web.library import BuildState
from assistant.web.words import count, time_in_words

_STAGES = {
    "plan": "Looking for changes",
    "read": "Reading files",
    "embed": "Indexing",
    "commit": "Saving",
    "done": "Done",
}
_VERBS: dict[ChangeKind, str] = {
    "added": "added",
    "changed": "updated",
    "reindexed": "indexed again",
    "renamed": "renamed",
    "removed": "removed",
}
_MOST_FAILURES = 2
_MOST_NAMED = 20


def status_html(state: BuildState, sentences: Sequence[str] = ()) -> Html:
    """Return what happened to files and how the last build ended; `strip_html` shows a running one."""
    said = [tag("p", sentence) for sentence in sentences]
    if state.running:
        return tag("div", *said, class_="status", role="status") if said else Html("")
    if state.error:
        return tag("div", *said, tag("p", state.error, class_="problem"), class_="status", role="alert")
    if state.report is not None:
        said += [tag("p", sentence) for sentence in report_sentences(state.report)]
    return tag("div", *said, class_="status", role="status") if said else Html("")


def strip_html(state: BuildState) -> Html:
    """Return the line that every tab shows while documents are being indexed."""
    return tag("div", progress_html(state.progress), class_="status running") if state.running else Html("")


def progress_html(progress: Progress | None) -> Html:
    """Return a progress bar with files, passages, speed and the time left."""
    if progress is None:
        return join(tag("p", "Looking for changes"), tag("progress", aria_label="Indexing"))
    facts = [_STAGES[progress.stage]]
    if progress.files_total:
        facts.append(f"{progress.files_done:,} of {count(progress.files_total, 'file')}")
    if progress.passages_total:
        facts.append(f"{progress.passages_done:,} of {count(progress.passages_total, 'passage')}")
    if progress.tokens and progress.seconds > 0:
        facts.append(f"{progress.tokens / progress.seconds:,.0f} tokens per second")
    if progress.seconds_left is not None and progress.stage != "done":
        facts.append(f"{time_in_words(progress.seconds_left)} left")
    done, total = _fraction(progress)
    bar = tag("progress", value=done if total else None, max=total or None, aria_label="Indexing")
    current = tag("p", tag("bdi", visible(progress.current)), class_="current") if progress.current else None
    return join(tag("p", " · ".join(facts)), bar, current)


def _fraction(progress: Progress) -> tuple[int, int]:
    if progress.stage == "embed" and progress.passages_total:
        return progress.passages_done, progress.passages_total
    return progress.files_done, progress.files_total


def files_html(state: BuildState) -> Html:
    """Return the files that are being indexed, each with how far it is and the time it still takes."""
    files = state.progress.files if state.running and state.progress else ()
    if not files:
        return Html("")
    return tag("ul", *map(_file, files), class_="files-in-work", aria_label="Files being indexed")


def _file(file: FileProgress) -> Html:
    name = tag("bdi", visible(file.path), class_="path")
    if file.stage == "failed":
        why = explained(file.reason)
        return tag("li", name, tag("span", why.reason, class_="reason"), class_="failed")
    if file.stage == "read":
        return tag("li", name, tag("span", "Reading", class_="how-far"))
    if file.stage == "done":
        words = f"Done, {count(file.passages_total, 'passage')}"
        return tag("li", name, tag("span", words, class_="how-far"), class_="done")
    words = f"{file.passages_done:,} of {count(file.passages_total, 'passage')}"
    if file.seconds_left is not None:
        words += f", {time_in_words(file.seconds_left)} left"
    bar = tag(
        "progress",
        value=file.passages_done,
        max=max(1, file.passages_total),
        aria_label=f"Indexing {visible(file.path)}",
    )
    return tag("li", name, bar, tag("span", words, class_="how-far"))


def report_sentences(report: BuildReport) -> list[str]:
    """Return what a build did, in sentences."""
    done = [
        f"{count(len(changes), 'document')} {verb}"
        for kind, verb in _VERBS.items()
        if (changes := report.of_kind(kind))
    ]
    total = f"{count(report.documents, 'document')} in {count(report.passages, 'passage')}"
    first = f"{', '.join(done)}; now {total}." if done else f"Everything is up to date: {total}."
    return [first, *_failures(report.of_kind("failed")), *report.notices]


def _failures(changes: Sequence[Change]) -> list[str]:
    if len(changes) > _MOST_FAILURES:
        return [f"{count(len(changes), 'file')} could not be read; the table says why."]
    return [f"'{visible(change.path)}' could not be read: {visible(change.reason)}" for change in changes]


def changes_html(last: LastBuild | None, now: float) -> Html:
    """Return what the last build changed, by name, to be unfolded; nothing if that is not known."""
    if last is None:
        return Html("")
    kinds = [kind for kind in (*_VERBS, "failed") if last.counts[kind]]
    if not kinds:
        return Html("")
    words = {**_VERBS, "failed": "could not be read"}
    ago = time_in_words(now - last.at)
    head = ", ".join(f"{last.counts[kind]:,} {words[kind]}" for kind in kinds)
    groups = [_group(f"{words[kind].capitalize()} ({last.counts[kind]:,})", last, kind) for kind in kinds]
    return tag("details", tag("summary", f"Last change, {ago} ago: {head}"), *groups, class_="changes")


def _group(title: str, last: LastBuild, kind: ChangeKind) -> Html:
    changes = last.of_kind(kind)[:_MOST_NAMED]
    items = [tag("li", _change(change)) for change in changes]
    more = last.counts[kind] - len(changes)
    return tag(
        "section", tag("h3", title), tag("ul", *items, tag("li", f"and {more:,} more") if more else None)
    )


def _change(change: Change) -> Html:
    name = tag("bdi", visible(change.path))
    if change.kind == "renamed":
        return join(tag("bdi", visible(change.previous_path)), " → ", name)
    return join(name, ": ", explained(change.reason).reason) if change.kind == "failed" else name
