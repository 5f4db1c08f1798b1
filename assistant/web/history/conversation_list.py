"""The column of conversations, and the small windows in which a title or a reason is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.history.store import MOST_LISTED
from assistant.conversation.history.types import Talk
from assistant.web.escape import Html, tag, visible
from assistant.web.languages import say, unsaid

NOT_KEPT = unsaid("Conversations are not kept (setting “conversations”). This one can be saved:")
_MONTHS = (
    unsaid("Jan"),
    unsaid("Feb"),
    unsaid("Mar"),
    unsaid("Apr"),
    unsaid("May"),
    unsaid("Jun"),
    unsaid("Jul"),
    unsaid("Aug"),
    unsaid("Sep"),
    unsaid("Oct"),
    unsaid("Nov"),
    unsaid("Dec"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the column shows.

    Attributes:
        talks: The conversations, newest first.
        current: The id of the one that is open, "" for one that is not kept (yet).
        searched: Whether these are the ones that a search found.
        removed: The one that was just removed and can be brought back.
        trouble: Why conversations cannot be kept, or "".
        is_kept: Whether conversations are to be kept at all.
        is_begun: Whether anything was asked in the open one.
    """

    talks: Sequence[Talk] = ()
    current: str = ""
    searched: bool = False
    removed: Talk | None = None
    trouble: str = ""
    is_kept: bool = True
    is_begun: bool = False


def list_html(listed: Listed) -> Html:
    """Return the column below its search field."""
    problem = listed.trouble or ("" if listed.is_kept else say(NOT_KEPT))
    unkept = problem and listed.is_begun and not listed.current
    nothing = say("Nothing found.") if listed.searched else say("Questions you ask will be listed here.")
    return tag(
        "nav",
        tag("p", problem, class_="problem" if listed.trouble else "nothing", role="status")
        if problem
        else None,
        tag("div", *_exports(""), class_="actions") if unkept else None,
        _undo(listed.removed) if listed.removed else None,
        tag("ul", *(_item(talk, is_open=talk.id == listed.current) for talk in listed.talks))
        if listed.talks
        else None,
        tag("p", nothing, class_="nothing") if not listed.talks and not problem else None,
        tag("p", say("The newest {count}. A search looks through all.", count=MOST_LISTED), class_="nothing")
        if len(listed.talks) == MOST_LISTED
        else None,
        class_="talks" if listed.is_kept else "talks off",
        data_current=listed.current,
        aria_label=say("Conversations"),
    )


def opener_html() -> Html:
    """Return the button that opens the column where there is no room for it."""
    return tag(
        "button",
        type="button",
        class_="talks-opener",
        aria_label=say("Conversations"),
        aria_expanded="false",
        title=say("Conversations"),
    )


def column_head_html() -> Html:
    """Return the head of the column."""
    close = tag("button", say("Close"), type="button", class_="talks-closer")
    return tag("div", tag("h2", say("Conversations")), close, class_="talks-head")


def _item(talk: Talk, *, is_open: bool) -> Html:
    title = visible(talk.title)
    when = datetime.fromtimestamp(talk.changed)
    name = tag(
        "button",
        tag("bdi", title, class_="title"),
        tag("time", _when(when), datetime=when.isoformat(timespec="minutes")),
        type="button",
        class_="open",
        data_talk="open",
        aria_current="true" if is_open else None,
    )
    more = tag(
        "button",
        type="button",
        class_="more-of",
        aria_label=say("Rename, save or delete: {title}", title=title),
        data_talk="menu",
        aria_expanded="false",
        title=say("Rename, save or delete"),
    )
    actions = (
        tag("button", say("Rename"), type="button", data_talk="rename"),
        *_exports(talk.id),
        tag("button", say("Delete"), type="button", data_talk="remove", class_="delete"),
    )
    return tag(
        "li",
        tag("div", name, more, class_="line"),
        tag("div", *actions, class_="actions", hidden=True),
        data_id=talk.id,
        data_title=title,
    )


def _exports(talk: str) -> tuple[Html, Html]:
    """Return the buttons that save a conversation as a file."""
    return (
        tag(
            "button",
            "Markdown",
            type="button",
            data_talk="markdown",
            data_id=talk,
            title=say("Save as Markdown"),
        ),
        tag("button", "PDF", type="button", data_talk="pdf", data_id=talk, title=say("Save as PDF")),
    )


def _undo(removed: Talk) -> Html:
    return tag(
        "p",
        tag("span", f"{say('Deleted:')} ", tag("bdi", visible(removed.title)), role="status"),
        tag("button", say("Undo"), type="button", data_talk="restore", data_id=removed.id),
        class_="undo",
    )


def _when(when: datetime) -> str:
    """Return a moment as people say it: the time of today, the day of this year, the date."""
    now = datetime.now(when.tzinfo)
    if when.date() == now.date():
        return f"{when:%H:%M}"
    day, month = when.day, say(_MONTHS[when.month - 1])
    if when.year == now.year:
        return say("{day} {month}", day=day, month=month)
    return say("{day} {month} {year}", day=day, month=month, year=when.year)
