"""Questions that name a numbered part of a document ("What does clause 3.2 say?"), and its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.direct_answer import DirectAnswer, asks_only
from assistant.answering.evidence import Evidence
from assistant.passages.table_context import HEADING_SEPARATOR

_PART = r"(?:clause|section|sec\.|article|art\.|paragraph|para\.|rule|point|item|§+)"
# Roman numbers only in capitals: "which rule I must follow" names no rule.
_NUMBER = r"(?:\d{1,3}(?:\.\d{1,3}){0,5}|(?-i:[IVXLC]{2,6}|[VX]))(?:\s?\(?[a-z]\))?"
_NAMED = re.compile(rf"(?:\b|(?=§)){_PART}\s*({_NUMBER})(?![\w.]*\w)", re.IGNORECASE)
# What else a question about the part itself says ("What does clause 3.2 say?", "What is in section 4?").
_SAYS = """
say state read regulate rule provide require allow permit forbid contain cover deal concern mean govern define
describe specify stipulate demand content text summarize quote show give tell document contract agreement
"""
_MOST_CITED = 5
# How sure it is, in log-odds: a part that only one document has is what is asked for.
_ONE_DOCUMENT, _SEVERAL_DOCUMENTS = 2.0, 0.0


def read_numbered_part(question: str, evidence: Sequence[Evidence]) -> DirectAnswer | None:
    """Return the sentences of the numbered part that a question is about.

    A question that asks for something more ("Which fine does section 4 set?") is left to the reader.

    Args:
        question: The question.
        evidence: Scored sentences, best first.

    Returns:
        The sentence that begins with the number, or those under the heading that does, of the document with
        the best of them; None if the question is about no part, or no passage that was read has it.
    """
    named = _NAMED.search(question)
    if named is None or not asks_only(question[: named.start()] + question[named.end() :], _SAYS):
        return None
    begins = re.compile(rf"\W*(?:{_PART}\s*)?{re.escape(named[1])}(?:[.:)]*\s|[.:)]+\Z)", re.IGNORECASE)
    found = [each for each in evidence if begins.match(each.text)]
    found = found or list(_under_heading(begins, evidence))
    if not found:
        return None
    contents = {each.ranked.passage.content for each in found}
    best = max(found, key=lambda each: each.score).ranked.passage.content
    own = sorted((e for e in found if e.ranked.passage.content == best), key=lambda e: e.sentence.start)
    return DirectAnswer(tuple(own[:_MOST_CITED]), _ONE_DOCUMENT if len(contents) == 1 else _SEVERAL_DOCUMENTS)


def _under_heading(begins: re.Pattern[str], evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield the sentences whose nearest heading is the one that begins with the number."""
    for each in evidence:
        passage = each.ranked.passage
        above = [s for s in passage.sentences if s.is_heading and s.end <= each.sentence.start]
        start, end = (above[-1].start, above[-1].end) if above else (passage.start, passage.start)
        inside = passage.text[start - passage.start : end - passage.start]
        if begins.match(inside or passage.heading.rpartition(HEADING_SEPARATOR)[2]):
            yield each
