"""What the page asks for every moment: has anything changed behind it, here or from the command line?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.web.escape import Html, tag
from assistant.web.state.library import Library

_VERSION = re.compile(r"(\d{1,18})\.(\d{1,18})\.(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class PageVersion:
    """Numbers that change with what the page shows; it keeps those of what it shows now."""

    commit: int = -1  # the documents
    build: int = -1  # how far indexing is, and how it ended
    overview: int = -1  # how much is known of what the documents are about

    def __str__(self) -> str:
        """Return the pulse as the page keeps it."""
        return f"{self.commit}.{self.build}.{self.overview}"


def current_version(library: Library) -> PageVersion:
    """Return the numbers of what there is to show now."""
    return PageVersion(library.commit(), library.building.version, library.overview.version)


def parse_version(text: object) -> PageVersion:
    """Return the pulse that a page keeps; one that agrees with nothing if it keeps none."""
    match = _VERSION.fullmatch(text) if isinstance(text, str) else None
    return PageVersion(*map(int, match.groups())) if match else PageVersion()


def version_html(version: PageVersion) -> Html:
    """Return the unseen element that keeps the pulse in the page."""
    return tag("div", data_page_version=str(version), hidden=True)


def polling_route(library: Library) -> Route:
    """Return the address where the page's script looks; small, and apart from the queue of questions."""

    def answer(_: Request) -> PlainTextResponse:
        return PlainTextResponse(str(current_version(library)), headers={"Cache-Control": "no-store"})

    return Route("/poll", answer)
