"""Sets for conversational question rewriting, such as CANARD: follow-up questions with their rewrites."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.metrics.squad import normalize_answer
from assistant.evaluation.sets.jsonl import Row, get_list, parse_rows, require_text, sample_groups
from assistant.types import Turn

FOLLOW_UP, STANDS_ALONE = "follow-up", "stands alone"
_TITLES = 2


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question in a conversation, and the standalone question that a person wrote in its place."""

    id: str
    history: tuple[Turn, ...]
    question: str
    rewrite: str

    @property
    def group(self) -> str:
        """The group of the question: `STANDS_ALONE` if the rewrite says the same, else `FOLLOW_UP`."""
        return (
            STANDS_ALONE if normalize_answer(self.question) == normalize_answer(self.rewrite) else FOLLOW_UP
        )


def load_followups(path: Path, sample: int | None = None, seed: int = 0) -> list[FollowUp]:
    """Read follow-up questions.

    `history` is two titles, of the article and its section, then questions and answers in turn. The titles
    become a first turn without an answer, as if the person had begun by naming the subject.

    Args:
        path: The JSONL file: `history`, `question`, `rewrite`, and if known `id`.
        sample: If given, the number of random questions of each group.
        seed: The seed of the sample.

    Raises:
        AssistantError: The file or a line of it cannot be used; names the line.
    """
    return sample_groups(parse_rows(path, _parse_followup), lambda item: item.group, sample, seed)


def _parse_followup(number: int, row: Row) -> FollowUp:
    history = get_list(row, "history", str)
    if len(history) % 2:
        raise ValueError("'history' must be two titles, then questions and answers in turn: an even number")
    titles = [title for title in history[:_TITLES] if title.strip()]
    exchanges = history[_TITLES:]
    turns = [Turn(", ".join(titles))] if titles else []
    turns += [
        Turn(question, answer) for question, answer in zip(exchanges[::2], exchanges[1::2], strict=True)
    ]
    return FollowUp(
        str(row.get("id") or f"line-{number}"),
        tuple(turns),
        require_text(row, "question"),
        require_text(row, "rewrite"),
    )
