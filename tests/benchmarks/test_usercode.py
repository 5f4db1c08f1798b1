"""Counting what a user writes."""

import ast

import pytest

from benchmarks.registry import PEERS
from benchmarks.usercode import count_user_lines

ADAPTER = '''"""About the peer,
in two lines."""

import peer  # counted


# not counted
def search(opened: object) -> list[str]:
    """Not counted."""

    return peer.find(
        opened,
    )


def passages(found):
    """Not the user's."""
    return [each for each in found]
'''


def test_lines_with_code_count_and_nothing_else(tmp_path):
    adapter = tmp_path / "peer.py"
    adapter.write_text(ADAPTER, encoding="utf-8")
    assert count_user_lines(adapter) == 5


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_adapter_has_what_the_protocol_needs(peer):
    tree = ast.parse(peer.adapter.read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {"index", "add", "open_index", "search", "passages"} <= functions
    assert 5 <= count_user_lines(peer.adapter) < 80


@pytest.mark.parametrize("peer", [p for p in PEERS if p.requirements], ids=lambda peer: peer.name)
def test_every_peer_is_pinned_exactly_and_with_the_same_torch(peer):
    pins = [line for line in peer.requirements.read_text(encoding="utf-8").splitlines() if line]
    assert all("==" in pin for pin in pins)
    assert "torch==2.13.0" in pins
