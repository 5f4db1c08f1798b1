"""The rooms of the package stand on floors: a room imports only rooms below it.

Every module belongs to the room with the longest name that it begins with. A module that lies in no room of
the table, or that imports a room above its own or beside it, is an error that names both.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from material import REPOSITORY

# From the top floor down; rooms on one floor do not import each other.
FLOORS = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("mcp", "web", "langchain"),
    ("web.server",),
    ("web.app",),
    ("web.api", "web.events"),
    ("web.layout",),
    ("web.notebook",),
    ("web.chat", "web.documents", "web.history", "web.polling", "web.source", "web.start"),
    ("web.citations", "web.state"),
    ("web.corpus", "web.gradio_support"),
    ("web.assets", "web.escape", "web.languages", "web.theme"),
    ("evaluation.command",),
    ("evaluation.execute",),
    ("evaluation.report",),
    ("evaluation.tasks",),
    ("evaluation.sets", "evaluation.stages"),
    ("evaluation.metrics",),
    ("evaluation.results",),
    ("evaluation",),
    ("api",),
    ("answering",),
    ("proving",),
    ("retrieval",),
    ("conversation.notes",),
    ("conversation", "conversation.history"),
    ("themes",),
    ("terminal",),
    ("index.doctor",),
    ("index.build",),
    ("index",),
    ("index.milvus",),
    ("index.search",),
    ("index.store",),
    ("models",),
    ("passages",),
    ("download",),
    ("documents",),
    ("documents.page_images",),
    ("documents.sandbox",),
    ("documents.attached_files",),
    ("documents.registry",),
    ("documents.formats", "documents.pdf"),
    ("documents.tables",),
    ("documents.checking", "documents.origins"),
    ("schemas",),
    ("settings",),
    ("types",),
    ("errors",),
    ("common",),
)


def floors(table) -> dict[str, int]:
    return {room: -number for number, rooms in enumerate(table) for room in rooms}


def room_of(module: str, table) -> str | None:
    """Return the room of a module, named as "index.store.rows"."""
    rooms = [room for rooms in table for room in rooms if f"{module}.".startswith(f"{room}.")]
    return max(rooms, key=len, default=None)


def imported(code: str) -> Iterator[str]:
    """Yield the modules of the package that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "assistant":
            names = [f"assistant.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        else:
            continue
        yield from (name.removeprefix("assistant.") for name in names if name.startswith("assistant."))


def faults(package: Path, table=FLOORS) -> list[str]:
    floor, wrong = floors(table), []
    for path in sorted(package.rglob("*.py")):
        module = ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")
        if module == "__init__":
            continue
        own = room_of(module, table)
        if own is None:
            wrong.append(f"{module} lies in no room of the table")
            continue
        for other in imported(path.read_text(encoding="utf-8")):
            if other.startswith("__"):
                continue
            room = room_of(other, table)
            if room is None:
                wrong.append(f"{module} imports {other}, which lies in no room of the table")
            elif room != own and floor[room] >= floor[own]:
                wrong.append(f"{module} ({own}) imports {other} ({room}), which does not stand below it")
    return wrong


def test_rooms_import_only_rooms_below_them():
    assert faults(REPOSITORY / "assistant") == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "from assistant.web.app import create_app",
            "answering.answer (answering) imports web.app (web.app)",
        ),
        ("    from assistant import api", "answering.answer (answering) imports api (api)"),
        ("import assistant.cellar.wine", "imports cellar.wine, which lies in no room"),
    ],
)
def test_an_import_upwards_is_named(tmp_path, line, said):
    folder = tmp_path / "answering"
    folder.mkdir()
    (folder / "answer.py").write_text(f"def answer():\n    pass\nif True:\n    pass\n{line.strip()}\n")
    assert said in "\n".join(faults(tmp_path))
