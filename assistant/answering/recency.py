"""The order of old and new text in e-mails: newer text first where both answer about as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.evidence import Evidence
from assistant.documents.formats.mail.labels import sent_at, thread_of

# Sentences whose scores differ by no more are shown together in one answer (the margin of `select_statements`
# with a reader); which of them leads may then depend on which is newer.
_SCORE_TIE, _SCORE_STEP = 2.8, 0.01


def newest_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Rank older text of e-mails behind newer text that answers about as well.

    Args:
        evidence: Sentences, best first.

    Returns:
        The same sentences, best first; the score of one that is put behind another is at most the other's.
    """
    scores = [each.score for each in evidence]
    for n in sorted(range(len(evidence)), key=lambda n: _age(evidence[n])):
        each = evidence[n]
        near = (m for m, e in enumerate(evidence) if e.score >= each.score - _SCORE_TIE)
        newer = [scores[m] for m in near if _supersedes(evidence[m], each)]
        if newer:
            scores[n] = min(scores[n], max(newer) - _SCORE_STEP)
    ranked = [replace(each, score=score) for each, score in zip(evidence, scores, strict=True)]
    return sorted(ranked, key=lambda e: -e.score)


def _age(evidence: Evidence) -> tuple[bool, float]:
    """Return a sort key: the newest text first, quoted text last."""
    sent = sent_at(evidence.ranked.passage.page_label)
    return evidence.sentence.is_quoted, -sent.timestamp() if sent else 0.0


def _supersedes(one: Evidence, other: Evidence) -> bool:
    """Whether a sentence is newer than another: new and not quoted, or of a later message of its thread."""
    if one.sentence.is_quoted or (other.has_expected_type and not one.has_expected_type):
        return False
    if other.sentence.is_quoted:
        return True
    sent, before = (sent_at(e.ranked.passage.page_label) for e in (one, other))
    if sent is None or before is None or sent <= before:
        return False
    return thread_of(one.ranked.passage.title) == thread_of(other.ranked.passage.title)
