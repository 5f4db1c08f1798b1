"""Many people who ask at once, each over a connection of their own, and what came of it."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import linear_regression
from typing import Any

from web_http import API, get, post
from web_site import Site

from assistant import Citation, open_index

BUSY = 503
_BEGIN = (
    "Alder",
    "Birch",
    "Crag",
    "Dun",
    "Elm",
    "Fen",
    "Gull",
    "Hazel",
    "Iron",
    "Juniper",
    "Kestrel",
    "Lark",
)
_MIDDLE = (
    "mor",
    "bury",
    "combe",
    "den",
    "field",
    "gate",
    "ham",
    "ley",
    "mere",
    "ness",
    "port",
    "stead",
    "wick",
)
_END = (
    "Parva",
    "Magna",
    "Regis",
    "on Sea",
    "under Hill",
    "Abbas",
    "Bridge",
    "Market",
    "Cross",
    "Green",
    "Fold",
)
_FIRST = (
    "Ada",
    "Bram",
    "Clara",
    "Dirk",
    "Edith",
    "Frida",
    "Gustav",
    "Hilda",
    "Ivo",
    "Josef",
    "Karin",
    "Lars",
)
_LAST = (
    "Thornbury",
    "Vance",
    "Okafor",
    "Lindqvist",
    "Marchetti",
    "Osei",
    "Pelletier",
    "Quist",
    "Rahman",
    "Soto",
)
_THINGS = ("mill", "bridge", "lighthouse", "harbour wall", "granary", "town hall", "observatory", "school")


def places() -> Iterable[str]:
    """Yield names of towns, never one twice."""
    for number in itertools.count():
        for begin, middle, end in itertools.product(_BEGIN, _MIDDLE, _END):
            yield f"{begin}{middle} {end}" if not number else f"{begin}{middle} {end} {number}"


def documents(count: int, first: int = 0) -> dict[str, str]:
    """Return short documents, each about a town of its own, always the same ones."""
    made = {}
    for number, place in itertools.islice(enumerate(places()), first, first + count):
        name = f"{_FIRST[number % 12]} {_LAST[number // 12 % 10]}"
        thing = _THINGS[number // 7 % 8]
        made[f"towns/{number:05}.txt"] = (
            f"The {thing} of {place} was built in {1500 + number % 450} by {name}. "
            f"It cost {number % 90 + 10} pounds and took {number % 5 + 2} summers.\n\n"
            f"The people of {place} paid for it with a tax on salt and wool."
        )
    return made


def questions(count: int) -> list[tuple[str, str]]:
    """Return a question about each of the documents, with the document that answers it."""
    towns = enumerate(itertools.islice(places(), count))
    return [(f"Who built the {_THINGS[n // 7 % 8]} of {place}?", f"towns/{n:05}.txt") for n, place in towns]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: when it stood in the line, when it was answered, and how."""

    question: str
    document: str
    joined: float
    answered: float
    status: int
    answer: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def found(self) -> bool:
        """Whether the best citation is of the document that the question is about."""
        return any(citation["document"] == self.document for citation in self.answer.get("citations", [])[:1])


def join(site: Site, question: str) -> tuple[int, str]:
    """Stand in the line with a question; return the status and what to wait for, or why not."""
    status, body = post(site, "call/ask", {"data": [question]})
    return status, json.loads(body)["event_id"] if status == 200 else body


def ask_once(site: Site, question: str, document: str) -> Asked:
    """Ask like a program does and wait for the answer."""
    status, event = join(site, question)
    joined = time.monotonic()
    return wait(site, event, Asked(question, document, joined, joined, status, error=event))


def wait(site: Site, event: str, asked: Asked) -> Asked:
    """Return a question that stands in the line with its answer."""
    if asked.status != 200:
        return asked
    said = get(f"{site.url}{API}/call/ask/{event}")[1].strip().rpartition("event: ")[2]
    kind, _, data = said.partition("\ndata: ")
    if kind != "complete":
        return replace(asked, status=500, error=said)
    return replace(asked, answered=time.monotonic(), answer=json.loads(data)[0], error="")


def ask_together(site: Site, people: int, asked: Sequence[tuple[str, str]]) -> list[Asked]:
    """Let so many people ask all the questions, each the next one when they have an answer."""
    with ThreadPoolExecutor(people) as crowd:
        return list(crowd.map(lambda pair: ask_once(site, *pair), asked))


def most_overtakers(answers: Iterable[Asked]) -> int:
    """Return how many questions that were asked later were answered before the unluckiest one."""
    served = sorted((one for one in answers if one.status == 200), key=lambda one: one.answered)
    worst = 0
    for place, one in enumerate(served):
        worst = max(worst, sum(earlier.joined > one.joined for earlier in served[:place]))
    return worst


def wrong_citations(site: Site, answers: Iterable[Asked]) -> list[str]:
    """Return each citation that is not what the index holds at that place."""
    wrong = []
    with open_index(settings=site.settings) as index:
        for one in answers:
            for said in one.answer.get("citations", []):
                citation = Citation(**{**said, "also_in": tuple(said["also_in"])})
                text = index.document_text(citation.document)
                if text[citation.start : citation.end] != citation.quote or not index.verify(citation):
                    wrong.append(f"{one.question}: {citation}")
    return wrong


def memory_growth(samples: Sequence[tuple[int, float]]) -> float:
    """Return by how many MB memory grows in a thousand questions, from (questions, MB), warm-up left out."""
    settled = samples[len(samples) // 4 :]
    slope, _ = linear_regression([count for count, _ in settled], [memory for _, memory in settled])
    return 1000 * slope


def resident_mb(process: int) -> float:
    """Return how much memory a process holds (Linux)."""
    line = next(
        line
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
        if line.startswith("VmRSS")
    )
    return int(line.split()[1]) / 1024
