"""Markup of the column of kept conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.history.store import MAX_LISTED
from assistant.conversation.history.types import SavedConversation
from assistant.web.escape import Html, tag, visible
from assistant.web.languages import say, translatable

NOT_KEPT = translatable("Conversations are not kept (setting “conversations”). This one can be saved:")
_MONTHS = (
    translatable("Jan"),
    translatable("Feb"),
    translatable("Mar"),
    translatable("Apr"),
    translatable("May"),
    translatable("Jun"),
    translatable("Jul"),
    translatable("Aug"),
    translatable("Sep"),
    translatable("Oct"),
    translatable("Nov"),
    translatable("Dec"),
)


@dataclass(frozen=True, slots=True)
class ConversationList:
    """The content of the list.

    Attributes:
        conversations: The conversations, newest first.
        current: The id of the open conversation, "" if it is not kept (yet).
        searched: Whether the conversations are results of a search.
        removed: The conversation that was just removed and can be restored.
        error: Why conversations cannot be kept, or "".
        is_kept: Whether conversations are to be kept at all.
        is_begun: Whether anything was asked in the open one.
    """

    conversations: Sequence[SavedConversation] = ()
    current: str = ""
    searched: bool = False
    removed: SavedConversation | None = None
    error: str = ""
    is_kept: bool = True
    is_begun: bool = False


def list_html(listed: ConversationList) -> Html:
    """Return the column below its search field."""
    problem = listed.error or ("" if listed.is_kept else say(NOT_KEPT))
    unkept = problem and listed.is_begun and not listed.current
    nothing = say("Nothing found.") if listed.searched else say("Questions you ask will be listed here.")
    return tag(
        "nav",
        tag("p", problem, class_="problem" if listed.error else "nothing", role="status")
        if problem
        else None,
        tag("div", *_exports(""), class_="actions") if unkept else None,
        _undo(listed.removed) if listed.removed else None,
        tag("ul", *(_item(saved, is_open=saved.id == listed.current) for saved in listed.conversations))
        if listed.conversations
        else None,
        tag("p", nothing, class_="nothing") if not listed.conversations and not problem else None,
        tag("p", say("The newest {count}. A search looks through all.", count=MAX_LISTED), class_="nothing")
        if len(listed.conversations) == MAX_LISTED
        else None,
        class_="conversations" if listed.is_kept else "conversations not-kept",
        data_current=listed.current,
        aria_label=say("Conversations"),
    )


def history_toggle_html() -> Html:
    """Return the button that opens the column on a narrow screen."""
    return tag(
        "button",
        type="button",
        class_="history-toggle",
        aria_label=say("Conversations"),
        aria_expanded="false",
        title=say("Conversations"),
    )


def history_header_html() -> Html:
    """Return the head of the column."""
    close = tag("button", say("Close"), type="button", class_="history-close")
    return tag("div", tag("h2", say("Conversations")), close, class_="history-header")


def _item(saved: SavedConversation, *, is_open: bool) -> Html:
    title = visible(saved.title)
    when = datetime.fromtimestamp(saved.changed)
    name = tag(
        "button",
        tag("bdi", title, class_="title"),
        tag("time", _when(when), datetime=when.isoformat(timespec="minutes")),
        type="button",
        class_="open",
        data_action="open",
        aria_current="true" if is_open else None,
    )
    more = tag(
        "button",
        type="button",
        class_="more-of",
        aria_label=say("Rename, save or delete: {title}", title=title),
        data_action="menu",
        aria_expanded="false",
        title=say("Rename, save or delete"),
    )
    actions = (
        tag("button", say("Rename"), type="button", data_action="rename"),
        *_exports(saved.id),
        tag("button", say("Delete"), type="button", data_action="remove", class_="delete"),
    )
    return tag(
        "li",
        tag("div", name, more, class_="line"),
        tag("div", *actions, class_="actions", hidden=True),
        data_id=saved.id,
        data_title=title,
    )


def _exports(saved: str) -> tuple[Html, ...]:
    """Return the buttons that save a conversation as a file."""
    forms = (
        ("markdown", "Markdown", say("Save as Markdown")),
        ("docx", "Word", say("Save as Word")),
        ("pdf", "PDF", say("Save as PDF")),
    )
    return tuple(
        tag("button", name, type="button", data_action=form, data_id=saved, title=words)
        for form, name, words in forms
    )


def _undo(removed: SavedConversation) -> Html:
    return tag(
        "p",
        tag("span", f"{say('Deleted:')} ", tag("bdi", visible(removed.title)), role="status"),
        tag("button", say("Undo"), type="button", data_action="restore", data_id=removed.id),
        class_="undo",
    )


def _when(when: datetime) -> str:
    """Return the time for a moment of today, the day for one of this year, else the date."""
    now = datetime.now(when.tzinfo)
    if when.date() == now.date():
        return f"{when:%H:%M}"
    day, month = when.day, say(_MONTHS[when.month - 1])
    if when.year == now.year:
        return say("{day} {month}", day=day, month=month)
    return say("{day} {month} {year}", day=day, month=month, year=when.year)
