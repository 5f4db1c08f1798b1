"""A real index, a real server and a real browser, each started once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from web_site import FILES, Site, free_port

from assistant import build_index
from assistant.settings import Settings
from assistant.web.state.library import Library

SERVER = "from assistant import load_settings; from assistant.web import launch; launch(load_settings())"
# Written by Gradio's own script when the progress of an upload ends.
KNOWN_WARNINGS = ("Method not implemented.",)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=30_000)


@contextmanager
def starting_sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Give a function that starts a page over some files, each in a process that ends with the block."""
    running: list[subprocess.Popen[str]] = []

    def start_site(
        files: dict[str, str | bytes], *, build: bool = True, first: str = "", **options: str
    ) -> Site:
        root = tmp_path_factory.mktemp("site")
        places = {"corpus": str(root / "corpus"), "index": str(root / "index")}
        settings = Settings(**places, port=free_port(), max_file_mb=1, **options)
        for name, text in files.items():
            path = root / "corpus" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if build:
            build_index(settings=settings)
        variables = {f"ASSISTANT_{name.upper()}": str(value) for name, value in asdict(settings).items()}
        server = subprocess.Popen(
            [sys.executable, "-c", first + SERVER],
            env=os.environ | variables,
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(server)
        assert server.stdout is not None
        line = server.stdout.readline()
        assert f"http://127.0.0.1:{settings.port}" in line
        return Site(settings, f"http://127.0.0.1:{settings.port}", server.pid)

    try:
        yield start_site
    finally:
        for server in running:
            with server:
                server.terminate()


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Return a function that starts a page over some files; the pages of a module end with it."""
    with starting_sites(tmp_path_factory) as start_site:
        yield start_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A page over `FILES`; a test that changes the corpus uses files of its own and removes them."""
    with starting_sites(tmp_path_factory) as start_site:
        yield start_site(FILES)


@pytest.fixture(scope="session")
def library(site: Site) -> Library:
    """The documents of `site`, without a page."""
    return Library(site.settings)


@pytest.fixture(scope="session")
def browser(site: Site) -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.fail(f"The tests of the web page need Chromium: none of {', '.join(CHROMIUM)} is installed.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page and, at the end, finds fault with what it did.

    A page must not ask any other host for anything, open a dialog, or write an error or warning.
    """
    pages: list[Page] = []
    faults: list[str] = []

    def open_page(
        url: str,
        *,
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        locale: str | None = None,
        harmless: tuple[str, ...] = (),
    ) -> Page:
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale
        )
        pages.append(page)
        page.on("request", lambda request: is_local(request.url) or faults.append(f"request: {request.url}"))
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda line: is_harmless(line, harmless) or faults.append(f"console: {line.text}"))
        page.goto(url)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert faults == []


def is_harmless(line: ConsoleMessage, expected: tuple[str, ...]) -> bool:
    known = (*KNOWN_WARNINGS, *expected)
    return line.type not in ("error", "warning") or any(words in line.text for words in known)


def is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:http://127.0.0.1:"))
