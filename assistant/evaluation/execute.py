"""Run the evaluation task of a question set, from its files to results."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.api import Index, open_index
from assistant.errors import AssistantError
from assistant.evaluation.report import failures
from assistant.evaluation.report.provenance import models_of, provenance, set_provenance
from assistant.evaluation.report.summary import summarize
from assistant.evaluation.results import Record, Results
from assistant.evaluation.sets.feedback import load_feedback, relocate_gold
from assistant.evaluation.sets.followups import load_followups
from assistant.evaluation.sets.gold_check import check_gold
from assistant.evaluation.sets.own_document import ask_of_own_document
from assistant.evaluation.sets.question_set import QuestionSet
from assistant.evaluation.sets.questions import load_questions
from assistant.evaluation.sets.sentence_selection import load_selections, write_corpus
from assistant.evaluation.tasks.answers import answer_questions, answer_records
from assistant.evaluation.tasks.feedback import feedback_records
from assistant.evaluation.tasks.followups import followup_records
from assistant.evaluation.tasks.sentence_selection import sentence_selection_records
from assistant.evaluation.tasks.written import written_records
from assistant.index.build.build import build
from assistant.settings import Settings
from assistant.terminal.progress_bar import ProgressBar, progress_counter
from assistant.types import BuildReport


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Options of a run: questions of each group (None: all), seed of the sample, wrong answers to show.

    `in_document` asks each question of its own document alone; `written` has the language model answer.
    """

    sample: int | None = None
    seed: int = 0
    failures: int = 0
    in_document: bool = False
    written: bool = False


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A finished run: its results, and the report of wrong answers (Markdown) if one was asked for."""

    results: Results
    failures: str = ""


def execute(question_set: QuestionSet, settings: Settings, options: RunOptions) -> FinishedRun:
    """Run a question set, with progress on standard error.

    Args:
        question_set: The set.
        settings: The settings to measure; the index is built in the cache folder.
        options: How much of it is run.

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
    finished = run(question_set, settings, options)
    about = {
        **provenance(settings, options.sample, options.seed, options.in_document),
        **set_provenance(question_set),
        **finished.results.about,
        "seconds": round(time.monotonic() - began, 1),
    }
    return replace(finished, results=replace(finished.results, about=about))


def execute_all(
    sets: Mapping[str, QuestionSet], settings: Settings, options: RunOptions
) -> Iterator[tuple[str, FinishedRun]]:
    """Run a question set of every kind, and yield each kind with its run as it finishes.

    Args:
        sets: The sets by kind, all of questions about a corpus.
        settings: The settings to measure.
        options: How much of each is run.
    """
    for number, (kind, question_set) in enumerate(sets.items(), start=1):
        sys.stderr.write(f"{number}/{len(sets)} {kind}\n")
        yield kind, execute(question_set, settings, options)


def merge_runs(of_kinds: Mapping[str, Results]) -> Results:
    """Return one run on several kinds (`report/kinds.py`), of those on each with the same settings."""
    own = ("set", "corpus", "documents", "passages")
    shared = ("date", "version", "commit", "modified", "python", "machine", "sample", "seed", "in_document")
    first = next(iter(of_kinds.values())).about
    about = {name: first.get(name) for name in (*shared, "settings", "models")}
    about["sets"] = {kind: {name: r.about.get(name) for name in own} for kind, r in of_kinds.items()}
    about["questions_sha256"] = {kind: r.about.get("questions_sha256") for kind, r in of_kinds.items()}
    about["seconds"] = round(sum(r.about.get("seconds", 0.0) for r in of_kinds.values()), 1)
    records = tuple(replace(record, kind=kind) for kind, r in of_kinds.items() for record in r.records)
    notes = tuple(f"{kind}: {note}" for kind, r in of_kinds.items() for note in r.notes)
    failed = {f"{kind}/{p}": why for kind, r in of_kinds.items() for p, why in r.failed_documents.items()}
    return Results("kinds", about, summarize(records), records, notes, failed)


