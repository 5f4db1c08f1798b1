"""Question sets: a folder with `corpus/` and `questions.jsonl`."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError


@dataclass(frozen=True, slots=True)
class Gold:
    """Where an answer stands: a range of a document's text, or a page (from 1) of it."""

    document: str
    start: int = 0
    end: int = 0
    page: int | None = None

    def is_held_by(self, document: str, page: int | None, start: int, end: int) -> bool:
        """Whether a passage or citation holds this: the whole range, or stands on the page."""
        if document != self.document:
            return False
        return page == self.page if self.page is not None else start <= self.start and self.end <= end


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set; `group` tells "answerable" from the kinds that the documents do not answer."""

    id: str
    text: str
    group: str
    gold: tuple[Gold, ...] = ()


def load_questions(path: Path, sample: int | None = None, seed: int = 0) -> list[Question]:
    """Read a question set, one JSON object a line.

    Each has `id`, `question`, and for questions that the documents answer `document` with `answers`
    (`[{start, text}]`, offsets in the document's text) or `evidence` (`[{page}]`, from 0). Ids of
    questions without an answer begin with their group ("v2-17" is a near miss).

    Args:
        path: The JSONL file.
        sample: If given, so many questions of each group, chosen at random.
        seed: Chooses the sample.

    Raises:
        AssistantError: The file or a line of it cannot be used; names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AssistantError(f"Cannot read the questions in '{path}': {error}.") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        try:
            questions += [_question(json.loads(line))] if line.strip() else []
        except (ValueError, KeyError, TypeError) as error:
            raise AssistantError(f"Line {number} of '{path}' is no question ({error!r}).") from error
    if not questions:
        raise AssistantError(f"There are no questions in '{path}'.")
    return questions if sample is None else _sampled(questions, sample, seed)


def _question(row: dict[str, Any]) -> Question:
    if not isinstance(row["question"], str) or not row["question"].strip():
        raise ValueError("its question is no text")
    identity, document = str(row["id"]), str(row.get("document") or "")
    ranges = [
        Gold(document, answer["start"], answer["start"] + len(answer["text"]))
        for answer in row.get("answers", [])
    ]
    pages = [Gold(document, page=int(evidence["page"]) + 1) for evidence in row.get("evidence", [])]
    gold = tuple(ranges or pages)
    return Question(identity, row["question"], "answerable" if gold else _group(identity), gold)


def _group(identity: str) -> str:
    prefix = identity.split("-")[0]
    return {"v2": "near miss"}.get(prefix, prefix)


def _sampled(questions: Iterable[Question], sample: int, seed: int) -> list[Question]:
    groups: dict[str, list[Question]] = {}
    for question in questions:
        groups.setdefault(question.group, []).append(question)
    chooser = random.Random(seed)
    return [q for group in groups.values() for q in chooser.sample(group, min(sample, len(group)))]
