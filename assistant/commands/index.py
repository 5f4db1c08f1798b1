"""`assistant index`: bring the index up to date with the corpus, once or whenever a file changes."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from assistant.commands.arguments import add_json, add_settings
from assistant.commands.exit_codes import DONE
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.terminal.output import print_error, print_json, print_json_line, print_text
from assistant.terminal.text import build_text, counts

NAME = "index"
SUMMARY = "bring the index up to date with the corpus"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_settings(parser, ("corpus", "index", "model", "backend", "ray"))
    add_json(parser)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--plan", action="store_true", help="only say what would be done")
    mode.add_argument(
        "--copy-to",
        metavar="ADDRESS",
        help="copy the index to Milvus, like milvus+http://host:19530/name, without embedding anything again",
    )
    mode.add_argument("--watch", action="store_true", help="go on indexing what changes, until interrupted")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the plan, copy, build once, or build until interrupted."""
    if options.copy_to:
        _copy(settings, options.copy_to, as_json=options.json)
    elif options.plan:
        _print_plan(settings, as_json=options.json)
    elif options.watch:
        _watch(settings, as_json=options.json)
    else:
        build_and_print(settings, as_json=options.json)
    return DONE


def _print_plan(settings: Settings, *, as_json: bool) -> None:
    from assistant.index.build.build import plan_build

    plan = plan_build(settings)
    if as_json:
        print_json({"changes": [asdict(change) for change in plan.changes]})
    else:
        listed = [f"  {c.kind}: {c.path}" for c in plan.changes if c.kind != "unchanged"]
        print_text("\n".join([counts(plan.changes), *listed]))


def build_and_print(settings: Settings, *, as_json: bool, **more: Any) -> None:
    """Build once and print the report; `more` is added to it where that is JSON."""
    from assistant.index.build.build import build
    from assistant.index.build.changes import record_changes
    from assistant.index.store.address import local_folder
    from assistant.terminal.progress_bar import ProgressBar

    with ProgressBar() as bar:
        report = build(settings, bar.update, lambda plan: bar.write(f"Plan: {counts(plan.changes)}."))
    record_changes(local_folder(settings), report)
    if as_json:
        print_json(asdict(report) | more)
    else:
        print_text(build_text(report))


def _copy(settings: Settings, to: str, *, as_json: bool) -> None:
    from assistant.index.build.copying import copy_index
    from assistant.terminal.progress_bar import ProgressBar

    with ProgressBar() as bar:
        copied = copy_index(settings, to, bar.update)
    if as_json:
        print_json(asdict(copied))
    else:
        print_text(f"{copied.copied} passages were copied; the index '{to}' has {copied.passages}.")


def _watch(settings: Settings, *, as_json: bool) -> None:
    from assistant.index.build.watch import watch
    from assistant.terminal.progress_bar import ProgressBar

    with ProgressBar() as bar:
        for outcome in watch(settings, bar.update):
            bar.finish()
            if isinstance(outcome, AssistantError):
                print_error(outcome)
            elif as_json:
                print_json_line(asdict(outcome))
            else:
                print_text(build_text(outcome))
            sys.stdout.flush()
