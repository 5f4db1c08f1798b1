"""The `assistant` command: chat, index, ask, search, doctor, evaluate, mcp.

Results go to standard output, progress and errors to standard error. Exit codes: 0 done; 1 the
documents hold no answer, nothing was found, or the doctor found a problem; 2 wrong usage or an
unusable setting; 3 the command failed; 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError, SettingsError, UsageError
from assistant.index.doctor.check import Finding
from assistant.settings import Settings, load_settings
from assistant.terminal import text as report

DONE, NOTHING, USAGE, FAILED, INTERRUPTED = 0, 1, 2, 3, 130

_HELP = {
    "corpus": "folder of documents",
    "index": "folder of the index",
    "model": "embedding model: packaged name, folder, or sentence-transformers name",
    "backend": "onnx or torch",
    "k": "passages to return",
    "caution": "0..1: below this confidence a question is refused",
    "reader": "packaged, or none to answer by retrieval scores alone",
    "host": "address to listen on",
    "port": "port to listen on",
    "auth": "user:password asked for by the page",
    "address": "where a proxy shows the page, as https://docs.example.org",
    "conversations": "file or folder that keeps conversations, or none",
    "log": "problems, or texts to log questions too",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after `assistant`; by default those of the process.

    Returns:
        The exit code.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings(
            {field.name: getattr(options, field.name, None) for field in fields(Settings)},
            file=options.settings,
        )
        return int(options.run(options, settings))
    except (SettingsError, UsageError) as error:
        return _say_error(error, USAGE)
    except AssistantError as error:
        return _say_error(error, FAILED)
    except BrokenPipeError:
        # The reader of a pipe ("| head") has seen enough; what Python still wants to flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        return _say_error(
            AssistantError(f"{error.strerror or error} ({error.filename or 'no file'})."), FAILED
        )
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; what was committed is safe, and a build goes on where it was.\n")
        return INTERRUPTED


def _say_error(error: Exception, code: int) -> int:
    sys.stderr.write(f"assistant: {error}\n")
    return code


def _say(text: str) -> None:
    # A document may hold control sequences; a terminal must not obey them.
    sys.stdout.write(report.printable(text) + "\n")


def _say_json(value: Any) -> None:
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="assistant",
        description="Ask your documents, get answers you can check.",
        epilog="Exit codes: 0 done; 1 no answer, nothing found or a problem found; 2 wrong usage; 3 failed.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    chat = _command(
        commands,
        "chat",
        _chat,
        "open the web chat",
        "corpus",
        "index",
        "host",
        "port",
        "auth",
        "address",
        "conversations",
        "log",
        "caution",
        "reader",
    )
    chat.add_argument("--open", action="store_true", help="open the page in the browser")
    index = _command(
        commands,
        "index",
        _index,
        "bring the index up to date with the corpus",
        "corpus",
        "index",
        "model",
        "backend",
    )
    way = index.add_mutually_exclusive_group()
    way.add_argument("--plan", action="store_true", help="only say what would be done")
    way.add_argument("--watch", action="store_true", help="go on indexing what changes, until interrupted")
    ask = _command(commands, "ask", _ask, "answer one question", "index", "caution", "reader")
    ask.add_argument("question")
    _add_choice(ask, "answer from")
    ask.add_argument("--always", action="store_true", help="never refuse")
    ask.add_argument("--why", action="store_true", help="also list the passages that were read, with scores")
    search = _command(commands, "search", _search, "list the passages that fit best", "index", "k")
    search.add_argument("question")
    _add_choice(search, "search")
    doctor = _command(
        commands, "doctor", _doctor, "check the index and say how to repair it", "corpus", "index"
    )
    doctor.add_argument(
        "--repair",
        action="store_true",
        help="keep what is sound, make the rest again from the store and the corpus",
    )
    evaluate = _command(
        commands,
        "evaluate",
        _evaluate,
        "measure answers on a question set, or compare two runs",
        "corpus",
        "model",
        "backend",
        "caution",
        "reader",
        "conversations",
    )
    evaluate.add_argument("set", type=Path, nargs="?", help="folder or JSONL file (docs/evaluation.md)")
    evaluate.add_argument(
        "--feedback", action="store_true", help="the set is what was judged on the page, asked of the corpus"
    )
    evaluate.add_argument("--sample", type=_count, metavar="N", help="only N questions of each group")
    evaluate.add_argument("--seed", type=int, default=0, help="chooses the sample")
    evaluate.add_argument(
        "--output", type=Path, metavar="PLACE", help="folder or .json file (default: a new one in results/)"
    )
    evaluate.add_argument("--failures", type=_count, metavar="N", help="write a report of N wrong answers")
    evaluate.add_argument(
        "--compare", type=Path, nargs=2, metavar=("OLD", "NEW"), help="say what changed between two results"
    )
    _command(
        commands,
        "mcp",
        _mcp,
        "serve language models over standard input and output (docs/programs.md)",
        "index",
        "k",
        "caution",
        "reader",
        "log",
    )
    return parser


def _add_choice(parser: argparse.ArgumentParser, verb: str) -> None:
    """Add the two ways to name the documents that a question may use."""
    parser.add_argument(
        "--in",
        action="append",
        dest="documents",
        metavar="PATH",
        help=f'{verb} this only: a document, a folder as "reports/", a pattern as "*.pdf"; may be repeated',
    )
    parser.add_argument(
        "--documents", action="extend", nargs="+", metavar="PATH", help="the same for several at once"
    )


def _command(commands: Any, name: str, run: Any, summary: str, *settings: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=f"{summary.capitalize()}."
    )
    parser.set_defaults(run=run)
    for setting in settings:
        # Values stay text here: the settings know their types and complain in words.
        parser.add_argument(f"--{setting.replace('_', '-')}", help=_HELP[setting])
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="settings file (default: assistant.toml)"
    )
    if run not in (_chat, _mcp):
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"must be a number from 1, not '{text}'")
    return int(text)


def _chat(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.web import launch

    launch(settings, open_browser=options.open)
    return DONE


def _index(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.index.build.build import build, plan_build
    from assistant.index.build.changes import note_changes
    from assistant.terminal.progress_bar import ProgressBar

    if options.plan:
        plan = plan_build(settings)
        if options.json:
            _say_json({"changes": [asdict(change) for change in plan.changes]})
        else:
            listed = [f"  {c.kind}: {c.path}" for c in plan.changes if c.kind != "unchanged"]
            _say("\n".join([report.counts(plan.changes), *listed]))
        return DONE
    if options.watch:
        return _watch(options, settings)
    with ProgressBar() as bar:
        done = build(settings, bar.show, lambda plan: bar.say(f"Plan: {report.counts(plan.changes)}."))
    note_changes(Path(settings.index), done)
    if options.json:
        _say_json(asdict(done))
    else:
        _say(report.build_text(done))
    return DONE


def _watch(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.index.build.watch import watch
    from assistant.terminal.progress_bar import ProgressBar

    with ProgressBar() as bar:
        for done in watch(settings, bar.show):
            bar.rest()
            if isinstance(done, AssistantError):
                _say_error(done, FAILED)
            elif options.json:
                sys.stdout.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")
            else:
                _say(report.build_text(done))
            sys.stdout.flush()
    return DONE


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.api import open_index

    with open_index(settings=settings) as index:
        answer = index.ask(options.question, documents=options.documents, refuse=not options.always)
        read = index.explain(options.question, documents=options.documents) if options.why else ()
    if options.json:
        why = {"read": [asdict(each) for each in read]} if options.why else {}
        _say_json(report.answer_data(answer) | why)
    else:
        _say("\n\n".join([report.answer_text(answer), *([report.why_text(read)] if options.why else [])]))
    return NOTHING if answer.kind == "refusal" else DONE


def _search(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.api import open_index

    with open_index(settings=settings) as index:
        found = index.retrieve(options.question, documents=options.documents)
    if options.json:
        _say_json([asdict(passage) for passage in found])
    else:
        _say(report.passages_text(found))
    return DONE if found else NOTHING


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.index.doctor.check import check_index

    if options.repair:
        findings = _repair(options, settings)
    else:
        findings = check_index(settings)
        if options.json:
            _say_json([asdict(finding) for finding in findings])
        else:
            _say(report.findings_text(findings))
    return DONE if all(finding.sound for finding in findings) else NOTHING


def _repair(options: argparse.Namespace, settings: Settings) -> list[Finding]:
    from assistant.index.doctor.repair import repair_index
    from assistant.terminal.progress_bar import ProgressBar

    with ProgressBar() as bar:
        repair = repair_index(settings, bar.show)
    if options.json:
        _say_json(asdict(repair))
    else:
        done = repair.done or ["Nothing had to be repaired."]
        _say("\n".join([*done, "", report.findings_text(repair.findings)]))
    return repair.findings


def _mcp(_options: argparse.Namespace, settings: Settings) -> int:
    from assistant.mcp.server import serve

    serve(settings)
    return DONE


def _evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.evaluation.command import evaluate

    evaluate(options, settings)
    return DONE
