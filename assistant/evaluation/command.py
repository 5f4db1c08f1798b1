"""The command `assistant evaluate`: run question sets and write the results, or compare two runs."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from assistant.errors import AssistantError, UsageError
from assistant.evaluation.execute import FinishedRun, RunOptions, execute, execute_all, merge_runs
from assistant.evaluation.metrics.ranking import require_libraries
from assistant.evaluation.report.compare import compare_results, comparison_data, comparison_text
from assistant.evaluation.report.plots import draw_risk_coverage
from assistant.evaluation.report.tables import results_text
from assistant.evaluation.results import Results, as_json, read_results
from assistant.evaluation.sets.feedback import feedback_set
from assistant.evaluation.sets.question_set import find_set, find_sets
from assistant.settings import Settings
from assistant.terminal.output import print_json, print_text

_RESULTS = Path("results")


def evaluate(options: argparse.Namespace, settings: Settings) -> None:
    """Run `assistant evaluate` with its parsed options.

    Args:
        options: sets, all, in_document, feedback, written, compare, corpus, sample, seed, output, failures,
            json.
        settings: The settings to measure.

    Raises:
        UsageError: The options do not go together.
        AssistantError: A file cannot be used, or a library is missing.
    """
    if options.compare is not None:
        _compare(options)
        return
    _check_options(options)
    require_libraries()
    run = RunOptions(
        options.sample, options.seed, options.failures or 0, options.in_document, options.written
    )
    if options.all:
        results, files = _evaluate_all(options, settings, run)
    else:
        results, files = _evaluate_one(options, settings, run)
    if options.json:
        shown = asdict(results) | {"files": [str(path) for path in files]}
        del shown["records"]
        print_json(shown)
    else:
        print_text(_text(results, files))


def _check_options(options: argparse.Namespace) -> None:
    if options.feedback and (options.sets or options.all):
        raise UsageError("--feedback takes what was judged on the page as the question set; leave SET out.")
    if not options.sets and not options.feedback:
        raise UsageError(
            "Name a question set (a folder or a JSONL file), or two results to compare: --compare OLD NEW, "
            "or measure what was judged on the page: --feedback."
        )
    if options.all and options.corpus:
        raise UsageError("--all takes the documents beside each question set; leave --corpus out.")
    if options.all and options.output is not None and options.output.suffix == ".json":
        raise UsageError("--all writes several files; name a folder: --output FOLDER.")
    if options.written and (options.all or options.feedback or options.failures):
        raise UsageError("--written measures one question set; leave --all, --feedback and --failures out.")
    if len(options.sets) > 1 and not options.all:
        raise UsageError("Several question sets are measured, a row each, with --all.")


def _evaluate_one(
    options: argparse.Namespace, settings: Settings, run: RunOptions
) -> tuple[Results, list[Path]]:
    question_set = (
        feedback_set(settings)
        if options.feedback
        else find_set(options.sets[0], Path(options.corpus) if options.corpus else None)
    )
    needs_answers = {
        "--failures": run.failures,
        "--in-document": run.in_document,
        "--written": run.written,
    }
    for option, given in needs_answers.items():
        if given and question_set.form != "answers":
            raise UsageError(f"{option} needs questions about a corpus, and these are {question_set.form}.")
    output = _OutputFiles(options.output, question_set.name)
    finished = execute(question_set, settings, run)
    return finished.results, output.write(finished, settings)


def _evaluate_all(
    options: argparse.Namespace, settings: Settings, run: RunOptions
) -> tuple[Results, list[Path]]:
    """Measure every set; the results of each go to a folder of its name beside those over all."""
    sets = find_sets(options.sets)
    output = _OutputFiles(options.output, "kinds")
    outputs = {kind: _OutputFiles(output.folder / kind, kind) for kind in sets}
    of_kinds = {}
    for kind, finished in execute_all(sets, settings, run):
        outputs[kind].write(finished, settings)
        of_kinds[kind] = finished.results
    results = merge_runs(of_kinds)
    return results, [
        *output.write(FinishedRun(results), settings),
        *(each.folder for each in outputs.values()),
    ]


def _compare(options: argparse.Namespace) -> None:
    given = {"SET": options.sets or None, "--sample": options.sample, "--failures": options.failures}
    given |= {"--output": options.output, "--feedback": options.feedback or None}
    given |= {"--all": options.all or None, "--in-document": options.in_document or None}
    given |= {"--written": options.written or None}
    extra = [name for name, value in given.items() if value is not None]
    if extra:
        raise UsageError(f"--compare takes two results and nothing else; leave {extra[0]} out.")
    old, new = (read_results(path) for path in options.compare)
    comparison = compare_results(old, new)
    if options.json:
        print_json(comparison_data(comparison))
    else:
        print_text(comparison_text(comparison))


class _OutputFiles:
    """The output files of a run; checked before it, so that a wrong path does not cost hours."""

    def __init__(self, path: Path | None, name: str) -> None:
        if path is not None and path.suffix == ".json":
            if path.is_dir():
                raise AssistantError(f"'{path}' is a folder; name a file or a folder without '.json'.")
            self.folder, self._results, self._prefix = path.parent, path, f"{path.stem}-"
        else:
            now = datetime.now().strftime("%Y%m%d-%H%M%S")
            self.folder = path or _RESULTS / f"{name}-{now}"
            self._results, self._prefix = self.folder / "results.json", ""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AssistantError(
                f"Cannot write to '{self.folder}' ({error.strerror}); name another place: --output."
            ) from error

    def write(self, finished: FinishedRun, settings: Settings) -> list[Path]:
        """Write the results, and the plot and the report of wrong answers where there are any."""
        results = finished.results
        self._results.write_text(as_json(results), encoding="utf-8")
        files = [self._results]
        if results.form == "answers":
            plot = self.folder / f"{self._prefix}risk-coverage"
            files += draw_risk_coverage(results.records, settings.caution, plot)
        if finished.failures:
            files.append(self.folder / f"{self._prefix}failures.md")
            files[-1].write_text(finished.failures, encoding="utf-8")
        return files


def _text(results: Results, files: list[Path]) -> str:
    failed = [f"Not indexed: {path}: {reason}" for path, reason in results.failed_documents.items()]
    written = [f"Written: {path}" for path in files]
    return "\n".join([*failed, *([""] if failed else []), results_text(results), "", *written])
