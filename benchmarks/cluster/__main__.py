"""The command: `python -m benchmarks.cluster`; a table to standard output, nothing is kept."""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant import build_index, load_settings
from assistant.index.store.schema import STORE_NAME
from assistant.settings import Settings
from assistant.types import BuildReport, Progress
from benchmarks.child import REPOSITORY
from benchmarks.cluster.nodes import RayNodes
from benchmarks.extraction.speed import matrix_rate
from benchmarks.table import markdown_table

_PARAGRAPHS = 24
_STORED = (
    "SELECT c.sha256, c.kind, c.recipe, p.start, p.end, p.text, p.heading, p.page, p.sentences, p.embedding "
    "FROM passages p JOIN contents c ON c.id = p.content ORDER BY c.sha256, c.kind, p.start"
)


@dataclass(slots=True)
class _Watch:
    """Times a build, and kills a node halfway where it is told to."""

    nodes: RayNodes | None
    kills: bool
    began: float = 0.0
    seconds: float = 0.0
    before: int = 0
    done: int = 0

    def note(self, progress: Progress) -> None:
        """Hear of progress."""
        if progress.passages_done and not self.began:
            self.began, self.before = progress.seconds, progress.passages_done
        if progress.stage == "embed":
            self.seconds, self.done = progress.seconds, progress.passages_done
        if self.kills and self.nodes and progress.files_done * 2 >= progress.files_total > 0:
            self.nodes.kill(self.nodes.nodes[-1])

    def rate(self) -> float:
        """Return the passages a second between the first and the last result."""
        return (self.done - self.before) / max(1e-9, self.seconds - self.began)


def main() -> int:
    """Build the same corpus on this machine and on clusters; return 1 if what came out differs."""
    options = _parser().parse_args()
    rows, equal = [], True
    with RayNodes(namespaces=options.namespaces) as nodes:
        work = nodes.folder / "work"  # hidden from nodes in namespaces: files can only be sent
        write_corpus(work / "corpus", options.files)
        settings = load_settings().using(corpus=str(work / "corpus"), index=str(work / "here"), threads=1)
        watch, report = _build(settings, None)
        expected, alone = stored(settings), watch.rate()
        rows.append(_row("this machine, one thread", watch, report, alone, "–"))
        for count in options.nodes:
            nodes.add(count - len(nodes.nodes))
            rows.append(_on_nodes(settings, nodes, alone, expected))
        if options.kill:
            rows.append(_on_nodes(settings, nodes, alone, expected, kills=True))
        equal = all(row[-1] != "no" for row in rows)
    print(_table(rows))
    return 0 if equal else 1


def _on_nodes(
    settings: Settings, nodes: RayNodes, alone: float, expected: object, *, kills: bool = False
) -> list[str]:
    name = f"{len(nodes.nodes)} nodes" + (", one killed halfway" if kills else "")
    place = settings.using(index=f"{settings.index}-{name}", ray=nodes.address)
    watch, report = _build(place, nodes, kills=kills)
    return _row(name, watch, report, alone, "yes" if stored(place) == expected else "no")


def _build(settings: Settings, nodes: RayNodes | None, *, kills: bool = False) -> tuple[_Watch, BuildReport]:
    watch = _Watch(nodes, kills)
    return watch, build_index(settings=settings, progress=watch.note)


def _row(name: str, watch: _Watch, report: BuildReport, alone: float, equal: str) -> list[str]:
    rate = watch.rate()
    return [
        name,
        f"{report.passages:,}",
        f"{report.seconds:.0f}",
        f"{rate:.1f}",
        f"{rate / alone:.2f}",
        f"{matrix_rate():.0f}",
        equal,
    ]


def _table(rows: list[list[str]]) -> str:
    head = [
        "",
        "passages",
        "whole build, s",
        "passages/s",
        "of one thread",
        "matrices, 10⁹/s a core",
        "equal",
    ]
    today = datetime.now(tz=UTC).date()
    command = " ".join(["python -m benchmarks.cluster", *sys.argv[1:]])
    return f"{today}, `{command}`\n\n{markdown_table(head, rows)}"


def write_corpus(folder: Path, files: int) -> None:
    """Write files that all differ, made of paragraphs of the documents that the project ships."""
    folder.mkdir(parents=True)
    texts = sorted((REPOSITORY / "corpus").rglob("*.md"))
    paragraphs = [p for path in texts for p in path.read_text(encoding="utf-8").split("\n\n") if len(p) > 200]
    choose = random.Random(5)
    for number in range(files):
        chosen = [f"Record {number}.{n}: {choose.choice(paragraphs)}" for n in range(_PARAGRAPHS)]
        (folder / f"{number:05}.md").write_text("\n\n".join(chosen), encoding="utf-8")


def stored(settings: Settings) -> list[tuple[object, ...]]:
    """Return every passage as it lies in the store: texts, ranges, sentences, embeddings."""
    with closing(sqlite3.connect(Path(settings.index) / STORE_NAME)) as db:
        return db.execute(_STORED).fetchall()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--nodes", type=int, nargs="+", default=(1, 2, 4), help="numbers of nodes, rising")
    parser.add_argument("--files", type=int, default=60, help="files of the corpus")
    parser.add_argument("--kill", action="store_true", help="at last kill a node halfway through a build")
    parser.add_argument(
        "--namespaces", action="store_true", help="each node in a network namespace; needs root and iproute2"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
