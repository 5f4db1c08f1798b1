"""Who sent a message, to whom and when ("Who sent the mail about the crane?"): a line of its header.

Rules for English.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.answering.direct_answer import DirectAnswer
from assistant.answering.evidence import Evidence
from assistant.documents.formats.mail.labels import sent_at
from assistant.index.search.analyzer import analyze, function_words
from assistant.passages.lines import is_field
from assistant.retrieval.query import Query

_MESSAGE = r"(?:e-?mails?|mails?|messages?|letters?|repl(?:y|ies))"
_SENT = r"(?:sent|send|wrote|written|write|forwarded?|replied|received?|from)"
# The field that tells it, by the words that ask for it.
_ASKED = (
    (
        "From:",
        re.compile(
            rf"\bwho\b.*\b{_SENT}\b|\bsender\b|\bwho(?:m|se)?\b.*\b{_MESSAGE}\b.*\bfrom\b", re.IGNORECASE
        ),
    ),
    ("Date:", re.compile(rf"\b(?:when|what day|which day)\b.*\b{_MESSAGE}\b.*\b{_SENT}\b", re.IGNORECASE)),
)
_ASKED_TO = re.compile(
    rf"\b(?:to whom|who(?:m)? .*\b{_SENT}\b.* to|recipients?|who received)\b", re.IGNORECASE
)
_NAMES_MESSAGE = re.compile(rf"\b{_MESSAGE}\b", re.IGNORECASE)
_SAYS = """
email e-mail mail message letter reply send sent wrote write written forward receive sender recipient about
"""
# How sure it is, in log-odds, where the message says all that the question does.
_SURE = 1.5


def read_mail_field(query: Query, evidence: Sequence[Evidence]) -> DirectAnswer | None:
    """Return the line of a message's header that a question is about.

    Args:
        query: The question.
        evidence: Scored sentences, best first.

    Returns:
        The line of the message whose own text says most of what the question says about it; None if the
        question asks for no such line, or no message that was read says all of it.
    """
    first = max((each.ranked for each in evidence), key=lambda ranked: ranked.score).passage
    is_mail = sent_at(first.page_label) is not None
    field = _field_of(query.text) if is_mail or _NAMES_MESSAGE.search(query.text) else ""
    topic = set(query.question_terms) - {*analyze(_SAYS), *function_words()}
    if not field or not topic:
        return None
    messages: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
    for each in evidence:
        passage = each.ranked.passage
        if sent_at(passage.page_label) is not None and not each.sentence.is_quoted:
            messages[passage.content, passage.page_label].append(each)
    about = [own for own in messages.values() if topic <= _said(own)]
    # Words of the text count before those of the subject: a cover says "Fwd: Crane", the message tells of it.
    about.sort(key=lambda own: -len(topic & _said(own, with_header=False)))
    lines = [each for each in about[0] if each.text.startswith(field)] if about else []
    return DirectAnswer((lines[0],), _SURE) if lines else None


def _field_of(question: str) -> str:
    if _ASKED_TO.search(question):
        return "To:"
    return next((field for field, asks in _ASKED if asks.search(question)), "")


def _said(sentences: Sequence[Evidence], *, with_header: bool = True) -> set[str]:
    """Return the terms of a message, those of its subject and header among them or not."""
    texts = [each.text for each in sentences if with_header or not is_field(each.text)]
    if with_header:
        passage = sentences[0].ranked.passage
        texts += [passage.heading, passage.title, passage.page_label]
    return set(analyze(" ".join(texts)))
