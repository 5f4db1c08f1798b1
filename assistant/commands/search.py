"""`assistant search`: list the passages that fit a question best."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from assistant.commands.arguments import add_document_filter, add_json, add_settings
from assistant.commands.exit_codes import DONE, NOTHING
from assistant.settings import Settings
from assistant.terminal.output import print_json, print_text
from assistant.terminal.text import passages_text

NAME = "search"
SUMMARY = "list the passages that fit best"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_settings(parser, ("index", "k"))
    add_json(parser)
    parser.add_argument("question")
    add_document_filter(parser, "search")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the passages, best first."""
    from assistant.api import open_index

    with open_index(settings=settings) as index:
        passages = index.retrieve(
            options.question, documents=options.documents, since=options.since, until=options.until
        )
    if options.json:
        print_json([asdict(passage) for passage in passages])
    else:
        print_text(passages_text(passages))
    return DONE if passages else NOTHING
