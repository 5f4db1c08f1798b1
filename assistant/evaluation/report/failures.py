"""A report of wrong answers: question, citations, and the stage at which the right sentence was lost."""

from __future__ import annotations

import random
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.evidence import Evidence
from assistant.api import Index
from assistant.evaluation.sets.questions import Gold
from assistant.evaluation.stages import ranked_and_scored
from assistant.evaluation.tasks.answers import Outcome, contains_gold, is_correct
from assistant.passages.pages import page_at
from assistant.retrieval.search import as_passage
from assistant.types import Passage

# The number of ranked passages among which the right one is looked for.
DEPTH = 30
_SURROUNDING_CHARACTERS = 160
_LINE_WIDTH = 108

NOT_RETRIEVED = f"its passage is not among the first {DEPTH}"
NOT_READ = "its passage ranks too low to be read"
SPREAD = "no single sentence of what was read holds it"
NOT_CHOSEN = "another sentence scored higher"
NOT_FIRST = "its sentence scored highest, but was not cited first"
REFUSED = "refused, though the first citation is right"
NOT_REFUSED = "answered, though the documents hold no answer"
STAGES = (NOT_RETRIEVED, NOT_READ, SPREAD, NOT_CHOSEN, NOT_FIRST, REFUSED, NOT_REFUSED)


@dataclass(frozen=True, slots=True)
class Failure:
    """A wrong answer, with the ranks of the right passage and sentence, from 1; None for "not found"."""

    outcome: Outcome
    stage: str
    passage_rank: int | None = None
    sentence_rank: int | None = None
    sentence: Evidence | None = None
    best_score: float | None = None


def wrong_outcomes(outcomes: Iterable[Outcome], caution: float) -> list[Outcome]:
    """Return the outcomes that a person would call wrong.

    An answerable question is wrong if its first citation is, or if it is refused; another one if it is
    not refused.
    """
    return [o for o in outcomes if _is_wrong(o, caution)]


def sample_outcomes(outcomes: Sequence[Outcome], limit: int, seed: int) -> list[Outcome]:
    """Return up to `limit` answerable and up to `limit` other outcomes, at random but in their order."""
    generator = random.Random(seed)
    picked: list[Outcome] = []
    for answerable in (True, False):
        kind = [outcome for outcome in outcomes if bool(outcome.question.gold) is answerable]
        indices = sorted(generator.sample(range(len(kind)), min(limit, len(kind))))
        picked += [kind[index] for index in indices]
    return picked


def trace_failure(index: Index, outcome: Outcome) -> Failure:
    """Retrieve and score again, and tell at which stage the right sentence was lost."""
    question, settings = outcome.question, index.settings
    if not question.gold:
        return Failure(outcome, NOT_REFUSED)
    if _first_is_correct(outcome):
        return Failure(outcome, REFUSED)
    read = settings.passages_read
    ranked, evidence = ranked_and_scored(index, question.text, max(DEPTH, read), read, question.asked_of)
    found = (n for n, r in enumerate(ranked, start=1) if is_correct(as_passage(r), question))
    passage_rank = next(found, None)
    correct = (n for n, e in enumerate(evidence, start=1) if _contains_gold(index, e, question.gold))
    sentence_rank = next(correct, None)
    if sentence_rank is not None:
        stage = NOT_CHOSEN if sentence_rank > 1 else NOT_FIRST
    elif passage_rank is None:
        stage = NOT_RETRIEVED
    else:
        stage = NOT_READ if passage_rank > read else SPREAD
    return Failure(
        outcome,
        stage,
        passage_rank,
        sentence_rank,
        evidence[sentence_rank - 1] if sentence_rank else None,
        evidence[0].score if evidence else None,
    )


