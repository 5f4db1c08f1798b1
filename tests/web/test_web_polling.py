"""The open page follows what happens behind it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict

import pytest
from playwright.sync_api import Page, expect
from web_actions import ask, open_chat, open_citation, open_documents
from web_http import get
from web_site import Site

from assistant.types import Answer
from assistant.web.polling import PageVersion, current_version, parse_version
from assistant.web.state.active_questions import ActiveQuestions
from assistant.web.state.library import Library

Visit = Callable[..., Page]
MILL = "The mill of Aldermoor burned down in 1799.\n"


def index_from_the_command_line(site: Site) -> None:
    settings = {f"ASSISTANT_{name.upper()}": str(value) for name, value in asdict(site.settings).items()}
    subprocess.run(
        [sys.executable, "-m", "assistant", "index"],
        env=os.environ | settings,
        check=True,
        capture_output=True,
        timeout=300,
    )


def test_the_open_page_sees_a_build_from_the_command_line(start: Callable[..., Site], visit: Visit) -> None:
    site = start({"mill.txt": MILL})
    page, other = visit(site.url), visit(site.url, width=390, height=844)
    answer = ask(page, "When did the mill of Aldermoor burn down?")
    table = open_documents(page)
    expect(table).not_to_contain_text("bridge.txt")
    expect(other.locator("#chat .welcome")).to_contain_text("1 document,")

    (site.corpus / "bridge.txt").write_text("The bridge of Aldermoor fell in 1801.\n", encoding="utf-8")
    index_from_the_command_line(site)
    expect(table).to_contain_text("bridge.txt")
    expect(other.locator("#chat .welcome")).to_contain_text("2 documents,")
    open_chat(page)
    expect(answer).to_contain_text("1799")
    assert open_citation(page, answer).locator("mark.shown").inner_text() == MILL.strip()
    expect(ask(page, "When did the bridge of Aldermoor fall?")).to_contain_text("1801")

    (site.corpus / "bridge.txt").unlink()
    index_from_the_command_line(site)
    open_documents(page)
    expect(table).not_to_contain_text("bridge.txt")
    page.goto(site.url)  # a reload would open the conversation again
    expect(page.locator("#chat .welcome")).to_contain_text("1 document,")
    expect(ask(page, "When did the mill of Aldermoor burn down?")).to_contain_text("1799")


def test_an_idle_page_asks_for_no_frames(site: Site, visit: Visit) -> None:
    page = visit("about:blank")
    count = "window.frames_asked = 0; const ask = requestAnimationFrame; "
    page.add_init_script(f"{count}window.requestAnimationFrame = (f) => (frames_asked++, ask(f))")
    page.goto(site.url)
    expect(page.locator("#chat .welcome")).to_be_visible()
    page.wait_for_function(
        """async () => {
          const before = frames_asked;
          await new Promise((done) => setTimeout(done, 1000));
          return frames_asked - before <= 2;
        }"""
    )


def test_the_pulse_moves_with_commits_and_builds(start: Callable[..., Site]) -> None:
    site = start({"mill.txt": MILL}, build=False)
    library = Library(site.settings)
    empty = current_version(library)
    assert empty.commit == 0
    site.build()
    first = current_version(library)
    assert first.commit > 0
    assert parse_version(str(first)) == first
    assert parse_version(get(f"{site.url}/poll")[1]).commit == first.commit
    library.start_build()
    assert current_version(library).build != first.build


@pytest.mark.parametrize("text", ["", "1.2", "1.2.3.4", "-1.2.3", "1.2.x", None, 7, "9" * 30 + ".1.1"])
def test_a_pulse_is_read_strictly(text: object) -> None:
    assert parse_version(text) == PageVersion()


def test_work_that_nobody_waits_for_pauses_while_a_person_is_answered() -> None:
    active_questions, done = ActiveQuestions(), threading.Event()
    assert not active_questions.several
    with active_questions.track():
        waiting = threading.Thread(target=lambda: (active_questions.wait_until_none(), done.set()))
        waiting.start()
        with active_questions.track():
            assert active_questions.several
        assert not done.wait(0.2)
    assert done.wait(30)
    waiting.join()


def test_example_questions_are_asked_only_when_nobody_else_asks(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    index = library.open()
    real = index.ask
    crowd = threading.Event()

    def ask_index(question: str) -> Answer:
        asked.append(crowd.is_set())
        return real(question)

    monkeypatch.setattr(index, "ask", ask_index)
    with library.active_questions.track():
        crowd.set()
        library.start_overview()
        assert library.overview.questions == ()
        crowd.clear()
    for thread in threading.enumerate():
        if thread.name == "assistant-overview":
            thread.join()
    assert library.overview.questions
    assert library.overview.is_complete
    assert asked
    assert not any(asked)
