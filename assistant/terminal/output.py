"""What commands print: results to standard output, errors to standard error."""

from __future__ import annotations

import json
import sys
from typing import Any

from assistant.terminal.text import printable


def print_text(text: str) -> None:
    """Print a text; a document may hold control sequences, which a terminal must not obey."""
    sys.stdout.write(printable(text) + "\n")


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def print_json_line(value: Any) -> None:
    """Print a value as JSON on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def print_error(error: Exception) -> None:
    """Print the message of an error to standard error."""
    sys.stderr.write(f"assistant: {error}\n")
