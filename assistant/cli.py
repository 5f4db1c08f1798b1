"""The `assistant` command: chat, index, add, ask, search, doctor, evaluate, mcp.

Results go to standard output, progress and errors to standard error. Exit codes: 0 done; 1 the
documents hold no answer, nothing was found, or the doctor found a problem; 2 wrong usage or an
unusable setting; 3 the command failed; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import fields
from io import TextIOWrapper

from assistant.commands import add, ask, chat, doctor, evaluate, index, mcp, search
from assistant.commands.exit_codes import DONE, FAILED, INTERRUPTED, NOTHING, USAGE
from assistant.errors import AssistantError, SettingsError, UsageError
from assistant.settings import Settings, load_settings
from assistant.terminal.output import print_error

__all__ = ["DONE", "FAILED", "INTERRUPTED", "NOTHING", "USAGE", "main"]

_COMMANDS = (chat, index, add, ask, search, doctor, evaluate, mcp)


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
        return int(options.run(options, _settings(options)))
    except (SettingsError, UsageError) as error:
        print_error(error)
        return USAGE
    except AssistantError as error:
        print_error(error)
        return FAILED
    except BrokenPipeError:
        # The reader of a pipe ("| head") has seen enough; what Python still wants to flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        print_error(AssistantError(f"{error.strerror or error} ({error.filename or 'no file'})."))
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; what was committed is safe, and a build goes on where it was.\n")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="assistant",
        description="Ask your documents, get answers you can check.",
        epilog="Exit codes: 0 done; 1 no answer, nothing found or a problem found; 2 wrong usage; 3 failed.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        one = commands.add_parser(
            command.NAME, help=command.SUMMARY, description=f"{command.SUMMARY.capitalize()}."
        )
        one.set_defaults(run=command.run)
        command.add_arguments(one)
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    """Return the settings of the file and the environment, with those given as options before them."""
    given = {field.name: getattr(options, field.name, None) for field in fields(Settings)}
    return load_settings(given, file=options.settings)
