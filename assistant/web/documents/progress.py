"""Markup of a build: its progress, its files, and what the last build changed."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.index.build.changes import LastBuild
from assistant.types import BuildReport, Change, ChangeKind, FileProgress, Progress
from assistant.web.documents.failure_reasons import explain_failure
from assistant.web.escape import Html, join, tag, visible
from assistant.web.languages import count, grouped, say, translatable, unreadable_files, warned_documents
from assistant.web.languages.core_sentences import translated
from assistant.web.languages.quantities import time_in_words
from assistant.web.state.library import BuildState

_STAGES = {
    "plan": translatable("Looking for changes"),
    "read": translatable("Reading files"),
    "embed": translatable("Indexing"),
    "commit": translatable("Saving"),
    "done": translatable("Done"),
}
_VERBS: dict[ChangeKind, str] = {
    "added": translatable("added"),
    "changed": translatable("updated"),
    "reindexed": translatable("indexed again"),
    "renamed": translatable("renamed"),
    "removed": translatable("removed"),
}
_MOST_FAILURES = 2
_MOST_NAMED = 20


def status_html(state: BuildState, sentences: Sequence[str] = ()) -> Html:
    """Return messages and the result of the last build; `progress_line_html` shows a running build."""
    messages = [tag("p", sentence) for sentence in sentences]
    if state.running:
        return tag("div", *messages, class_="status", role="status") if messages else Html("")
    if state.error:
        return tag(
            "div",
            *messages,
            tag("p", translated(state.error), class_="problem"),
            class_="status",
            role="alert",
        )
    if state.report is not None:
        messages += [tag("p", sentence) for sentence in report_sentences(state.report)]
    return tag("div", *messages, class_="status", role="status") if messages else Html("")


def progress_line_html(state: BuildState) -> Html:
    """Return the line that every tab shows during a build; empty without one."""
    return tag("div", progress_html(state.progress), class_="status running") if state.running else Html("")


def progress_html(progress: Progress | None) -> Html:
    """Return a progress bar with files, passages, speed and the time left."""
    if progress is None:
        return join(tag("p", say("Looking for changes")), tag("progress", aria_label=say("Indexing")))
    facts = [say(_STAGES[progress.stage])]
    if progress.files_total:
        facts.append(_so_far(progress.files_done, count(progress.files_total, "file")))
    if progress.passages_total:
        facts.append(_so_far(progress.passages_done, count(progress.passages_total, "passage")))
    if progress.tokens and progress.seconds > 0:
        facts.append(
            say("{count} tokens per second", count=grouped(round(progress.tokens / progress.seconds)))
        )
    if progress.seconds_left is not None and progress.stage != "done":
        facts.append(say("{time} left", time=time_in_words(progress.seconds_left)))
    done, total = _fraction(progress)
    bar = tag("progress", value=done if total else None, max=total or None, aria_label=say("Indexing"))
    current = tag("p", tag("bdi", visible(progress.current)), class_="current") if progress.current else None
    return join(tag("p", " · ".join(facts)), bar, current)


def _so_far(done: int, total: str) -> str:
    return say("{done} of {total}", done=grouped(done), total=total)


def _fraction(progress: Progress) -> tuple[int, int]:
    if progress.stage == "embed" and progress.passages_total:
        return progress.passages_done, progress.passages_total
    return progress.files_done, progress.files_total


def files_html(state: BuildState) -> Html:
    """Return the files that are being indexed, each with its progress and the time left."""
    files = state.progress.files if state.running and state.progress else ()
    if not files:
        return Html("")
    return tag("ul", *map(_file, files), class_="files-in-progress", aria_label=say("Files being indexed"))


def _file(file: FileProgress) -> Html:
    name = tag("bdi", visible(file.path), class_="path")
    if file.stage == "failed":
        why = explain_failure(file.reason)
        return tag("li", name, tag("span", why.reason, class_="reason"), class_="failed")
    if file.stage == "read":
        return tag("li", name, tag("span", say("Reading"), class_="how-far"))
    if file.stage == "done":
        words = f"{say('Done')}, {count(file.passages_total, 'passage')}"
        return tag("li", name, tag("span", words, class_="how-far"), class_="done")
    words = _so_far(file.passages_done, count(file.passages_total, "passage"))
    if file.seconds_left is not None:
        words += f", {say('{time} left', time=time_in_words(file.seconds_left))}"
    bar = tag(
        "progress",
        value=file.passages_done,
        max=max(1, file.passages_total),
        aria_label=say("Indexing {name}", name=visible(file.path)),
    )
    return tag("li", name, bar, tag("span", words, class_="how-far"))


def report_sentences(report: BuildReport) -> list[str]:
    """Return the result of a build in sentences."""
    done = [
        f"{count(len(changes), 'document')} {say(verb)}"
        for kind, verb in _VERBS.items()
        if (changes := report.of_kind(kind))
    ]
    total = say(
        "{documents} in {passages}",
        documents=count(report.documents, "document"),
        passages=count(report.passages, "passage"),
    )
    now = say("now {total}.", total=total)
    first = f"{', '.join(done)}; {now}" if done else say("Everything is up to date: {total}.", total=total)
    warned = len(report.with_warnings())
    return [
        first,
        *_failures(report.of_kind("failed")),
        *([warned_documents(warned)] if warned else []),
        *map(translated, report.notices),
    ]


def _failures(changes: Sequence[Change]) -> list[str]:
    if len(changes) > _MOST_FAILURES:
        return [f"{unreadable_files(len(changes))}; {say('the table says why.')}"]
    return [
        say("'{name}' could not be read: {why}", name=visible(change.path), why=visible(change.reason))
        for change in changes
    ]


def changes_html(last: LastBuild | None, now: float) -> Html:
    """Return the changes of the last build by name, collapsed; empty if they are not known."""
    if last is None:
        return Html("")
    kinds = [kind for kind in (*_VERBS, "failed") if last.counts[kind]]
    if not kinds:
        return Html("")
    words = {**_VERBS, "failed": translatable("could not be read")}
    ago = time_in_words(now - last.at)
    head = ", ".join(f"{grouped(last.counts[kind])} {say(words[kind])}" for kind in kinds)
    groups = [
        _group(f"{_capital(say(words[kind]))} ({grouped(last.counts[kind])})", last, kind) for kind in kinds
    ]
    return tag(
        "details",
        tag("summary", say("Last change, {time} ago: {what}", time=ago, what=head)),
        *groups,
        class_="changes",
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _group(title: str, last: LastBuild, kind: ChangeKind) -> Html:
    changes = last.of_kind(kind)[:_MOST_NAMED]
    items = [tag("li", _change(change)) for change in changes]
    more = last.counts[kind] - len(changes)
    return tag(
        "section",
        tag("h3", title),
        tag("ul", *items, tag("li", say("and {count} more", count=grouped(more))) if more else None),
    )


def _change(change: Change) -> Html:
    name = tag("bdi", visible(change.path))
    if change.kind == "renamed":
        return join(tag("bdi", visible(change.previous_path)), " → ", name)
    return join(name, ": ", explain_failure(change.reason).reason) if change.kind == "failed" else name
