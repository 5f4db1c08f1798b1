"""Why a file could not be read, and how to fix that."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.web.escape import visible
from assistant.web.languages import say, translatable

_AGAIN = translatable("Then check the folder for changes, or add the file again.")
_FORMATS = "supported are"  # and a long list
# For reasons that do not say themselves what to do.
_FIXES = (
    (r"encrypted|password", translatable("Open it with its password and save a copy without one.")),
    (
        r"too large|longer than",
        translatable("Divide it into smaller files, or raise the limit in the settings."),
    ),
    (
        r"took (?:longer|too)|time",
        translatable("Divide it into smaller files, or raise 'parse_seconds' in the settings."),
    ),
    (r"memory", translatable("Divide it into smaller files, or raise 'parse_memory_mb' in the settings.")),
    (r"scan|picture|no text", translatable("Run a text recognition over it, or install the extra 'ocr'.")),
    (r"crash|damaged|sensible", translatable("Open it in its own program and save it again.")),
)


@dataclass(frozen=True, slots=True)
class FailureExplanation:
    """The reason of a failure in one sentence, and what to do about it in another."""

    reason: str
    fix: str


def explain_failure(reason: str) -> FailureExplanation:
    """Split a reason into problem and advice; advice is added by keywords where the reason has none."""
    said = visible(reason).strip() or say("It could not be read.")
    wrong, semicolon, advice = said.partition("; ")
    if advice.startswith(_FORMATS):
        return FailureExplanation(
            f"{wrong}.", f"{say('Save it as PDF, Word, Markdown or plain text.')} {say(_AGAIN)}"
        )
    if semicolon and _says_what_to_do(advice):
        return FailureExplanation(
            f"{wrong.rstrip('.')}.", f"{advice[:1].upper()}{advice[1:].rstrip('.')}. {say(_AGAIN)}"
        )
    for pattern, fix in _FIXES:
        if re.search(pattern, said, re.IGNORECASE):
            return FailureExplanation(said, f"{say(fix)} {say(_AGAIN)}")
    return FailureExplanation(said, f"{say('See that it opens in its own program.')} {say(_AGAIN)}")


def _says_what_to_do(advice: str) -> bool:
    """Return whether the text after a semicolon is advice, not a part of the reason."""
    return not re.match(r"the |it may", advice)
