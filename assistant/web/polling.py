"""Polling: the page asks every few seconds whether documents, index or overview have changed."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.web.escape import Html, tag
from assistant.web.state.library import Library

PROCESS_HEADER = "Assistant-Process"
_VERSION = re.compile(r"(\d{1,18})\.(\d{1,18})\.(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class PageVersion:
    """Version numbers of what a page shows; the page sends them back when it polls.

    Attributes:
        commit: The commit of the index.
        build: A number that grows with every step of a build.
        overview: A number that grows with every step of finding the overview.
    """

    commit: int = -1
    build: int = -1
    overview: int = -1

    def __str__(self) -> str:
        """Return the version as the page stores it: "commit.build.overview"."""
        return f"{self.commit}.{self.build}.{self.overview}"


def current_version(library: Library) -> PageVersion:
    """Return the version of what there is to show now."""
    return PageVersion(library.commit(), library.building.version, library.overview.version)


def parse_version(text: object) -> PageVersion:
    """Return the version that a browser sent; if it is not one, a version that equals no real one."""
    match = _VERSION.fullmatch(text) if isinstance(text, str) else None
    return PageVersion(*map(int, match.groups())) if match else PageVersion()


def version_html(version: PageVersion) -> Html:
    """Return the hidden element that stores the version in the page."""
    return tag("div", data_page_version=str(version), hidden=True)


def polling_route(library: Library) -> Route:
    """Return the route that the script polls; it answers outside Gradio's queue.

    A header says which process answers: the state of an open page lies in the memory of one, so the script
    opens the page again when it hears of another.
    """
    headers = {"Cache-Control": "no-store", PROCESS_HEADER: secrets.token_hex(8)}

    def answer(_: Request) -> PlainTextResponse:
        return PlainTextResponse(str(current_version(library)), headers=headers)

    return Route("/poll", answer)
