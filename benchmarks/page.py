"""The page in a browser: first paint, answers, and twenty people at once: `python -m benchmarks.page`."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect, sync_playwright

from assistant import build_index, load_settings, open_index
from assistant.evaluation.sets.questions import load_questions
from assistant.settings import Settings
from benchmarks.errors import BenchmarkError
from benchmarks.material import ENCYCLOPEDIA

_ROUNDS = 3
_PEOPLE, _EACH = 20, 5
_ASKED = _PEOPLE * _EACH
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = ("--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking")


def main() -> None:
    """Measure, and print what was measured."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        settings = load_settings().using(
            corpus=str(ENCYCLOPEDIA / "corpus"), index=f"{folder}/index", port=port, conversations="none"
        )
        build_index(settings=settings)
        questions = [q.text for q in load_questions(ENCYCLOPEDIA / "questions.jsonl") if q.answers]
        # Others each time: what was read last is remembered.
        questions = questions[:: len(questions) // (_ROUNDS * _ASKED)][: _ROUNDS * _ASKED]
        with _server(settings, Path(folder)) as address:
            seen = [_in_a_browser(address, questions[5 * n : 5 * n + 3]) for n in range(_ROUNDS)]
            for name in seen[0]:
                print(f"{name}: {statistics.median(one[name] for one in seen):.2f} s")
            one_by_one, together = [], []
            for start in range(0, len(questions), _ASKED):
                one_by_one.append(_alone(settings, questions[start : start + _ASKED]))
                together.append(_by_many(address, questions[start : start + _ASKED]))
            print(f"questions a second, one after another in a script: {statistics.median(one_by_one):.1f}")
            print(f"questions a second, {_PEOPLE} people on the page: {statistics.median(together):.1f}")


@contextmanager
def _server(settings: Settings, folder: Path) -> Iterator[str]:
    variables = {f"ASSISTANT_{name.upper()}": str(value) for name, value in asdict(settings).items()}
    code = "from assistant import load_settings; from assistant.web import launch; launch(load_settings())"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=os.environ | variables, cwd=folder, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield f"http://127.0.0.1:{settings.port}"
        finally:
            server.terminate()


def _in_a_browser(address: str, questions: Sequence[str]) -> dict[str, float]:
    browser_path = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if browser_path is None:
        raise BenchmarkError("There is no Chromium; install it with 'apt-get install chromium'.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(_SWITCHES))
        page = browser.new_page()
        started = time.perf_counter()
        page.goto(address)
        page.get_by_label("Your question").wait_for()
        ready = time.perf_counter() - started
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
        answers = [_answer(page, question, number) for number, question in enumerate(questions)]
        browser.close()
    names = ("first answer on the page", "second answer", "third answer")
    return {"first paint": paint, "ready for a question": ready, **dict(zip(names, answers, strict=True))}


def _answer(page: Page, question: str, before: int) -> float:
    field = page.get_by_label("Your question")
    field.fill(question)
    started = time.perf_counter()
    field.press("Enter")
    answer = page.locator("#chat .bot-row").nth(before)
    answer.locator(".answer").wait_for()
    expect(answer.locator(".writing")).to_have_count(0)
    seconds = time.perf_counter() - started
    page.get_by_role("button", name="Ask", exact=True).wait_for()
    return seconds


def _alone(settings: Settings, questions: Sequence[str]) -> float:
    with open_index(settings=settings) as index:
        index.ask(questions[0])
        started = time.perf_counter()
        for question in questions:
            index.ask(question)
        return len(questions) / (time.perf_counter() - started)


def _by_many(address: str, questions: Sequence[str]) -> float:
    def person(number: int) -> None:
        with httpx.Client(base_url=address, timeout=120) as client:
            for question in questions[number * _EACH : (number + 1) * _EACH]:
                event = client.post("/gradio_api/call/ask", json={"data": [question]}).json()["event_id"]
                reply = client.get(f"/gradio_api/call/ask/{event}").text
                (data,) = re.findall(r"^event: complete\ndata: (.*)$", reply, re.MULTILINE)
                assert json.loads(data)[0]["question"] == question

    started = time.perf_counter()
    with ThreadPoolExecutor(_PEOPLE) as pool:
        list(pool.map(person, range(_PEOPLE)))
    return len(questions) / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
