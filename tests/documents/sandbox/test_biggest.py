"""The biggest files: read within limits or refused in a sentence, at no cost to the others."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from material import MEMO
from reportlab.pdfgen import canvas

from assistant import open_index

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(os.name == "nt", reason="there is no limit on memory here"),
]
SENTENCE = "The ferry to the island leaves at noon every Sunday in summer. "
LINE_BYTES, ROWS, PAGES = 500_000_000, 1_000_000, 5_000
PARSE_MEMORY_MB, PARSE_SECONDS = 2048, 300
# What the building process itself may hold: a text, its passages, their vectors and both caches.
BUILD_MEMORY_MB = 8000

# In a process of its own, so that what the system says of it and its children is said of this build.
BUILD = """
import json, resource, sys
from assistant import build_index, load_settings
report = build_index(settings=load_settings(json.loads(sys.argv[1])))
own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
kilobytes = 1 if sys.platform != "darwin" else 1 / 1024
print(json.dumps({
    "changes": {change.path: [change.kind, change.reason] for change in report.changes},
    "own_mb": own.ru_maxrss * kilobytes * 1024 / 1e6,
    "child_mb": children.ru_maxrss * kilobytes * 1024 / 1e6,
    "child_seconds": children.ru_utime + children.ru_stime,
    "seconds": report.seconds,
}))
"""


def endless_line(path: Path) -> None:
    with path.open("wb") as file:
        piece = SENTENCE.encode() * 10_000
        while file.tell() < LINE_BYTES:
            file.write(piece[: LINE_BYTES - file.tell()])


def table(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("ship,port,tons\n")
        file.writelines(f"Ship {n},Port {n % 977},{n % 9973}\n" for n in range(ROWS))


def book(path: Path) -> None:
    sheet = canvas.Canvas(str(path))
    for n in range(1, PAGES + 1):
        sheet.drawString(60, 780, f"Voyage number {n} went to port {n % 977}.")
        sheet.drawString(60, 766, SENTENCE)
        sheet.showPage()
    sheet.save()


@dataclass(frozen=True)
class Biggest:
    """How a file is written, and what comes of it: a reason, or what its text holds and how many pages."""

    name: str
    write: Callable[[Path], None]
    reason: str = ""
    holds: tuple[str, ...] = ()
    pages: int = 0
    max_file_mb: int = 1000


CASES = [
    Biggest("line.txt", endless_line, reason="Its text is longer than 50 million characters; split it"),
    Biggest(
        "line-by-default.txt",
        endless_line,
        reason="too large (500 MB; the setting max_file_mb allows 200)",
        max_file_mb=200,
    ),
    Biggest(
        "rows.csv",
        table,
        holds=("ship: Ship 0 | port: Port 0 | tons: 0", "ship: Ship 999999 | port: Port 528 | tons: 2699"),
    ),
    Biggest(
        "pages.pdf",
        book,
        holds=("Voyage number 1 went to port 1.", "Voyage number 5000 went to port 115."),
        pages=PAGES,
    ),
]


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def built(request, tmp_path, tiny) -> Iterator[tuple]:
    case = request.param
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    big = corpus / case.name
    case.write(big)
    (corpus / "ordinary.txt").write_text(MEMO)
    settings = tiny.using(
        corpus=str(corpus),
        index=str(tmp_path / "index"),
        max_file_mb=case.max_file_mb,
        parse_seconds=PARSE_SECONDS,
        parse_memory_mb=PARSE_MEMORY_MB,
    )
    given = {name: getattr(settings, name) for name in type(settings).__slots__}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, json.dumps(given)], capture_output=True, check=False, text=True
    )
    size = big.stat().st_size
    big.unlink()  # the index holds its text; the disk need not hold both
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads(done.stdout)
    with open_index(settings=settings) as index:
        store = sum(path.stat().st_size for path in (tmp_path / "index").rglob("*") if path.is_file())
        sys.stdout.write(f"\n{case.name}: {size / 1e6:.0f} MB, index {store / 1e6:.0f} MB, {report}\n")
        yield case, report, index


def test_the_biggest_files(built):
    case, report, index = built
    infos = {info.path: info for info in index.documents()}
    assert infos["ordinary.txt"].state == "indexed"
    assert "Ada Thornbury" in index.document_text("ordinary.txt")
    assert index.retrieve("Who built the lighthouse on Gull Island?", 3, documents=["ordinary.txt"])
    assert 0 < report["child_mb"] <= PARSE_MEMORY_MB
    assert report["own_mb"] <= BUILD_MEMORY_MB
    info = infos[case.name]
    if case.reason:
        assert (info.state, info.reason[-1]) == ("failed", ".")
        assert case.reason in info.reason
        return
    assert info.state == "indexed"
    text = index.document_text(case.name)
    assert all(words in text for words in case.holds)
    pages = index.document_pages(case.name)
    assert len(pages) == case.pages
    assert all(page.end <= after.start for page, after in pairwise(pages))
    assert_every_range(index, case.name, text)
    found = index.retrieve("To which port did ship or voyage number 4711 go?", 20, documents=[case.name])
    assert all(text[passage.start : passage.end] == passage.text for passage in found)
    assert len(found) == 20


def assert_every_range(index, name: str, text: str) -> None:
    with index.newest() as (snapshot, _, _):
        record = snapshot.store.content(snapshot.content(name))
        assert record.passages > 1000
        ids = record.passage_ids
        for first in range(0, len(ids), 5000):
            for passage in snapshot.passages(list(ids[first : first + 5000])):
                assert text[passage.start : passage.end] == passage.text
                assert passage.start == passage.sentences[0].start
                assert passage.end == passage.sentences[-1].end
