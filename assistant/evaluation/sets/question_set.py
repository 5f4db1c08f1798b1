"""A question set: its form, which decides the task, and where its files are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.conversation.history.postgres import masked
from assistant.errors import AssistantError
from assistant.evaluation.sets.jsonl import read_rows

Form = Literal["answers", "sentences", "follow-ups", "feedback"]

# The keys of the first line tell the form; the first entry that fits counts.
_KEYS_BY_FORM: tuple[tuple[Form, frozenset[str]], ...] = (
    ("sentences", frozenset({"question", "sentences", "gold"})),
    ("follow-ups", frozenset({"question", "history", "rewrite"})),
    ("answers", frozenset({"question"})),
)
_CORPUS, _QUESTIONS = "corpus", "questions.jsonl"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set of questions.

    Attributes:
        form: What the questions are, which decides the task.
        questions: The file that holds them; of feedback also the address of a PostgreSQL server.
        corpus: The folder of documents, where the form has one.
    """

    form: Form
    questions: Path | str
    corpus: Path | None

    @property
    def file(self) -> Path:
        """The file of a set that is not on a server."""
        assert isinstance(self.questions, Path)
        return self.questions

    @property
    def place(self) -> str:
        """Where the questions are, to be shown: without user and password."""
        return masked(self.questions) if isinstance(self.questions, str) else str(self.questions)

    @property
    def name(self) -> str:
        """The name of the set in file names."""
        if isinstance(self.questions, str):
            return self.form
        generic = self.questions.name == _QUESTIONS
        return (self.questions.resolve().parent.name if generic else self.questions.stem) or "questions"


def find_set(path: Path, corpus: Path | None = None) -> QuestionSet:
    """Find the files of a question set and tell its form.

    Args:
        path: A JSONL file, or a folder that holds one: `questions.jsonl`, or else the only one.
        corpus: The folder of documents; by default `corpus` beside the JSONL file.

    Raises:
        AssistantError: Something is missing, or the questions have no form that can be measured.
    """
    questions = _questions_file(path)
    _, first = next(iter(read_rows(questions)))
    form = next((form for form, keys in _KEYS_BY_FORM if keys <= first.keys()), None)
    if form is None:
        keys = ", ".join(sorted(first)) or "(none)"
        raise AssistantError(
            f"The first line of '{questions}' has the keys {keys}; a question set has "
            "'question' with 'answers', 'answer', 'evidence' or 'document' (and a corpus), with "
            "'sentences' and 'gold', or with 'history' and 'rewrite'."
        )
    if form != "answers":
        if corpus is not None:
            raise AssistantError(f"'{questions}' holds {form}, which need no --corpus.")
        return QuestionSet(form, questions, None)
    corpus = corpus or questions.parent / _CORPUS
    if not corpus.is_dir():
        raise AssistantError(
            f"There is no folder of documents '{corpus}'; "
            f"name the one that '{questions}' asks about: --corpus FOLDER."
        )
    return QuestionSet(form, questions, corpus)


def find_sets(paths: Sequence[Path]) -> dict[str, QuestionSet]:
    """Find the sets of questions about a corpus in folders, by the names of their folders.

    Args:
        paths: Each is a set (a folder with `corpus` and `questions.jsonl`), or a folder of such folders;
            what else is in that is passed over.

    Raises:
        AssistantError: A folder holds no set, its questions are not about the corpus beside them, or two sets
            have one name.
    """
    sets: dict[str, QuestionSet] = {}
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() and not _is_set(path) else [path]
        folders = [folder for folder in inside if _is_set(folder)]
        if not folders:
            raise AssistantError(
                f"'{path}' holds no question set: name a folder with '{_CORPUS}' and '{_QUESTIONS}', "
                "or a folder of such folders."
            )
        for folder in folders:
            found = find_set(folder)
            if found.form != "answers":
                raise AssistantError(
                    f"'{found.place}' holds {found.form}, and only questions about a corpus can be "
                    "measured together; measure it alone."
                )
            name = folder.name or found.name
            if name in sets:
                raise AssistantError(
                    f"Two question sets are named '{name}', '{sets[name].file.parent}' and '{folder}'; "
                    "give one of them another name, by a link if need be."
                )
            sets[name] = found
    return sets


def _is_set(folder: Path) -> bool:
    return (folder / _CORPUS).is_dir() and (folder / _QUESTIONS).is_file()


def _questions_file(path: Path) -> Path:
    if path.is_file():
        return path
    if not path.is_dir():
        raise AssistantError(f"There is no question set '{path}': name a folder or a JSONL file.")
    if (path / _QUESTIONS).is_file():
        return path / _QUESTIONS
    found = sorted(path.glob("*.jsonl"))
    if len(found) != 1:
        named = ", ".join(file.name for file in found) or "none"
        raise AssistantError(
            f"The folder '{path}' must hold '{_QUESTIONS}' or one other JSONL file, but holds {named}."
        )
    return found[0]