def _answers(question_set: QuestionSet, settings: Settings, options: RunOptions) -> FinishedRun:
    questions = load_questions(question_set.file, options.sample, options.seed)
    assert question_set.corpus is not None
    settings = _with_cached_index(settings, question_set.corpus, str(question_set.corpus.resolve()))
    built = _build_index(settings)
    with open_index(settings=settings) as index:
        usable, notes = check_gold(index, questions)
        if options.in_document:
            usable, left_out = ask_of_own_document(index, usable)
            notes += left_out
        if not usable:
            raise AssistantError(f"No question of '{question_set.place}' can be measured: {notes[0]}.")
        if options.written:
            with progress_counter(len(usable), "question") as counted:
                records, more = written_records(index, usable, counted)
            results = _results(question_set, records, [*notes, *more], built, index)
            return FinishedRun(replace(results, form="written"))
        with progress_counter(len(usable), "question") as counted:
            outcomes = answer_questions(index, usable, counted)
        records, more = answer_records(outcomes, settings.caution)
        results = _results(question_set, records, [*notes, *more], built, index)
        if not options.failures:
            return FinishedRun(results)
        wrong = failures.wrong_outcomes(outcomes, settings.caution)
        with progress_counter(
            len(failures.sample_outcomes(wrong, options.failures, options.seed)), "wrong answer"
        ) as counted:
            report = failures.failure_report(
                index, outcomes, settings.caution, options.failures, options.seed, counted
            )
    return FinishedRun(results, report)


def _sentences(question_set: QuestionSet, settings: Settings, options: RunOptions) -> FinishedRun:
    items, left_out = load_selections(question_set.file, options.sample, options.seed)
    if not items:
        raise AssistantError(f"No question of '{question_set.place}' has a gold sentence.")
    key = f"{question_set.file.resolve()} {options.sample} {options.seed}"
    corpus = _cache_folder(settings, key) / "corpus"
    write_corpus(items, corpus)
    settings = _with_cached_index(settings, corpus, key)
    built = _build_index(settings)
    notes = [f"{left_out} questions without a gold sentence are left out"] if left_out else []
    with open_index(settings=settings) as index, progress_counter(len(items), "question") as counted:
        records, more = sentence_selection_records(index, items, counted)
        return FinishedRun(_results(question_set, records, [*notes, *more], built, index))


def _followups(question_set: QuestionSet, settings: Settings, options: RunOptions) -> FinishedRun:
    items = load_followups(question_set.file, options.sample, options.seed)
    with progress_counter(len(items), "question") as counted:
        records = followup_records(items, counted)
    return FinishedRun(_results(question_set, records, []))


def _feedback(question_set: QuestionSet, settings: Settings, options: RunOptions) -> FinishedRun:
    questions, notes = load_feedback(question_set, options.sample, options.seed)
    assert question_set.corpus is not None
    settings = _with_cached_index(settings, question_set.corpus, str(question_set.corpus.resolve()))
    built = _build_index(settings)
    with open_index(settings=settings) as index:
        usable, more = check_gold(index, relocate_gold(index, questions))
        if not usable:
            raise AssistantError(f"No verdict in '{question_set.place}' can be measured: {more[0]}.")
        with progress_counter(len(usable), "question") as counted:
            outcomes = answer_questions(index, usable, counted)
        records = feedback_records(outcomes, settings.caution)
        return FinishedRun(_results(question_set, records, [*notes, *more], built, index))


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
    return Results(question_set.form, about, summarize(records), tuple(records), tuple(notes), failed)


def _cache_folder(settings: Settings, key: str) -> Path:
    """Return the folder in the cache for the corpus and index of a key."""
    return settings.cache_folder() / "evaluation" / hashlib.sha256(key.encode()).hexdigest()[:16]


def _with_cached_index(settings: Settings, corpus: Path, key: str) -> Settings:
    """Return settings for a corpus whose index lies in the cache, so that a second run reuses it."""
    return settings.using(corpus=str(corpus), index=str(_cache_folder(settings, key) / "index"))


def _build_index(settings: Settings) -> BuildReport:
    with ProgressBar() as bar:
        return build(settings, bar.update)
