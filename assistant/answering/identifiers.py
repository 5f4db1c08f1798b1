"""Questions for the number that a paper bears ("What is the invoice number?"), and the line that has it.

Invoices, orders and tickets write it as "Invoice no. 4711", "Order: A-17" or "Invoice HK-21986". Rules for
English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.direct_answer import DirectAnswer, asks_only
from assistant.answering.evidence import Evidence

_KIND_OF_NUMBER = r"(?:number|no\.?|nr\.?|num\.?|id|code|reference|ref\.?|#)"
_ASKED = re.compile(
    rf"\b(?:what|which)\b[^?]*?\b([^\W\d_]+)[ -]{_KIND_OF_NUMBER}(?!\w)(?! of\b)", re.IGNORECASE
)
# What else such a question says.
_SAYS = "have bear say state give show tell document paper letter number"
# How sure it is, in log-odds: one such number stands in what was read, or several do.
_ONE_NUMBER, _SEVERAL_NUMBERS = 2.0, 0.0


def read_identifier(question: str, evidence: Sequence[Evidence]) -> DirectAnswer | None:
    """Return the line with the number that a question asks for.

    Args:
        question: The question.
        evidence: Scored sentences, best first.

    Returns:
        The best line that is the name of that kind of paper and its number; None if the question asks for
        something more, or no line that was read is one.
    """
    asked = _ASKED.search(question)
    if asked is None or not asks_only(question[: asked.start(1)] + question[asked.end() :], _SAYS):
        return None
    line = re.compile(
        rf"(?:\w+ )?{re.escape(asked[1])}(?:[ -]?{_KIND_OF_NUMBER})?\s*[:.#]*\s+(\S*\d\S*)", re.IGNORECASE
    )
    found = list(_with_number(line, evidence))
    if not found:
        return None
    several = len({each.answer for each in found}) > 1
    return DirectAnswer((found[0],), _SEVERAL_NUMBERS if several else _ONE_NUMBER)


def _with_number(line: re.Pattern[str], evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield the sentences that are such a line, with the number as their short answer."""
    for each in evidence:
        passage = each.ranked.passage
        start = each.sentence.start - passage.start
        found = line.fullmatch(passage.text, start, each.sentence.end - passage.start)
        if found and each.reading:
            answer = max(each.reading.answer, _ONE_NUMBER)
            reading = replace(each.reading, start=found.start(1), end=found.end(1), answer=answer)
            yield replace(each, reading=reading, allows_span=True)
        elif found:
            yield each
