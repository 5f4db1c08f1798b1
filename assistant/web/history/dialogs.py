"""The dialogs in which a title or a reason is typed."""

from __future__ import annotations

from collections.abc import Sequence

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
    rename = _dialog("rename", say("Rename the conversation"), say("Title"), ())
    return join(
        rename, _dialog("reason", say("What was not right?"), say("Reason, if you like"), REASON_CHOICES)
    )


def _dialog(name: str, heading: str, label: str, choices: Sequence[str]) -> Html:
    field = f"{name}-field"
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
            tag("input", id=field, type="text", maxlength=200, autocomplete="off"),
            tag("div", *buttons, class_="buttons"),
            method="dialog",
        ),
        id=f"{name}-dialog",
        aria_labelledby=f"{name}-heading",
    )
