"""Each question asked of its own document alone, as of one file that somebody opened."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from assistant.api import Index
from assistant.evaluation.sets.gold_check import name_questions
from assistant.evaluation.sets.questions import Question


def ask_of_own_document(index: Index, questions: Sequence[Question]) -> tuple[list[Question], list[str]]:
    """Let each question be asked of one document alone, and keep the gold in it.

    A question without an answer that names no document is asked of one that its id draws.

    Args:
        index: The index of the corpus.
        questions: The questions, with their gold checked.

    Returns:
        The questions, and notes on those that are left out: they have an answer, but name no document.
        One whose document could not be indexed is asked of no document and counts as wrong.
    """
    readable = sorted(info.path for info in index.documents() if info.state != "failed")
    kept: list[Question] = []
    nowhere: list[str] = []
    for question in questions:
        own = question.document or ("" if question.gold or not readable else _drawn(question.id, readable))
        gold = tuple(place for place in question.gold if place.document in ("", own))
        if not own or (question.gold and not gold):
            nowhere.append(question.id)
            continue
        asked_of = (own,) if own in readable else ()
        kept.append(replace(question, gold=gold, document=own, asked_of=asked_of))
    reason = "left out, since no document of their own is known"
    return kept, list(name_questions({reason: nowhere}, "{}")) if nowhere else []


def _drawn(identity: str, documents: Sequence[str]) -> str:
    """Return a document that looks drawn at random, always the same for the same id."""
    place = int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8], "big")
    return documents[place % len(documents)]
