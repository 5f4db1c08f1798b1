"""The dialogs in which a title, a reason or the words of a note are typed."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation.notes.store import MAX_TEXT_LENGTH
from assistant.web.escape import Html, join, tag
from assistant.web.languages import say, translatable

REASON_CHOICES = (
    translatable("Wrong sentence"),
    translatable("Incomplete"),
    translatable("Not what I asked"),
    translatable("Should say that it is not there"),
)


def dialogs_html() -> Html:
    """Return the dialogs, which the script of the page opens."""
    return join(
        _dialog("rename", say("Rename the conversation"), say("Title"), ()),
        _dialog("reason", say("What was not right?"), say("Reason, if you like"), REASON_CHOICES),
        _dialog("note", say("Your words"), say("They stand beside the statement, which stays as it is."), ()),
    )


def _dialog(name: str, heading: str, label: str, choices: Sequence[str]) -> Html:
    field = f"{name}-field"
    typed = tag("input", id=field, type="text", maxlength=200, autocomplete="off")
    if name == "note":
        typed = tag("textarea", id=field, maxlength=MAX_TEXT_LENGTH, rows=8, dir="auto")
    buttons = (
        tag("button", say("Cancel"), type="button", value="cancel", class_="cancel"),
        tag("button", say("Save"), type="submit", class_="save"),
    )
    return tag(
        "dialog",
        tag(
            "form",
            tag("h2", heading, id=f"{name}-heading", data_liked=say("What was good?")),
            tag(
                "div",
                *(tag("button", say(c), type="button", class_="choice") for c in choices),
                class_="choices",
            )
            if choices
            else None,
            tag("label", label, for_=field),
            typed,
            tag("div", *buttons, class_="buttons"),
            method="dialog",
        ),
        id=f"{name}-dialog",
        aria_labelledby=f"{name}-heading",
    )
