"""Many people at once: every question answered in its turn, from the index as it is, with true citations."""

from __future__ import annotations

import itertools
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from crowd import (
    BUSY,
    Asked,
    ask_together,
    documents,
    join,
    memory_growth,
    most_overtakers,
    questions,
    resident_mb,
    wait,
    wrong_citations,
)
from playwright.sync_api import Page, expect
from web_actions import ask
from web_http import send_file, take
from web_site import Site

SLOW = "import assistant.web.app as app; app._CONCURRENT_QUESTIONS = 1; app._MAX_QUEUE = 2; "
# Answers only when a file says so, so that a line forms however fast the machine is.
HELD = (
    "import pathlib, time; from assistant.api import Index; asked = Index.ask\n"
    "def held(self, question, *rest, **options):\n"
    "    while 'hold' in question and not pathlib.Path('go').exists(): time.sleep(0.05)\n"
    "    return asked(self, question, *rest, **options)\n"
    "Index.ask = held\n"
)
TOWNS, TEN_THOUSAND, BATCH = 2_000, 10_000, 250
MILL = {"mill.txt": "The mill of Aldermoor burned down in 1799.\n"}


@contextmanager
def documents_arriving(site: Site, first: int, most: int, pause: float = 0.2) -> Iterator[list[str]]:
    """Upload new documents, one after another, until the block ends; the list says which."""
    added: list[str] = []
    ended = threading.Event()

    def add() -> None:
        for name, text in documents(most, first).items():
            if ended.wait(pause):
                return
            file = Path(name).name
            status, body = send_file(site, file, text.encode())
            assert status == 200, body
            assert take(site, *json.loads(body))[0] == 200
            added.append(file)

    adding = threading.Thread(target=add)
    adding.start()
    try:
        yield added
    finally:
        ended.set()
        adding.join()


def failures(answers: list[Asked]) -> list[str]:
    return [one.error for one in answers if one.status != 200]


def test_eight_people_ask_while_documents_are_added(start: Callable[..., Site]) -> None:
    site = start(documents(24))
    with documents_arriving(site, first=24, most=4) as added:
        answers = ask_together(site, 8, questions(24) * 2)
    assert failures(answers) == []
    assert wrong_citations(site, answers) == []
    assert sum(one.found for one in answers) > len(answers) * 0.9
    assert most_overtakers(answers) < 8
    assert added


def test_questions_are_answered_in_the_order_in_which_they_were_asked(start: Callable[..., Site]) -> None:
    site = start(MILL, first=HELD + SLOW.replace("= 2", "= 64"))
    lined_up = []
    for number in range(12):
        question = f"Hold {number}: when did the mill burn down? hold"
        status, event = join(site, question)
        lined_up.append((event, Asked(question, "mill.txt", float(number), 0.0, status)))
    with ThreadPoolExecutor(len(lined_up)) as crowd:
        waiting = [crowd.submit(wait, site, event, asked) for event, asked in reversed(lined_up)]
        (site.corpus.parent / "go").touch()
        answers = [one.result() for one in waiting]
    assert failures(answers) == []
    assert most_overtakers(answers) <= 1


def fill_the_line(site: Site) -> list[str]:
    """Ask until nobody else is let in, and return what to wait for, of each that was.

    One refusal is not enough: the server takes the first from the line a moment later.
    """
    let_in: list[str] = []
    refused = 0
    while refused < 3:
        status, event = join(site, "hold: when?")
        refused = refused + 1 if status == BUSY else 0
        let_in += [] if refused else [event]
        time.sleep(0.1)
    return let_in


def test_beyond_the_longest_line_people_are_told_that_it_is_busy(
    start: Callable[..., Site], visit: Callable[..., Page]
) -> None:
    site = start(MILL, first=HELD + SLOW)
    page = visit(site.url, harmless=("the server responded with a status of 503",))
    answer = ask(page, "When did the mill of Aldermoor burn down?")
    line = fill_the_line(site)

    field = page.get_by_label("Your question")
    field.fill("When did it burn?")
    field.press("Enter")
    expect(page.get_by_text("This application is currently busy. Please try again.")).to_be_visible()
    expect(field).to_have_value("When did it burn?")
    answer.locator("a.cite").first.click()  # all that is no question goes on working
    expect(page.locator("#source mark.shown")).to_contain_text("1799")

    (site.corpus.parent / "go").touch()
    for event in line:
        assert wait(site, event, Asked("hold: when?", "mill.txt", 0.0, 0.0, 200)).status == 200
    expect(ask(page, "When did the mill of Aldermoor burn down?")).to_contain_text("1799")


@pytest.mark.torture
@pytest.mark.skipif(sys.platform != "linux", reason="Reads the memory of the server from /proc.")
def test_fifty_people_and_ten_thousand_questions(start: Callable[..., Site]) -> None:
    site = start(documents(TOWNS))
    asked = itertools.cycle(questions(TOWNS))
    answers: list[Asked] = []
    memory: list[tuple[int, float]] = []
    with documents_arriving(site, first=TOWNS, most=500, pause=5) as added:
        while len(answers) < TEN_THOUSAND:
            answers += ask_together(site, 50, list(itertools.islice(asked, BATCH)))
            memory.append((len(answers), resident_mb(site.process)))
            batch = answers[-BATCH:]
            told = f"{memory[-1]} overtaken by {most_overtakers(batch)}, longest wait {longest(batch):.1f} s"
            sys.stdout.write(f"{told}\n")
    found = sum(one.found for one in answers)
    sys.stdout.write(
        f"{len(added)} documents added, {found} of {len(answers)} first citations in the right document, "
        f"{memory_growth(memory):.1f} MB more in 1,000 questions\n"
    )
    assert failures(answers) == []
    assert wrong_citations(site, answers) == []
    assert max(most_overtakers(answers[at : at + BATCH]) for at in range(0, len(answers), BATCH)) < 50
    assert memory_growth(memory) < 10


def longest(answers: list[Asked]) -> float:
    return max(one.answered - one.joined for one in answers)
