"""`assistant chat`: open the web chat."""

from __future__ import annotations

import argparse

from assistant.commands.arguments import add_settings
from assistant.commands.exit_codes import DONE
from assistant.settings import Settings

NAME = "chat"
SUMMARY = "open the web chat"
_SETTINGS = (
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
    "llm",
    "llm_model",
    "unproven",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_settings(parser, _SETTINGS)
    parser.add_argument("--open", action="store_true", help="open the page in the browser")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the page until it is stopped."""
    from assistant.web import launch

    launch(settings, open_browser=options.open)
    return DONE
