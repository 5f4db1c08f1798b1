"""What a question says of how to answer it, taken out: it names no row and no column.

"Using only the balance sheet, how much total assets did Costco have in 2021? Answer in millions." asks for
total assets in 2021. Rules for English.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
# Sentences that tell how to answer, and those that define a term.
_INSTRUCTION = re.compile(
    r"(?:please\s+)?(?:answer|round|base|basing|address|calculate|compute|give|respond|approach|assume|define|use"
    r"|keep|be|explain|show|cite|do not|don't|if you)\b(?![^?]*\?\s*$)"
    r"|(?:we|i) (?:need|want|would like) to (?:calculate|compute|know|find)\b(?![^?]*\?\s*$)"
    r"|[\w .&()'-]{1,60} (?:is|are) defined as\b",
    re.IGNORECASE,
)
# A beginning that tells where to look or who asks, up to the words that ask.
_BEGINNING = re.compile(
    r"\A\W*(?:please\s+)?(?:by|using|use|based|basing|according|considering|given|taking|looking|referring|relying"
    r"|when|from|in|answer|here)\b"
    r"(?=[^,:?]*\b(?:questions?|information|data|details?|documents?|reports?|tables?|statements?|sheets?|accounts"
    r"|text|figures|standpoint|perspective)\b)"
    r"[^?]*?[,:]\s+(?=(?:what|which|who|whose|when|where|how|by how)\b)",
    re.IGNORECASE,
)
# "(in USD millions)", "(rounded to one decimal place)"; "(in acres)" may be in a header.
_HOW_WRITTEN = re.compile(
    r"\s*\((?=[^()]*\b(?:millions?|billions?|thousands?|round(?:ed)?|decimals?)\b)[^()]*\)", re.IGNORECASE
)


def without_instructions(question: str) -> str:
    """Return a question without what it says of how to answer; as it is if nothing would be left."""
    asked = [each for each in _SENTENCE.split(question.strip()) if not _INSTRUCTION.match(each)]
    left = _HOW_WRITTEN.sub("", " ".join(_BEGINNING.sub("", each) for each in asked)).strip()
    return left or question
