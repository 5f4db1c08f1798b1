"""What the start page tells of the documents: themes, and questions that they answer; nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.common.log import PrivateLog
from assistant.themes.questions import MOST_QUESTIONS, example_questions, theme_questions
from assistant.types import Answer, Theme
from assistant.web.state.priority import Precedence

if TYPE_CHECKING:
    from assistant.api import Index

_STEPS = 4  # more than there are steps in which an overview is found


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of the documents of a commit so far.

    Attributes:
        commit: The commit, 0 before anything is known.
        step: How many steps of finding are done.
        themes: What the documents are about.
        questions: Some that the documents answer.
        of_themes: For each theme, some that its documents answer.
        is_whole: Whether nothing more is to be found.
    """

    commit: int = 0
    step: int = 0
    themes: tuple[Theme, ...] = ()
    questions: tuple[str, ...] = ()
    of_themes: tuple[tuple[str, ...], ...] = ()
    is_whole: bool = False

    @property
    def version(self) -> int:
        """A number that tells this from every other overview of the same index."""
        return self.commit * _STEPS + self.step


class OverviewFinder:
    """Finds the overview of the newest commit in the background, once."""

    def __init__(
        self, index: Callable[[], Index], commit: Callable[[], int], people: Precedence, log: PrivateLog
    ) -> None:
        """Find nothing yet.

        Args:
            index: Opens the index.
            commit: Returns the number of the newest commit, 0 for none.
            people: Who is being answered; finding waits for them.
            log: Where failures are written.
        """
        self.found = Overview()
        self._index, self._commit, self._people, self._log = index, commit, people, log
        self._changing = threading.Lock()
        self._is_looking = False

    def look(self) -> None:
        """Start looking, if there is a newer commit and nobody looks already."""
        with self._changing:
            if self._is_looking or self._is_known():
                return
            self._is_looking = True
        threading.Thread(target=self._find, name="assistant-overview", daemon=True).start()

    def _is_known(self) -> bool:
        commit = self._commit()
        return commit == self.found.commit and (self.found.is_whole or not commit)

    def _find(self) -> None:
        while True:
            commit = self._commit()
            try:
                for step, overview in enumerate(self._steps(commit), start=1):
                    self.found = replace(overview, step=step)
                    if self._commit() != commit:
                        break
            except Exception as error:
                self._log.failed("No overview of the documents", error)
                self.found = Overview(commit, _STEPS - 1, is_whole=True)
            with self._changing:
                if self._is_known():
                    self._is_looking = False
                    return

    def _steps(self, commit: int) -> Iterator[Overview]:
        """Yield what is known, at first what takes no time."""
        index = _Patient(self._index(), self._people)
        yield (known := Overview(commit, themes=index.themes()))
        yield (known := replace(known, questions=tuple(example_questions(index))))
        of_themes = []
        for theme in known.themes:
            if self._commit() == commit:
                of_themes.append(tuple(theme_questions(index, theme, known.questions)))
        questions = _with_some_of_themes(known.questions, of_themes)
        yield replace(known, questions=questions, of_themes=tuple(of_themes), is_whole=True)


def _with_some_of_themes(questions: tuple[str, ...], of_themes: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the questions, and the first of some themes where the documents' headings suggest too few."""
    more = dict.fromkeys((*questions, *(of_theme[0] for of_theme in of_themes if of_theme)))
    return tuple(more)[:MOST_QUESTIONS]


class _Patient:
    """An index that is used only while no person asks it."""

    def __init__(self, index: Index, people: Precedence) -> None:
        self.documents = index.documents
        self.document_text = index.document_text
        self.document_headings = index.document_headings
        self._index, self._people = index, people

    def themes(self) -> tuple[Theme, ...]:
        self._people.wait()
        return self._index.themes()

    def ask(self, question: str) -> Answer:
        self._people.wait()
        return self._index.ask(question)
