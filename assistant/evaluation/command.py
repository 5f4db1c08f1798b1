"""The command `assistant evaluate`: run a question set and write the results, or compare two runs."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from assistant.errors import AssistantError, UsageError
from assistant.evaluation.execute import FinishedRun, RunOptions, execute
from assistant.evaluation.metrics.ranking import require_libraries
from assistant.evaluation.report.compare import compare_results, comparison_data, comparison_text
from assistant.evaluation.report.plots import draw_risk_coverage
from assistant.evaluation.report.tables import results_text
from assistant.evaluation.results import Results, as_json, read_results
from assistant.evaluation.sets.feedback import feedback_set
from assistant.evaluation.sets.question_set import QuestionSet, find_set
from assistant.settings import Settings
from assistant.terminal.output import print_json, print_text

_RESULTS = Path("results")


def evaluate(options: argparse.Namespace, settings: Settings) -> None:
    """Run `assistant evaluate` with its parsed options.

    Args:
        options: set, feedback, compare, corpus, sample, seed, output, failures, json.
        settings: The settings to measure.

    Raises:
        UsageError: The options do not go together.
        AssistantError: A file cannot be used, or a library is missing.
    """
    if options.compare is not None:
        _compare(options)
        return
    if options.feedback and options.set is not None:
        raise UsageError("--feedback takes what was judged on the page as the question set; leave SET out.")
    if options.set is None and not options.feedback:
        raise UsageError(
            "Name a question set (a folder or a JSONL file), or two results to compare: --compare OLD NEW, "
            "or measure what was judged on the page: --feedback."
        )
    require_libraries()
    question_set = (
        feedback_set(settings)
        if options.feedback
        else find_set(options.set, Path(options.corpus) if options.corpus else None)
    )
    if options.failures and question_set.form != "answers":
        raise UsageError(f"--failures needs questions about a corpus, and these are {question_set.form}.")
    output = _OutputFiles(options.output, question_set)
    finished = execute(
        question_set, settings, RunOptions(options.sample, options.seed, options.failures or 0)
    )
    files = output.write(finished, settings)
    if options.json:
        shown = asdict(finished.results) | {"files": [str(path) for path in files]}
        del shown["records"]
        print_json(shown)
    else:
        print_text(_text(finished.results, files))


def _compare(options: argparse.Namespace) -> None:
    given = {"SET": options.set, "--sample": options.sample, "--failures": options.failures}
    given |= {"--output": options.output, "--feedback": options.feedback or None}
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

    def __init__(self, path: Path | None, question_set: QuestionSet) -> None:
        if path is not None and path.suffix == ".json":
            if path.is_dir():
                raise AssistantError(f"'{path}' is a folder; name a file or a folder without '.json'.")
            self._folder, self._results, self._prefix = path.parent, path, f"{path.stem}-"
        else:
            now = datetime.now().strftime("%Y%m%d-%H%M%S")
            self._folder = path or _RESULTS / f"{question_set.name}-{now}"
            self._results, self._prefix = self._folder / "results.json", ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AssistantError(
                f"Cannot write to '{self._folder}' ({error.strerror}); name another place: --output."
            ) from error

    def write(self, finished: FinishedRun, settings: Settings) -> list[Path]:
        """Write the results, and the plot and the report of wrong answers where there are any."""
        results = finished.results
        self._results.write_text(as_json(results), encoding="utf-8")
        files = [self._results]
        if results.form == "answers":
            plot = self._folder / f"{self._prefix}risk-coverage"
            files += draw_risk_coverage(results.records, settings.caution, plot)
        if finished.failures:
            files.append(self._folder / f"{self._prefix}failures.md")
            files[-1].write_text(finished.failures, encoding="utf-8")
        return files


def _text(results: Results, files: list[Path]) -> str:
    failed = [f"Not indexed: {path}: {reason}" for path, reason in results.failed_documents.items()]
    written = [f"Written: {path}" for path in files]
    return "\n".join([*failed, *([""] if failed else []), results_text(results), "", *written])
