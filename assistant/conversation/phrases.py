"""Noun phrases of a question, found by its function words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.index.search.analyzer import analyze, function_words

DETERMINER = r"(?:a|an|the|this|that|these|those|his|her|its|their|our|your|my|each|every|any)"
WORD = re.compile(r"[\w’'&.-]+")
# Questions whose last word is a verb: "How is a sprain treated?", "When does the course begin?"
_VERB_LAST = re.compile(
    r"\s*(?:(?:when|where|why|how(?! (?:much|many)\b))\b"
    r"|(?:is|are|was|were|has|have|can|will)\b|.*\b(?:do|does|did)\b)",
    re.IGNORECASE,
)


def ends_with_verb(question: str) -> bool:
    """Whether the last word of a question of this form is a verb, if nothing follows it."""
    return _VERB_LAST.match(question) is not None


def has_determiner(question: str, start: int) -> bool:
    """Whether an article or the like is before a place of a question."""
    return re.search(rf"\b{DETERMINER}\s+\Z", question[:start], re.IGNORECASE) is not None


def noun_phrases(question: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of runs of words without function words, and without a verb at the end."""
    run: list[re.Match[str]] = []
    for match in (*WORD.finditer(question.rstrip(" ?.!")), None):
        is_function = match is None or set(analyze(match.group())) <= function_words()
        if run and (is_function or (match and question[run[-1].end() : match.start()].strip())):
            if match is None and len(run) > 1 and ends_with_verb(question):
                run.pop()
            yield run[0].start(), run[-1].end()
            run = []
        if match and not is_function:
            run.append(match)
