"""What the page asks for every moment: has anything changed behind it, here or from the command line?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.web.escape import Html, tag
from assistant.web.state.library import Library

_PULSE = re.compile(r"(\d{1,18})\.(\d{1,18})\.(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Numbers that change with what the page shows; it keeps those of what it shows now."""

    commit: int = -1  # the documents
    build: int = -1  # how far indexing is, and how it ended
    overview: int = -1  # how much is known of what the documents are about

    def __str__(self) -> str:
        """Return the pulse as the page keeps it."""
        return f"{self.commit}.{self.build}.{self.overview}"


def take_pulse(library: Library) -> Pulse:
    """Return the numbers of what there is to show now."""
    return Pulse(library.commit(), library.building.version, library.overview.version)


def parse_pulse(text: object) -> Pulse:
    """Return the pulse that a page keeps; one that agrees with nothing if it keeps none."""
    match = _PULSE.fullmatch(text) if isinstance(text, str) else None
    return Pulse(*map(int, match.groups())) if match else Pulse()


def pulse_html(pulse: Pulse) -> Html:
    """Return the unseen element that keeps the pulse in the page."""
    return tag("div", data_pulse=str(pulse), hidden=True)


def pulse_route(library: Library) -> Route:
    """Return the address where the page's script looks; small, and apart from the queue of questions."""

    def answer(_: Request) -> PlainTextResponse:
        return PlainTextResponse(str(take_pulse(library)), headers={"Cache-Control": "no-store"})

    return Route("/pulse", answer)
