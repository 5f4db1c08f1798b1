"""The documents and questions that every peer gets."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.evaluation.sets.questions import Question, load_questions
from benchmarks.child import REPOSITORY
from benchmarks.errors import BenchmarkError

ENCYCLOPEDIA = REPOSITORY.parent / "shared" / "data" / "evaluation" / "encyclopedia"
# The document that is added to a finished index: real English text that is in no question set.
ADDED = REPOSITORY / "LICENSE"
ADDED_NAME = "zz-licence.txt"


@dataclass(frozen=True, slots=True)
class Material:
    """Texts by document name, and a sample of the questions that they answer."""

    texts: Mapping[str, str]
    questions: Sequence[Question]

    def write(self, folder: Path) -> None:
        """Make the folder hold exactly these documents."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, text in self.texts.items():
            write_document(folder / name, text)


def write_document(path: Path, text: str) -> None:
    """Write a text so that its offsets stay as they are."""
    path.write_text(text, encoding="utf-8", newline="")


def load_material(
    corpus: Path, questions_file: Path, documents: int | None, questions: int | None, seed: int = 0
) -> Material:
    """Read the documents and draw the questions, the same ones for the same seed.

    Args:
        corpus: A folder of .txt files.
        questions_file: A question set of `assistant evaluate`, with offsets.
        documents: How many documents, in the order of their names; None is all.
        questions: How many answerable questions about them; None is all.
        seed: Chooses the questions.

    Raises:
        BenchmarkError: There are no documents or no questions about them.
    """
    for needed in (corpus, questions_file):
        if not needed.exists():
            raise BenchmarkError(
                f"'{needed}' is not there; name documents and questions with --corpus FOLDER "
                "--questions-file FILE."
            )
    paths = sorted(corpus.glob("*.txt"))[:documents]
    if not paths:
        raise BenchmarkError(f"There are no .txt files in '{corpus}'.")
    try:
        texts = {path.name: path.read_bytes().decode("utf-8") for path in paths}
        every = load_questions(questions_file)
    except (OSError, UnicodeDecodeError, AssistantError) as error:
        raise BenchmarkError(f"The documents or questions cannot be read: {error}") from error
    usable = [q for q in every if any(g.document in texts and g.page is None for g in q.gold)]
    if not usable:
        raise BenchmarkError(f"'{questions_file}' has no question that these documents answer.")
    count = len(usable) if questions is None else min(questions, len(usable))
    return Material(texts, random.Random(seed).sample(usable, count))
