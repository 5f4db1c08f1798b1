"""What happens to questions while another process indexes the corpus again, after a document changed.

The reader asks in two ways: of the index it opened before ("held"), as a running program does, and of the
index opened anew for every question ("fresh"), as a command does. Each time it asks a question whose answer
did not change.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.evaluation.sets.questions import Question
from benchmarks.child import Child
from benchmarks.errors import BenchmarkError
from benchmarks.gold import Found, first_rank
from benchmarks.material import write_document
from benchmarks.measure import Workspace, search

NEW_TEXT = (
    "The keeper of the lighthouse on Zanderholm in the winter of 1931 was Ottilie Varnhagen, who rowed out "
    "alone when the supply boat was lost."
)
NEW_QUESTION = "Who kept the lighthouse on Zanderholm in the winter of 1931?"


@dataclass
class Asked:
    """How questions of one kind went; `wrong` answers came, but without the right passage."""

    asked: int = 0
    errors: int = 0
    empty: int = 0
    wrong: int = 0
    longest: float = 0.0
    error: str = ""


def measure_rebuild(workspace: Workspace, ranks: dict[str, int | None]) -> dict[str, Any]:
    """Ask during a rebuild; `ranks` tell which questions this peer answers, by question id."""
    control = next((q for q in workspace.material.questions if ranks.get(q.id)), None)
    if control is None:
        raise BenchmarkError("No question was answered before the rebuild, so none can be watched.")
    gone = _change_a_document(workspace, control)
    held, fresh, quiet = Asked(), Asked(), Asked()
    with workspace.start() as reader, workspace.start() as writer:
        workspace.open(reader, "held")
        search(reader, control.text)  # some load their model only now
        for _ in range(5):
            _ask(workspace, reader, control, "held", quiet)
        problem: list[BenchmarkError] = []
        work = threading.Thread(target=_index, args=(workspace, writer, problem))
        started = time.perf_counter()
        work.start()
        while work.is_alive():
            _ask(workspace, reader, control, "held", held)
            _ask(workspace, reader, control, "fresh", fresh)
            work.join(0.1)
        seconds = time.perf_counter() - started
        after = {
            "new seen without opening again": _finds(reader, NEW_QUESTION, NEW_TEXT, "held"),
            "held after": _after(workspace, reader, control),
        }
        workspace.open(reader, "fresh")
        after["new seen after opening again"] = _finds(reader, NEW_QUESTION, NEW_TEXT, "fresh")
    with workspace.start() as later:
        workspace.open(later, "later")
        after["new seen by a new process"] = _finds(later, NEW_QUESTION, NEW_TEXT, "later")
        after["removed text still found"] = _finds(later, gone, gone, "later")
    return {
        "seconds": seconds,
        "held": asdict(held),
        "fresh": asdict(fresh),
        "quiet": quiet.longest,
        "rebuild error": str(problem[0]) if problem else "",
        **after,
    }


def _change_a_document(workspace: Workspace, control: Question) -> str:
    """Put a new paragraph before a document and take its last two away; return how the last began."""
    about = {gold.document for gold in control.gold}
    names = [name for name in workspace.material.texts if name not in about]
    if not names:
        raise BenchmarkError("A rebuild needs two documents at least.")
    paragraphs = workspace.material.texts[names[0]].rstrip().split("\n\n")
    write_document(workspace.corpus / names[0], "\n\n".join([NEW_TEXT, *paragraphs[:-2]]))
    return paragraphs[-1].strip()[:200]


def _index(workspace: Workspace, writer: Child, problem: list[BenchmarkError]) -> None:
    try:
        workspace.index(writer)
    except BenchmarkError as error:
        problem.append(error)


def _ask(workspace: Workspace, reader: Child, control: Question, name: str, tally: Asked) -> None:
    """Ask once and note how it went."""
    tally.asked += 1
    try:
        opening = workspace.open(reader, name)["seconds"] if name == "fresh" else 0.0
        found, seconds = search(reader, control.text, name)
    except BenchmarkError as error:
        tally.errors += 1
        tally.error = str(error)
        return
    tally.longest = max(tally.longest, opening + seconds)
    tally.empty += not found
    tally.wrong += bool(found) and not _right(workspace, control, found)


def _right(workspace: Workspace, control: Question, found: Sequence[Found]) -> bool:
    return first_rank(found, control.gold, workspace.material.texts) is not None


def _after(workspace: Workspace, reader: Child, control: Question) -> str:
    """Say how a question of the index that was opened before the rebuild goes after it."""
    tally = Asked()
    _ask(workspace, reader, control, "held", tally)
    return tally.error or ("right" if not tally.empty + tally.wrong else "wrong")


def _finds(reader: Child, question: str, text: str, name: str) -> bool | None:
    """Whether a question finds a text; None if it cannot be asked."""
    try:
        found, _ = search(reader, question, name)
    except BenchmarkError:
        return None
    return any(" ".join(text.split()) in " ".join(each.text.split()) for each in found)
