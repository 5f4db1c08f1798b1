"""The Documents tab as markup: the table of what is indexed, and how far indexing is."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import BuildReport, Change, ChangeKind, DocumentInfo, Progress
from assistant.web.escape import Html, join, tag, visible
from assistant.web.intake import Pending
from assistant.web.library import BuildState

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
_COLUMNS = ("Document", "Pages", "Passages", "Size")


def question_html(pending: Pending) -> Html:
    """Return the question that waits for a yes, or nothing."""
    return tag("p", pending.question, role="alert") if pending else Html("")


def table_html(documents: Sequence[DocumentInfo]) -> Html:
    """Return the table of documents; its Remove buttons send the path."""
    if not documents:
        return tag("p", "No documents are indexed yet.", class_="no-documents")
    titles = [tag("th", title, scope="col") for title in _COLUMNS]
    actions = tag("th", tag("span", "Actions", class_="unseen"), scope="col")
    head = tag("thead", tag("tr", *titles, actions))
    return join(
        tag("p", summary(documents), class_="summary"),
        tag("table", head, tag("tbody", *map(_row, documents)), class_="documents"),
    )


def summary(documents: Sequence[DocumentInfo]) -> str:
    """Return how many documents and passages there are, and how many files could not be read."""
    indexed = [info for info in documents if info.state == "indexed"]
    failed = len(documents) - len(indexed)
    words = f"{_count(len(indexed), 'document')}, {_count(sum(info.passages for info in indexed), 'passage')}"
    return f"{words}; {_count(failed, 'file')} could not be read" if failed else words


def _row(info: DocumentInfo) -> Html:
    failed = info.state == "failed"
    name = [tag("bdi", visible(info.path), class_="path")]
    if info.title and not failed:
        name.append(tag("bdi", visible(info.title), class_="title"))
    if failed:
        name.append(tag("bdi", visible(info.reason) or "Could not be read.", class_="reason"))
    name += [tag("bdi", visible(warning), class_="warning") for warning in info.warnings]
    button = tag(
        "button", "Remove", type="button", data_remove=info.path, aria_label=f"Remove {visible(info.path)}"
    )
    return tag(
        "tr",
        tag("td", *name),
        tag("td", f"{info.pages:,}" if info.pages else "–", class_="count", data_name="Pages"),
        tag("td", f"{info.passages:,}" if not failed else "–", class_="count", data_name="Passages"),
        tag("td", size_in_words(info.size), class_="count", data_name="Size"),
        tag("td", button, class_="actions"),
        class_=info.state,
    )


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
        facts.append(f"{progress.files_done:,} of {_count(progress.files_total, 'file')}")
    if progress.passages_total:
        facts.append(f"{progress.passages_done:,} of {_count(progress.passages_total, 'passage')}")
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


def report_sentences(report: BuildReport) -> list[str]:
    """Return what a build did, in sentences."""
    done = [
        f"{_count(len(changes), 'document')} {verb}"
        for kind, verb in _VERBS.items()
        if (changes := report.of_kind(kind))
    ]
    total = f"{_count(report.documents, 'document')} in {_count(report.passages, 'passage')}"
    first = f"{', '.join(done)}; now {total}." if done else f"Everything is up to date: {total}."
    return [first, *_failures(report.of_kind("failed")), *report.notices]


def _failures(changes: Sequence[Change]) -> list[str]:
    if len(changes) > _MOST_FAILURES:
        return [f"{_count(len(changes), 'file')} could not be read; the table says why."]
    return [f"'{visible(change.path)}' could not be read: {visible(change.reason)}" for change in changes]


def time_in_words(seconds: float) -> str:
    """Return a duration as people say it: "12 s", "3 min", "1 h 20 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def size_in_words(size: int) -> str:
    """Return a number of bytes as people say it."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:,.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
