"""Markup of the Documents tab: filters, table of documents, selection, trash."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from itertools import groupby

from assistant.types import DocumentInfo
from assistant.web.citations.text import document_link
from assistant.web.corpus.trash import TrashedDocument
from assistant.web.documents.changes import PendingReplacements, restore_button
from assistant.web.documents.failure_reasons import explain_failure
from assistant.web.documents.table import STATUSES, Status, TablePage, group_of, kinds_of
from assistant.web.escape import Html, tag, visible
from assistant.web.languages import count, grouped, only_these, say, translatable, unreadable_files
from assistant.web.languages.quantities import size_in_words, time_in_words

_COLUMNS = (translatable("Document"), translatable("Pages"), translatable("Passages"), translatable("Size"))
_LONGEST_LINE = 300


def question_html(pending: PendingReplacements) -> Html:
    """Return the question whether to replace documents; empty if there is none."""
    return tag("p", pending.question, role="alert") if pending else Html("")


def summary(documents: Sequence[DocumentInfo]) -> str:
    """Return the numbers of documents, passages and unreadable files in words."""
    indexed = [info for info in documents if info.state == "indexed"]
    failed = len(documents) - len(indexed)
    passages = count(sum(info.passages for info in indexed), "passage")
    words = say("{first}, {second}", first=count(len(indexed), "document"), second=passages)
    return f"{words}; {unreadable_files(failed)}" if failed else words


def filters_html(documents: Sequence[DocumentInfo]) -> Html:
    """Return the search field and the filters; the browser keeps their values."""
    if not documents:
        return Html("")
    statuses = [tag("option", say(words), value=status) for status, words in STATUSES.items()]
    kinds = [tag("option", visible(kind), value=kind) for kind in kinds_of(documents) if kind]
    return tag(
        "div",
        tag(
            "input",
            type="search",
            data_find=True,
            placeholder=say("Search by name, title or date"),
            aria_label=say("Search documents"),
        ),
        tag(
            "select",
            *statuses,
            data_find=True,
            data_filter="status",
            aria_label=say("Show documents by status"),
        ),
        tag(
            "select",
            tag("option", say("All kinds"), value=""),
            *kinds,
            data_find=True,
            data_filter="kind",
            aria_label=say("Show documents by kind"),
        ),
        class_="filters",
        role="search",
    )


def table_html(
    documents: Sequence[DocumentInfo],
    page: TablePage,
    lines: Mapping[str, str],
    selected: Container[str] = (),
) -> Html:
    """Return a page of the table of documents, grouped by status.

    Args:
        documents: All documents.
        page: The documents to show.
        lines: The first sentences of those.
        selected: Paths of the documents that questions are limited to.
    """
    if not documents:
        return tag("p", say("No documents are indexed yet."), class_="no-documents")
    if not page.found:
        nothing = tag("p", say("No document fits the search and the filters."), class_="no-documents")
        return _versioned(
            page, tag("p", say("{sentence}.", sentence=summary(documents)), class_="summary"), nothing
        )
    use = tag(
        "th", tag("span", say("Use for questions"), class_="visually-hidden"), scope="col", class_="use"
    )
    titles = [tag("th", say(title), scope="col") for title in _COLUMNS]
    actions = tag("th", tag("span", say("Actions"), class_="visually-hidden"), scope="col")
    bodies = [
        _group(group, list(rows), page, lines, selected) for group, rows in groupby(page.rows, key=group_of)
    ]
    head = tag("thead", tag("tr", use, *titles, actions))
    return _versioned(
        page,
        tag("p", _found_line(documents, page), class_="summary"),
        _select_found_button(documents, page),
        tag("table", head, *bodies, class_="documents"),
        _pages(page),
    )


def _versioned(page: TablePage, *parts: Html | None) -> Html:
    # Gradio does not replace equal markup, so boxes that a visitor has ticked would stay ticked without this.
    return tag("div", *parts, data_version=page.view.version)


def _found_line(documents: Sequence[DocumentInfo], page: TablePage) -> str:
    if len(page.found) == len(documents):
        return say("{sentence}.", sentence=summary(documents))
    fit = say("{count} fit the search and the filters.", count=grouped(len(page.found)))
    return f"{say('{sentence}.', sentence=summary(documents))} {fit}"


def _select_found_button(documents: Sequence[DocumentInfo], page: TablePage) -> Html | None:
    usable = sum(info.state == "indexed" for info in page.found)
    if not usable or len(page.found) == len(documents):
        return None
    words = only_these(usable)
    return tag("button", words, type="button", class_="select-found", data_select_found=True)


def _group(
    group: Status,
    rows: Sequence[DocumentInfo],
    page: TablePage,
    lines: Mapping[str, str],
    selected: Container[str],
) -> Html:
    total = sum(group_of(info) == group for info in page.found)
    name = tag("th", f"{say(STATUSES[group])} ({grouped(total)})", colspan=6, scope="rowgroup")
    return tag(
        "tbody",
        tag("tr", name, class_="group"),
        *(_row(info, lines.get(info.path, ""), info.path in selected) for info in rows),
    )


def _row(info: DocumentInfo, line: str, is_selected: bool) -> Html:
    failed = info.state == "failed"
    shown = visible(info.path)
    # A button and not an input, so that the table has no element that a document's text could imitate.
    box = tag(
        "button",
        type="button",
        role="checkbox",
        data_select=info.path,
        aria_checked="true" if is_selected else "false",
        aria_label=say("Use {name} for questions", name=shown),
    )
    return tag(
        "tr",
        tag("td", None if failed else box, class_="use"),
        tag("td", *_about(info, line), class_="about"),
        tag("td", grouped(info.pages) if info.pages else "–", class_="count", data_name=say("Pages")),
        tag("td", grouped(info.passages) if not failed else "–", class_="count", data_name=say("Passages")),
        tag("td", size_in_words(info.size), class_="count", data_name=say("Size")),
        tag(
            "td",
            None if failed else _button(say("Open"), shown, data_open=info.path),
            # An attached file is renamed and removed with its message.
            None if info.attached_to else _button(say("Rename"), shown, data_rename=info.path),
            None if info.attached_to else _button(say("Remove"), shown, data_remove=info.path),
            class_="actions",
        ),
        class_=info.state,
    )


def _about(info: DocumentInfo, line: str) -> list[Html]:
    about = [tag("span", document_link(info.path), class_="path")]
    if info.state == "failed":
        why = explain_failure(info.reason)
        about += [tag("bdi", why.reason, class_="reason"), tag("bdi", why.fix, class_="fix")]
    elif info.title:
        about.append(tag("bdi", visible(info.title), class_="title"))
    if info.date:
        about.append(tag("span", info.date, class_="date"))
    if info.attached_to:
        about.append(tag("span", say("Attached; renamed and removed with its message"), class_="attached"))
    if line:
        cut = line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE].rsplit(" ", 1)[0] + " …"
        about.append(tag("bdi", visible(cut), class_="line"))
    return about + [tag("bdi", visible(warning), class_="warning") for warning in info.warnings]


def _button(words: str, name: str, **data: str) -> Html:
    return tag("button", words, type="button", aria_label=f"{words} {name}", **data)


def _pages(page: TablePage) -> Html | None:
    last = page.first + len(page.rows)
    if len(page.found) == len(page.rows):
        return None
    return tag(
        "nav",
        tag("button", say("Previous"), type="button", data_turn=-1, disabled=page.first == 0),
        tag(
            "span",
            say(
                "{first} to {last} of {all}",
                first=grouped(page.first + 1),
                last=grouped(last),
                all=grouped(len(page.found)),
            ),
        ),
        tag("button", say("Next"), type="button", data_turn=1, disabled=last == len(page.found)),
        class_="pages",
        aria_label=say("Pages of the table"),
    )


def selection_html(selected: Container[str], documents: Sequence[DocumentInfo], how_many: int) -> Html:
    """Return the line that says which documents are asked, with a button for all; empty without a selection.

    Args:
        selected: Paths of the documents that questions are limited to.
        documents: All documents.
        how_many: The number of those paths.
    """
    if not how_many:
        return Html("")
    indexed = [info.path for info in documents if info.state == "indexed"]
    asked = [path for path in indexed if path in selected]
    words = _asking(len(asked), len(indexed))
    if len(asked) == 1:
        words += ": "
    elif not asked:
        words = say("The documents that were chosen are no longer here.")
    return tag(
        "div",
        tag("span", words, tag("bdi", visible(asked[0])) if len(asked) == 1 else None, role="status"),
        tag("button", say("Ask all"), type="button", data_clear_selection=True),
        class_="selection",
    )


def _asking(asked: int, indexed: int) -> str:
    if indexed == 1:
        return say("Asking {count} of 1 document", count=asked)
    return say("Asking {count} of {all} documents", count=grouped(asked), all=grouped(indexed))


def removed_html(removed: Sequence[TrashedDocument], now: float) -> Html:
    """Return the list of documents in the trash, collapsed; empty if there are none."""
    if not removed:
        return Html("")
    items = [
        tag(
            "li",
            tag("bdi", visible(each.path)),
            tag("span", f" {say('removed {time} ago', time=time_in_words(now - each.at))} ", class_="when"),
            restore_button(each.number, say("Bring back")),
        )
        for each in removed
    ]
    return tag(
        "details",
        tag("summary", say("Removed documents, kept for a day: {count}", count=grouped(len(removed)))),
        tag("ul", *items),
        class_="removed",
    )
