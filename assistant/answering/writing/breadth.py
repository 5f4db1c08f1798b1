"""How broad a question is: about one thing, or a summary, a comparison, a list. Rules for English."""

from __future__ import annotations

import re
from typing import Literal

Breadth = Literal["narrow", "summary", "comparison", "list"]

_SUMMARY = re.compile(
    r"\b(?:summar(?:y|i[sz]e|ies|i[sz]ing)|overview|outline|gist|in a nutshell|tl;?dr"
    r"|main (?:points?|ideas?|findings?|topics?|arguments?)"
    r"|key (?:points?|findings?|takeaways?|messages?))\b",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\b(?:compar(?:e|es|ed|ing|ison)|contrast|differences?|differ|similarit(?:y|ies)|versus|vs\.?"
    r"|(?:pros|advantages) and (?:cons|disadvantages)|in common)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\W*(?:please )?(?:list|name|enumerate|give me) (?:all|every|each|the|a list)\b"
    r"|\blist (?:all|every|of all)\b"
    r"|\b(?:what|which) are (?:all )?the\b.+|\ball (?:the )?\w+ (?:that|which|who|mentioned|named)\b"
    r"|\bwhich \w+s (?:are|were) (?:there|mentioned|named)\b",
    re.IGNORECASE,
)


def breadth_of(question: str) -> Breadth:
    """Return how broad a question is."""
    if _COMPARISON.search(question):
        return "comparison"
    if _SUMMARY.search(question):
        return "summary"
    return "list" if _LIST.search(question) else "narrow"


def without_request(question: str) -> str:
    """Return a question without the words that ask for a summary, a comparison or a list."""
    for pattern in (_SUMMARY, _COMPARISON):
        question = pattern.sub(" ", question)
    return re.sub(
        r"\b(?:list|name|enumerate|give me|tell me|documents?|files?|folders?|corpus|texts?|articles?"
        r"|report)\b",
        " ",
        question,
        flags=re.IGNORECASE,
    )
