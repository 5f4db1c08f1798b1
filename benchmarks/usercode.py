"""How many lines a user writes: the same rule for every adapter."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

_NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
# What only the runner needs.
NOT_THE_USERS = ("passages", "ask")


def count_user_lines(adapter: Path) -> int:
    """Count the lines with code of an adapter, without docstrings and the functions for the runner."""
    source = adapter.read_text(encoding="utf-8")
    lines = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in _NOT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(source)):
        if _is_left_out(node):
            lines -= set(range(node.lineno, node.end_lineno + 1))
    return len(lines)


def _is_left_out(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name in NOT_THE_USERS
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return isinstance(node.value.value, str)  # a docstring
    return False