def failure_report(
    index: Index,
    outcomes: Sequence[Outcome],
    caution: float,
    limit: int,
    seed: int,
    on_failure: Callable[[], None],
) -> str:
    """Return a Markdown report of wrong answers.

    Args:
        index: The index that was asked.
        outcomes: All outcomes of the run.
        caution: The confidence below which a question counts as refused.
        limit: The most wrong answers to show, of answerable questions and of others each.
        seed: The seed of their random choice.
        on_failure: Called after each.
    """
    wrong = wrong_outcomes(outcomes, caution)
    picked = sample_outcomes(wrong, limit, seed)
    failures = []
    for outcome in picked:
        failures.append(trace_failure(index, outcome))
        on_failure()
    answerable = sum(bool(outcome.question.gold) for outcome in wrong)
    counts = Counter(failure.stage for failure in failures)
    lines = [
        "# Wrong answers",
        "",
        f"{len(wrong)} of {len(outcomes)} questions went wrong: {answerable} that the documents answer "
        f"(wrong first citation, or refused) and {len(wrong) - answerable} that they do not (answered). "
        f"{len(failures)} of them, chosen at random (seed {seed}):",
        "",
        "| what happened | how many |",
        "|---|---|",
        *(f"| {stage} | {counts[stage]} |" for stage in STAGES if counts[stage]),
    ]
    for number, failure in enumerate(failures, start=1):
        lines += ["", f"## {number}. {failure.stage}", "", *_describe(index, failure)]
    return "\n".join(lines) + "\n"


def _is_wrong(outcome: Outcome, caution: float) -> bool:
    refused = outcome.answer.confidence < caution
    return (refused or not _first_is_correct(outcome)) if outcome.question.gold else not refused


def _first_is_correct(outcome: Outcome) -> bool:
    citations = outcome.answer.citations
    return bool(citations) and is_correct(citations[0], outcome.question)


def _contains_gold(index: Index, evidence: Evidence, golds: Sequence[Gold]) -> bool:
    stored, sentence = evidence.ranked.passage, evidence.sentence
    page = page_at(index.document_pages(stored.documents[0]), sentence.start)
    quote = stored.text[sentence.start - stored.start : sentence.end - stored.start]
    as_found = Passage(
        stored.documents[0],
        page.number if page else None,
        sentence.start,
        sentence.end,
        quote,
        also_in=stored.documents[1:],
    )
    return any(contains_gold(as_found, gold) for gold in golds)


def _describe(index: Index, failure: Failure) -> Iterable[str]:
    """Yield the lines of an indented code block, in which Markdown and HTML of documents have no effect."""
    outcome = failure.outcome
    question, answer = outcome.question, outcome.answer
    rows = [("question", question.text), ("id", f"{question.id} ({question.group})")]
    rows += [("asked of", document) for document in question.asked_of or ()]
    rows += [("gold answer", text) for text in question.answers[:3]]
    rows += [("gold place", _gold_place_text(index, gold)) for gold in question.gold[:3]]
    if failure.stage not in (REFUSED, NOT_REFUSED):
        rows.append(("gold passage", _rank_text(failure.passage_rank, DEPTH, "passages")))
        rows.append(("gold sentence", _sentence_text(failure)))
    rows.append(("confidence", f"{answer.confidence:.3f}"))
    for number, citation in enumerate(answer.citations, start=1):
        mark = " (right)" if is_correct(citation, question) else ""
        page = f", page {citation.page}" if citation.page else ""
        where = f"{citation.document}{page}, score {citation.score:.2f}{mark}: “{_flat(citation.quote)}”"
        rows.append((f"cited {number}", where))
    if not answer.citations:
        rows.append(("cited", "nothing"))
    for name, text in rows:
        yield from textwrap.wrap(
            f"{name:<14} {_flat(text)}",
            _LINE_WIDTH,
            initial_indent="    ",
            subsequent_indent=" " * 19,
            break_on_hyphens=False,
        )


def _gold_place_text(index: Index, gold: Gold) -> str:
    if not gold.document:
        return "anywhere"
    if gold.page is not None:
        return f"{gold.document}, page {gold.page}"
    if not gold.end:
        return gold.document
    text = index.document_text(gold.document)
    before, after = (
        text[max(0, gold.start - _SURROUNDING_CHARACTERS) : gold.start],
        text[gold.end : gold.end + _SURROUNDING_CHARACTERS],
    )
    return f"{gold.document} at {gold.start}: …{before}[[{text[gold.start : gold.end]}]]{after}…"


def _rank_text(rank: int | None, among: int, what: str) -> str:
    return f"rank {rank}" if rank else f"not among the first {among} {what}"


def _sentence_text(failure: Failure) -> str:
    if failure.sentence is None or failure.best_score is None:
        return "not among what was read"
    best = f"the best has {failure.best_score:.2f}"
    return (
        f"rank {failure.sentence_rank}, score {failure.sentence.score:.2f}; {best}: “{failure.sentence.text}”"
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
