"""Run a question set of any form, from its files to results."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.api import Index, open_index
from assistant.errors import AssistantError
from assistant.evaluation.metrics import answers
from assistant.evaluation.report import failures
from assistant.evaluation.report.origin import models_of, origin
from assistant.evaluation.report.records import Record, Results
from assistant.evaluation.report.summary import summarized
from assistant.evaluation.sets import feedback, followups, selection
from assistant.evaluation.sets.checking import checked
from assistant.evaluation.sets.forms import QuestionSet
from assistant.evaluation.sets.questions import load_questions
from assistant.index.build.build import build
from assistant.settings import Settings
from assistant.terminal.progress_bar import ProgressBar, progress_counter
from assistant.types import BuildReport


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of a set is to be run: a sample of each group, and how many wrong answers are shown."""

    sample: int | None = None
    seed: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished run: its results, and if wanted the report of wrong answers, in Markdown."""

    results: Results
    failures: str = ""


def execute(question_set: QuestionSet, settings: Settings, wanted: Wanted) -> Finished:
    """Run a question set, with progress on standard error.

    Args:
        question_set: The set.
        settings: The settings to measure; the index is built in the cache folder.
        wanted: How much of it.

    Raises:
        AssistantError: The set cannot be used.
    """
    run = {
        "answers": _answers,
        "sentences": _sentences,
        "follow-ups": _followups,
        "feedback": _feedback,
    }[question_set.form]
    began = time.monotonic()
    finished = run(question_set, settings, wanted)
    about = {
        **origin(question_set, settings, wanted.sample, wanted.seed),
        **finished.results.about,
        "seconds": round(time.monotonic() - began, 1),
    }
    return replace(finished, results=replace(finished.results, about=about))


def _answers(question_set: QuestionSet, settings: Settings, wanted: Wanted) -> Finished:
    questions = load_questions(question_set.questions, wanted.sample, wanted.seed)
    assert question_set.corpus is not None
    settings = _indexed_elsewhere(settings, question_set.corpus, str(question_set.corpus.resolve()))
    built = _built(settings)
    with open_index(settings=settings) as index:
        usable, notes = checked(index, questions)
        if not usable:
            raise AssistantError(f"No question of '{question_set.questions}' can be measured: {notes[0]}.")
        with progress_counter(len(usable), "question") as counted:
            outcomes = answers.run(index, usable, counted)
        records, more = answers.records(outcomes, settings.caution)
        results = _results(question_set, records, [*notes, *more], built, index)
        if not wanted.failures:
            return Finished(results)
        wrong = failures.failed(outcomes, settings.caution)
        with progress_counter(
            len(failures.chosen(wrong, wanted.failures, wanted.seed)), "wrong answer"
        ) as counted:
            report = failures.report(index, outcomes, settings.caution, wanted.failures, wanted.seed, counted)
    return Finished(results, report)


def _sentences(question_set: QuestionSet, settings: Settings, wanted: Wanted) -> Finished:
    items, left_out = selection.load_selections(question_set.questions, wanted.sample, wanted.seed)
    if not items:
        raise AssistantError(f"No question of '{question_set.questions}' has a gold sentence.")
    key = f"{question_set.questions.resolve()} {wanted.sample} {wanted.seed}"
    corpus = _place(settings, key) / "corpus"
    selection.write_corpus(items, corpus)
    settings = _indexed_elsewhere(settings, corpus, key)
    built = _built(settings)
    notes = [f"{left_out} questions without a gold sentence are left out"] if left_out else []
    with open_index(settings=settings) as index, progress_counter(len(items), "question") as counted:
        records, more = selection.records(index, items, counted)
        return Finished(_results(question_set, records, [*notes, *more], built, index))


def _followups(question_set: QuestionSet, settings: Settings, wanted: Wanted) -> Finished:
    items = followups.load_followups(question_set.questions, wanted.sample, wanted.seed)
    with progress_counter(len(items), "question") as counted:
        records = followups.records(items, counted)
    return Finished(_results(question_set, records, []))


def _feedback(question_set: QuestionSet, settings: Settings, wanted: Wanted) -> Finished:
    questions, notes = feedback.load_feedback(question_set.questions, wanted.sample, wanted.seed)
    assert question_set.corpus is not None
    settings = _indexed_elsewhere(settings, question_set.corpus, str(question_set.corpus.resolve()))
    built = _built(settings)
    with open_index(settings=settings) as index:
        usable, more = checked(index, feedback.relocated(index, questions))
        if not usable:
            raise AssistantError(f"No verdict in '{question_set.questions}' can be measured: {more[0]}.")
        with progress_counter(len(usable), "question") as counted:
            outcomes = answers.run(index, usable, counted)
        records = feedback.records(outcomes, settings.caution)
        return Finished(_results(question_set, records, [*notes, *more], built, index))


def _results(
    question_set: QuestionSet,
    records: Sequence[Record],
    notes: Sequence[str],
    built: BuildReport | None = None,
    index: Index | None = None,
) -> Results:
    failed = {change.path: change.reason for change in built.of_kind("failed")} if built else {}
    about: dict[str, Any] = {"models": models_of(index) if index else {}}
    if built:
        about |= {"documents": built.documents, "passages": built.passages}
    return Results(question_set.form, about, summarized(records), tuple(records), tuple(notes), failed)


def _place(settings: Settings, key: str) -> Path:
    """Return the folder in the cache for what belongs to a key."""
    return settings.cache_folder() / "evaluation" / hashlib.sha256(key.encode()).hexdigest()[:16]


def _indexed_elsewhere(settings: Settings, corpus: Path, key: str) -> Settings:
    """Return settings for a corpus with its index in the cache, so that a second run only asks."""
    return settings.using(corpus=str(corpus), index=str(_place(settings, key) / "index"))


def _built(settings: Settings) -> BuildReport:
    with ProgressBar() as bar:
        return build(settings, bar.update)
