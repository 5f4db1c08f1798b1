"""`assistant add`: fetch pages of the web into the corpus, and index them."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from assistant.commands.arguments import add_json, add_settings
from assistant.commands.exit_codes import DONE, FAILED
from assistant.commands.index import build_and_print
from assistant.errors import PageError
from assistant.settings import Settings
from assistant.terminal.output import print_error, print_text

NAME = "add"
SUMMARY = "fetch pages of the web into the corpus, and index them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("addresses", nargs="+", metavar="URL", help="address of a page, http:// or https://")
    add_settings(parser, ("corpus", "index", "model", "backend", "web_pages"))
    add_json(parser)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Add each page, then build; a page that cannot be added is said and costs only itself."""
    from assistant.download.add import AddedPage, add_page

    added: list[AddedPage] = []
    for address in options.addresses:
        try:
            page = add_page(address, settings)
        except PageError as error:
            print_error(error)
            continue
        added.append(page)
        if not options.json:
            print_text(f"{'Replaced' if page.replaced else 'Added'} '{page.path}' from {page.address}")
    if added:
        build_and_print(settings, as_json=options.json, pages=[asdict(page) for page in added])
    return DONE if len(added) == len(options.addresses) else FAILED
