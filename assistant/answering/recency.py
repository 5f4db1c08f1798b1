"""The order of old and new text in e-mails: newer text first where both answer about as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.evidence import Evidence
from assistant.answering.selection import READER_MARGIN
from assistant.documents.formats.mail.labels import sent_at, thread_of

# Keeps a sentence that is put behind another apart from it.
_SCORE_STEP = 0.01


@dataclass(frozen=True, slots=True)
class _Message:
    """The message that a sentence is from.

    Attributes:
        thread: Its subject without marks of replies.
        is_quoted: Whether the sentence is older text that the message quotes, or a signature.
        sent: When it was sent, in seconds since 1970; None if it does not say.
    """

    thread: str
    is_quoted: bool
    sent: float | None

    def supersedes(self, other: _Message) -> bool:
        """Whether its text is newer than another's of the same thread."""
        if self.is_quoted or other.is_quoted:
            return other.is_quoted and not self.is_quoted
        return self.sent is not None and other.sent is not None and self.sent > other.sent


def newest_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Rank older text of an e-mail thread behind newer text of it that answers about as well.

    Sentences answer about as well if one answer would show both: which of them leads may then depend on which
    is newer. One that lacks the expected kind of answer is not put before one that has it.

    Args:
        evidence: Sentences, best first.

    Returns:
        The same sentences, best first; the score of one that is put behind another is at most the other's.
    """
    threads: dict[str, list[tuple[int, _Message]]] = defaultdict(list)
    for number, each in enumerate(evidence):
        message = _message_of(each)
        threads[message.thread].append((number, message))
    ranked = list(evidence)
    for thread in threads.values():
        if not any(message.is_quoted or message.sent for _, message in thread):
            continue  # no e-mail
        for number, message in sorted(thread, key=lambda n: (n[1].is_quoted, -(n[1].sent or 0.0))):
            own = evidence[number]
            newer = [
                ranked[n].score
                for n, other in thread
                if other.supersedes(message)
                and evidence[n].score >= own.score - READER_MARGIN
                and (evidence[n].has_expected_type or not own.has_expected_type)
            ]
            if newer:
                ranked[number] = replace(own, score=min(own.score, max(newer) - _SCORE_STEP))
    return sorted(ranked, key=lambda e: -e.score)


def _message_of(evidence: Evidence) -> _Message:
    """Return the message that a sentence is from; other documents are like new messages without a date."""
    passage = evidence.ranked.passage
    sent = sent_at(passage.page_label)
    return _Message(
        thread_of(passage.title), evidence.sentence.is_quoted, None if sent is None else sent.timestamp()
    )
