"""`assistant ask`: answer one question."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from assistant.commands.arguments import add_document_filter, add_json, add_settings
from assistant.commands.exit_codes import DONE, NOTHING
from assistant.settings import Settings
from assistant.terminal.output import print_json, print_text
from assistant.terminal.text import answer_data, answer_text, explanation_text

NAME = "ask"
SUMMARY = "answer one question"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_settings(parser, ("index", "caution", "reader", "llm", "llm_model", "unproven"))
    add_json(parser)
    parser.add_argument("question")
    add_document_filter(parser, "answer from")
    parser.add_argument("--always", action="store_true", help="never refuse")
    parser.add_argument(
        "--written",
        action="store_true",
        help="in the words of the language model of the setting 'llm', each sentence proven",
    )
    parser.add_argument(
        "--why", action="store_true", help="also list the passages that were read, with scores"
    )


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the answer, or the refusal."""
    from assistant.api import open_index

    with open_index(settings=settings) as index:
        within = {"documents": options.documents, "since": options.since, "until": options.until}
        answer = index.ask(options.question, refuse=not options.always, written=options.written, **within)
        read = index.explain(options.question, **within) if options.why else ()
    if options.json:
        why = {"read": [asdict(each) for each in read]} if options.why else {}
        print_json(answer_data(answer) | why)
    else:
        print_text("\n\n".join([answer_text(answer), *([explanation_text(read)] if options.why else [])]))
    return NOTHING if answer.kind == "refusal" and not answer.said else DONE
