"""The overview of the documents, found in the background: themes and example questions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.common.log import PrivateLog
from assistant.themes.questions import MAX_QUESTIONS, example_questions, theme_questions
from assistant.types import Answer, Theme
from assistant.web.state.active_questions import ActiveQuestions

if TYPE_CHECKING:
    from assistant.api import Index

_STEPS = 4  # more than there are steps in which an overview is found


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of the documents of a commit.

    Attributes:
        commit: The commit, 0 before anything is known.
        step: The number of finished steps.
        themes: The themes of the documents.
        questions: Example questions that the documents answer.
        questions_by_theme: Example questions for each theme.
        is_complete: Whether all steps are finished.
    """

    commit: int = 0
    step: int = 0
    themes: tuple[Theme, ...] = ()
    questions: tuple[str, ...] = ()
    questions_by_theme: tuple[tuple[str, ...], ...] = ()
    is_complete: bool = False

    @property
    def version(self) -> int:
        """A number that differs for every commit and step."""
        return self.commit * _STEPS + self.step


class OverviewFinder:
    """Finds the overview of the newest commit in the background, once."""

    def __init__(
        self,
        index: Callable[[], Index],
        commit: Callable[[], int],
        active_questions: ActiveQuestions,
        log: PrivateLog,
    ) -> None:
        """Start with an empty overview.

        Args:
            index: Opens the index.
            commit: Returns the number of the newest commit, 0 for none.
            active_questions: Questions of visitors; finding an overview waits until there is none.
            log: Where failures are written.
        """
        self.found = Overview()
        self._index, self._commit, self._active_questions, self._log = index, commit, active_questions, log
        self._changing = threading.Lock()
        self._is_running = False

    def start(self) -> None:
        """Start a thread that finds the overview, if there is a newer commit and none is running."""
        with self._changing:
            if self._is_running or self._is_known():
                return
            self._is_running = True
        threading.Thread(target=self._find, name="assistant-overview", daemon=True).start()

    def _is_known(self) -> bool:
        commit = self._commit()
        return commit == self.found.commit and (self.found.is_complete or not commit)

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
                self.found = Overview(commit, _STEPS - 1, is_complete=True)
            with self._changing:
                if self._is_known():
                    self._is_running = False
                    return

    def _steps(self, commit: int) -> Iterator[Overview]:
        """Yield growing overviews, the fastest step first."""
        index = _LowPriorityIndex(self._index(), self._active_questions)
        yield (known := Overview(commit, themes=index.themes()))
        yield (known := replace(known, questions=tuple(example_questions(index))))
        questions_by_theme = []
        for theme in known.themes:
            if self._commit() == commit:
                questions_by_theme.append(tuple(theme_questions(index, theme, known.questions)))
        questions = _with_some_of_themes(known.questions, questions_by_theme)
        yield replace(
            known, questions=questions, questions_by_theme=tuple(questions_by_theme), is_complete=True
        )


def _with_some_of_themes(
    questions: tuple[str, ...], questions_by_theme: Sequence[tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the questions, filled up to `MAX_QUESTIONS` with the first question of each theme."""
    more = dict.fromkeys((*questions, *(of_theme[0] for of_theme in questions_by_theme if of_theme)))
    return tuple(more)[:MAX_QUESTIONS]


class _LowPriorityIndex:
    """An index whose calls wait until no question of a visitor is being answered."""

    def __init__(self, index: Index, active_questions: ActiveQuestions) -> None:
        self.documents = index.documents
        self.document_text = index.document_text
        self.document_headings = index.document_headings
        self._index, self._active_questions = index, active_questions

    def themes(self) -> tuple[Theme, ...]:
        self._active_questions.wait_until_none()
        return self._index.themes()

    def ask(self, question: str) -> Answer:
        self._active_questions.wait_until_none()
        return self._index.ask(question)
