"""Questions that name a numbered part of a document ("What does clause 3.2 say?"), and its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.direct_answer import DirectAnswer, asks_only
from assistant.answering.evidence import Evidence
from assistant.index.store.rows import StoredPassage
from assistant.passages.table_context import HEADING_SEPARATOR
from assistant.types import Sentence

_PART = r"(?:clause|section|sec\.|article|art\.|paragraph|para\.|rule|point|item|§+)"
# Roman numbers only in capitals: "which rule I must follow" names no rule.
_NUMBER = r"(?:\d{1,3}(?:\.\d{1,3}){0,5}|(?-i:[IVXLC]{2,6}|[VX]))(?:\s?\(?[a-z]\))?"
_NAMED = re.compile(rf"(?:\b|(?=§)){_PART}\s*({_NUMBER})(?![\w.]*\w)", re.IGNORECASE)
# What else a question about the part itself says ("What does clause 3.2 say?", "What is in section 4?").
_SAYS = """
say state read regulate rule provide require allow permit forbid contain cover deal concern mean govern define
describe specify stipulate demand content text summarize quote show give tell document contract agreement
title heading name subject call
"""
# "What is clause 3?" asks for its heading, too.
_NAME_ASKED = re.compile(
    rf"\s*what(?:['’]s| is)\s+(?:the\s+)?(?:(?:title|heading|name|subject)\s+of\s+)?{_PART}", re.IGNORECASE
)
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
        the best of them; the heading first if the question is what the part is. None if the question is
        about no part, or no passage that was read has it.
    """
    named = _NAMED.search(question)
    if named is None or not asks_only(question[: named.start()] + question[named.end() :], _SAYS):
        return None
    begins = re.compile(rf"\W*(?:{_PART}\s*)?{re.escape(named[1])}(?:[.:)]*\s|[.:)]+\Z)", re.IGNORECASE)
    found = [each for each in evidence if begins.match(each.text)]
    if not found:
        found = list(_under_heading(begins, evidence))
        found += _headings(begins, found) if _NAME_ASKED.match(question) else []
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
        heading = _text(passage, above[-1]) if above else passage.heading.rpartition(HEADING_SEPARATOR)[2]
        if begins.match(heading):
            yield each


def _headings(begins: re.Pattern[str], found: Sequence[Evidence]) -> list[Evidence]:
    """Return the headings that begin with the number, of the passages of the sentences under them."""
    return [
        replace(each, sentence=heading, text=" ".join(text.split()), allows_span=False)
        for each in {each.ranked.passage.id: each for each in found}.values()
        for heading in each.ranked.passage.sentences
        if heading.is_heading and begins.match(text := _text(each.ranked.passage, heading))
    ]


def _text(passage: StoredPassage, sentence: Sentence) -> str:
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]
