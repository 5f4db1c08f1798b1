"""docs/architecture.md names files that exist."""

from __future__ import annotations

import re
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
_PATH = re.compile(r"`((?:[\w-]+/)*[\w-]+(?:\.(?:py|css|js|md|json)|/))`")


def test_every_path_in_the_table_of_changes_exists() -> None:
    table = (
        (REPOSITORY / "docs" / "architecture.md").read_text().split("Where do I change")[1].split("\n## ")[0]
    )
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 20
    for row in rows:
        folders = [REPOSITORY / "assistant", REPOSITORY]
        for name in _PATH.findall(row):
            # A second file of a row may stand in the folder of the first.
            assert any((folder / name).exists() for folder in folders), f"{name} in: {row}"
            folders.append((REPOSITORY / "assistant" / name).parent)
