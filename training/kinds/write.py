"""The folder of a kind, in the form that `assistant evaluate` reads: `corpus/` and `questions.jsonl`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.kinds.choose import ChosenKind
from training.kinds.rows import Asked

Line = dict[str, Any]
_CORPUS, _QUESTIONS = "corpus", "questions.jsonl"


def write_kind(chosen: ChosenKind, folder: Path) -> None:
    """Write corpus and questions of a kind; what an earlier call wrote there is replaced.

    Raises:
        FileExistsError: The folder holds something else.
    """
    if folder.exists() and {path.name for path in folder.iterdir()} - {_CORPUS, _QUESTIONS}:
        raise FileExistsError(f"'{folder}' holds other files; name another folder")
    shutil.rmtree(folder / _CORPUS, ignore_errors=True)
    (folder / _CORPUS).mkdir(parents=True)
    for document in chosen.documents.values():
        (folder / _CORPUS / document.name).write_text(document.text, encoding="utf-8", newline="")
    written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in question_lines(chosen))
    (folder / _QUESTIONS).write_text(written, encoding="utf-8", newline="")


def question_lines(chosen: ChosenKind) -> Iterator[Line]:
    """Yield the questions, those with an answer first; every offset is checked.

    Raises:
        ValueError: An offset does not hold its answer.
    """
    for number, rows in enumerate(chosen.answerable):
        answers = [answer for row in rows for answer in _answers(chosen, row, rows[0].document)]
        unique = {json.dumps(answer, sort_keys=True): answer for answer in answers}
        line = _line(f"{chosen.kind.name}-{number:03d}", rows[0])
        yield line | {"document": _name(chosen, rows[0]), "answers": list(unique.values())}
    for number, row in enumerate(chosen.near_misses):
        yield _line(f"v2-{number:03d}", row) | {"document": _name(chosen, row), "answers": []}
    for number, row in enumerate(chosen.foreign):
        yield _line(f"foreign-{number:03d}", row) | {"answers": []}


def _line(identity: str, row: Asked) -> Line:
    return {"id": identity, "question": row.question, "source": row.source}


def _name(chosen: ChosenKind, row: Asked) -> str:
    return chosen.documents[row.document].name


def _answers(chosen: ChosenKind, row: Asked, home: str) -> Iterator[Line]:
    """Yield the answers of a row as offsets in its document, named where it is not that of the question."""
    document = chosen.documents[row.document]
    for start, end in row.answers:
        place, text = document.places[row.text] + start, row.text[start:end]
        if document.text[place : place + len(text)] != text:
            raise ValueError(f"'{document.name}' does not hold '{text}' at {place}")
        elsewhere = {} if row.document == home else {"document": document.name}
        yield {"start": place, "text": text, **elsewhere}
