"""`assistant mcp`: serve language models over standard input and output."""

from __future__ import annotations

import argparse

from assistant.commands.arguments import add_settings
from assistant.commands.exit_codes import DONE
from assistant.settings import Settings

NAME = "mcp"
SUMMARY = "serve language models over standard input and output (docs/programs.md)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_settings(parser, ("index", "k", "caution", "reader", "llm", "llm_model", "unproven", "log"))


def run(_options: argparse.Namespace, settings: Settings) -> int:
    """Serve until the client disconnects."""
    from assistant.mcp.server import serve

    serve(settings)
    return DONE
