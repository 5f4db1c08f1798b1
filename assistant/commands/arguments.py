"""Arguments that several commands have."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

_SETTINGS_HELP = {
    "corpus": "folder of documents",
    "index": "folder of the index",
    "model": "embedding model: packaged name, folder, or sentence-transformers name",
    "backend": "onnx or torch",
    "k": "passages to return",
    "caution": "0..1: below this confidence a question is refused",
    "reader": "packaged, small (quicker), or none to answer by retrieval scores alone",
    "llm": "address of a language model's server, as http://127.0.0.1:11434/v1",
    "llm_model": "name of the language model on that server",
    "unproven": "mark, or drop written sentences that are not proven",
    "web_pages": "public, any to fetch from private networks too, or off",
    "ray": "Ray cluster that reads and embeds: host:port, ray://host:port, or auto",
    "host": "address to listen on",
    "port": "port to listen on",
    "auth": "user:password asked for by the page",
    "address": "where a proxy shows the page, as https://docs.example.org",
    "conversations": "file or folder that keeps conversations, or none",
    "log": "problems, or texts to log questions too",
}


def add_settings(parser: argparse.ArgumentParser, names: Sequence[str]) -> None:
    """Add settings as options, and the option that names the settings file."""
    for name in names:
        # Values stay text here: `load_settings` knows their types and explains what is wrong with them.
        parser.add_argument(f"--{name.replace('_', '-')}", help=_SETTINGS_HELP[name])
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="settings file (default: assistant.toml)"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the option that prints the result as JSON."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def add_document_filter(parser: argparse.ArgumentParser, verb: str) -> None:
    """Add the options that say which documents a question may use, by name and by date.

    Args:
        parser: The parser of the command.
        verb: What the command does with them, as "search".
    """
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
    for name, words in (("since", "of this date or later"), ("until", "of this date or earlier")):
        parser.add_argument(
            f"--{name}",
            metavar="DATE",
            help=f"{verb} documents {words}: 2025-12-03, 2025-12 or 2025; those without a date are left out",
        )


def positive_integer(text: str) -> int:
    """Return the number that an argument gives; raises ArgumentTypeError where it is not a number from 1."""
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"must be a number from 1, not '{text}'")
    return int(text)
