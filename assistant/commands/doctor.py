"""`assistant doctor`: check the index, and repair it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.commands.arguments import add_json, add_settings
from assistant.commands.exit_codes import DONE, NOTHING
from assistant.settings import Settings
from assistant.terminal.output import print_json, print_text
from assistant.terminal.text import findings_text

if TYPE_CHECKING:
    from assistant.index.doctor.findings import Finding

NAME = "doctor"
SUMMARY = "check the index, and the language model if one is configured, and say how to repair them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_settings(parser, ("corpus", "index", "llm", "llm_model"))
    add_json(parser)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="keep what is sound, make the rest again from the store and the corpus",
    )


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print what was found, after the repair if there was one."""
    work = _repair if options.repair else _check
    findings = work(settings, as_json=options.json)
    return DONE if all(finding.sound for finding in findings) else NOTHING


def _check(settings: Settings, *, as_json: bool) -> list[Finding]:
    from assistant.answering.writing.check import check_llm
    from assistant.index.doctor.check import check_index

    findings = [*check_index(settings), *_check_conversations(settings), *check_llm(settings)]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_text(findings_text(findings))
    return findings


def _check_conversations(settings: Settings) -> list[Finding]:
    from assistant.conversation.history.check import check_conversations
    from assistant.index.doctor.findings import Finding

    found = check_conversations(settings)
    return [] if found is None else [Finding("conversations", *found)]


def _repair(settings: Settings, *, as_json: bool) -> list[Finding]:
    from assistant.index.doctor.repair import repair_index
    from assistant.terminal.progress_bar import ProgressBar

    with ProgressBar() as bar:
        repair = repair_index(settings, bar.update)
    if as_json:
        print_json(asdict(repair))
    else:
        done = repair.done or ["Nothing had to be repaired."]
        print_text("\n".join([*done, "", findings_text(repair.findings)]))
    return repair.findings
