"""Ask every question of a set and measure what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean

from assistant.api import Index
from assistant.evaluation.questions import Question
from assistant.types import Answer, Citation, Passage

RANKS = (1, 3, 5, 10)
Metrics = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with the passages that were found and the answer that was forced."""

    question: Question
    passages: tuple[Passage, ...]
    answer: Answer

    def holds(self, found: Passage | Citation) -> bool:
        """Whether a passage or citation holds a gold answer."""
        names = (found.document, *found.also_in)
        return any(
            gold.is_held_by(name, found.page, found.start, found.end)
            for gold in self.question.gold
            for name in names
        )


def run(index: Index, questions: Sequence[Question], on_question: Callable[[], None]) -> list[Outcome]:
    """Retrieve for and answer every question, never refusing; confidence tells what would be refused."""
    outcomes = []
    for question in questions:
        passages = index.retrieve(question.text, max(RANKS))
        outcomes.append(Outcome(question, tuple(passages), index.ask(question.text, refuse=False)))
        on_question()
    return outcomes


def measure(outcomes: Sequence[Outcome], caution: float) -> Metrics:
    """Return the metrics of a run, by group; shares are 0..1 (definitions: docs/evaluation.md)."""
    answerable = [o for o in outcomes if o.question.gold]
    metrics: Metrics = {}
    if answerable:
        metrics["passages"] = _passage_metrics(answerable)
        metrics["citations"] = _citation_metrics(answerable)
    metrics["refused"] = _refusals(outcomes, caution)
    separation = _separation(outcomes, answerable)
    if separation:
        metrics["AUROC of confidence, against answerable"] = separation
    return metrics


def _passage_metrics(outcomes: Sequence[Outcome]) -> dict[str, float]:
    ranks = [next((n for n, p in enumerate(o.passages, start=1) if o.holds(p)), None) for o in outcomes]
    hits = {f"hit@{k}": mean(rank is not None and rank <= k for rank in ranks) for k in RANKS}
    return hits | {"MRR@10": mean(1 / rank if rank else 0.0 for rank in ranks)}


def _citation_metrics(outcomes: Sequence[Outcome]) -> dict[str, float]:
    held = [[o.holds(citation) for citation in o.answer.citations] for o in outcomes]
    return {
        "questions": len(outcomes),
        "first right": mean(bool(h and h[0]) for h in held),
        "any of three right": mean(any(h[:3]) for h in held),
        "citations an answer": mean(len(h) for h in held),
        "characters cited": mean(sum(len(c.quote) for c in o.answer.citations) for o in outcomes),
    }


def _refusals(outcomes: Sequence[Outcome], caution: float) -> dict[str, float]:
    groups = dict.fromkeys(o.question.group for o in outcomes)
    return {
        group: mean(o.answer.confidence < caution for o in outcomes if o.question.group == group)
        for group in groups
    }


def _separation(outcomes: Sequence[Outcome], answerable: Sequence[Outcome]) -> dict[str, float]:
    if not answerable:
        return {}
    from sklearn.metrics import roc_auc_score

    yes = [o.answer.confidence for o in answerable]
    separated = {}
    for group in dict.fromkeys(o.question.group for o in outcomes if not o.question.gold):
        no = [o.answer.confidence for o in outcomes if o.question.group == group and not o.question.gold]
        separated[group] = float(roc_auc_score([1] * len(yes) + [0] * len(no), yes + no))
    return separated
