"""The documents that the tests of the page ask about, and a page that shows them."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from assistant import build_index
from assistant.settings import Settings

HOSTILE_NAME = "hostile.txt" if os.name == "nt" else "hostile <img src=x onerror=alert(1)> *b* [x](y).txt"
HOSTILE_QUOTE = (
    'The password of the lighthouse is <img src="x" onerror="alert(1)"> <b>bold</b> '
    "![p](http://evil.example/p.png) [link](javascript:alert(2)) `code` $$x^2$$ ${alert(3)} {{value}} "
    "<script>alert(4)</script> | a | b | *star* _line_"
)
_FILLER = "The clerk of the archive wrote another quiet line about paper, ink and dust in entry {}."
FILES = {
    "coffee.md": (
        "# The coffee house of Aldermoor\n\n## Who founded the coffee house?\n\n"
        "The coffee house of Aldermoor was founded in 1694 by Margaret Thorne. "
        "She brought the beans from Amsterdam in her brother's ship.\n\n"
        "## The price of coffee\n\n"
        "A cup of coffee at the coffee house cost one penny. "
        "The coffee house closed for good in the storm year of 1703.\n"
    ),
    "harbour.txt": (
        "The harbour of Aldermoor was dredged in 1712 by engineers from Holland. "
        "The work took four summers and cost nine thousand pounds.\n"
    ),
    "letters/archive.txt": "\n\n".join(
        [_FILLER.format(number) for number in range(220)]
        + ["The silver astrolabe of Captain Penrose lies in drawer nineteen of the archive."]
        + [_FILLER.format(number) for number in range(300, 520)]
    ),
    HOSTILE_NAME: f"{HOSTILE_QUOTE}.\n",
    "broken.pdf": "This is no PDF.",
}


@dataclass(frozen=True)
class Site:
    """A running page with its settings."""

    settings: Settings
    url: str
    process: int = 0

    @property
    def corpus(self) -> Path:
        return Path(self.settings.corpus)

    def build(self) -> None:
        """Index the corpus as another program would."""
        build_index(settings=self.settings)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
