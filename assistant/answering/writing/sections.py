"""The headings above a sentence, from the headings of its document."""

from __future__ import annotations

from assistant.answering.evidence import Evidence
from assistant.index.snapshot import Snapshot
from assistant.types import Heading

_BETWEEN = " › "


class Sections:
    """Looks up the headings above sentences; reads those of each document once."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Read nothing yet."""
        self._snapshot = snapshot
        self._headings: dict[int, tuple[str, tuple[Heading, ...]]] = {}

    def above(self, evidence: Evidence) -> str:
        """Return the headings above a sentence, outermost first, "" where there are none.

        A passage may begin in one section and hold a sentence of the next.
        """
        content = evidence.ranked.passage.content
        if content not in self._headings:
            store = self._snapshot.store
            self._headings[content] = store.text(content), store.headings(content)
        text, headings = self._headings[content]
        path: list[Heading] = []
        for heading in headings:
            if heading.start > evidence.sentence.start:
                break
            path = [*(outer for outer in path if outer.level < heading.level), heading]
        return _BETWEEN.join(" ".join(text[each.start : each.end].split()) for each in path)
