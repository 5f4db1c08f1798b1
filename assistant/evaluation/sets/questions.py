"""Questions about a corpus, with where their answers stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.metrics.squad import normalized
from assistant.evaluation.sets.lines import Row, list_of, parse_rows, sampled, text_of

ANSWERABLE = "answerable"
# What the beginning of an id says about a question without an answer.
_GROUPS = {"v2": "near miss", "foreign": "foreign"}
_UNANSWERABLE = "unanswerable"


@dataclass(frozen=True, slots=True)
class Gold:
    """Where an answer stands: a range of a document's text, a page (from 1) of it, or wherever `text` is.

    A range has an `end` above 0. Without range and page any place that holds `text` will do, in
    `document` if one is named; without a text, any place in the document. `grade` tells
    how good the place is, for graded sets.
    """

    document: str
    start: int = 0
    end: int = 0
    page: int | None = None
    text: str = ""
    grade: float = 1.0

    def is_held_by(self, document: str, page: int | None, start: int, end: int, quote: str = "") -> bool:
        """Whether a passage or citation holds this: the whole range, the page, or the text."""
        if self.document and document != self.document:
            return False
        if self.page is not None:
            return page == self.page
        if self.end:
            return start <= self.start and self.end <= end
        wanted = normalized(self.text)
        return f" {wanted} " in f" {normalized(quote)} " if wanted else self.text in quote


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set; `group` tells "answerable" from the kinds that the documents do not answer.

    `answers` are the texts of the gold answers, any of which is right.
    """

    id: str
    text: str
    group: str
    gold: tuple[Gold, ...] = ()
    answers: tuple[str, ...] = ()
    graded: bool = False


def load_questions(path: Path, sample: int | None = None, seed: int = 0) -> list[Question]:
    """Read a question set, one JSON object a line (docs/evaluation.md has the keys).

    Args:
        path: The JSONL file.
        sample: If given, so many questions of each group, chosen at random.
        seed: Chooses the sample.

    Raises:
        AssistantError: The file or a line of it cannot be used; names the line.
    """
    questions = parse_rows(path, _question)
    return sampled(questions, lambda question: question.group, sample, seed)


def _question(number: int, row: Row) -> Question:
    text = text_of(row, "question")
    identity = str(row.get("id") or f"line-{number}")
    document = row.get("document") or ""
    if not isinstance(document, str):
        raise ValueError("'document' must be the path of a document")
    gold, answers = _gold(row, document)
    answerable = row.get("answerable", bool(gold) or None)
    if answerable is True and gold:
        graded = any("grade" in place for key in ("answers", "evidence") for place in _objects(row, key))
        return Question(identity, text, ANSWERABLE, gold, answers, graded)
    if answerable is None and row.get("answers") != []:
        raise ValueError(
            "it names no gold ('answers', 'answer', 'evidence' or 'document') "
            'and does not say "answerable": false'
        )
    if answerable not in (False, None):
        raise ValueError("'answerable' is not false, but no gold is named")
    group = str(row.get("group") or _GROUPS.get(identity.split("-")[0], _UNANSWERABLE))
    if group == ANSWERABLE:
        raise ValueError("its group is 'answerable', but it is not")
    return Question(identity, text, group)


def _gold(row: Row, document: str) -> tuple[tuple[Gold, ...], tuple[str, ...]]:
    """Return the gold places, the most exact that the line knows, and the texts of the answers."""
    placed, texts = _answers(row, document)
    if isinstance(row.get("answer"), str) and row["answer"].strip():
        texts.append(row["answer"])
    pages = [_page(evidence, document) for evidence in list_of(row, "evidence", dict)]
    places: Sequence[Gold] = placed or pages or [Gold(document, text=text) for text in texts]
    if not places and document and "answers" not in row and row.get("answerable", True):
        places = [Gold(document)]  # the document is all that is known: anything of it is right
    return tuple(places), tuple(dict.fromkeys(texts))


def _answers(row: Row, document: str) -> tuple[list[Gold], list[str]]:
    given = row.get("answers")
    if given and isinstance(given, list) and isinstance(given[0], str):
        return [], [text for text in list_of(row, "answers", str) if text.strip()]
    placed, texts = [], []
    for answer in list_of(row, "answers", dict):
        text = text_of(answer, "text")
        texts.append(text)
        if "start" in answer:
            start = _whole(answer, "start")
            place = _document(answer, document)
            placed.append(Gold(place, start, start + len(text), text=text, grade=_grade(answer)))
    if placed and len(placed) < len(texts):
        raise ValueError("some of its 'answers' have a 'start' and some have none")
    return placed, texts


def _page(evidence: Row, document: str) -> Gold:
    return Gold(_document(evidence, document), page=_whole(evidence, "page") + 1, grade=_grade(evidence))


def _document(place: Row, document: str) -> str:
    named = place.get("document", document)
    if not isinstance(named, str) or not named:
        raise ValueError("'document' is missing; offsets and pages need the document they belong to")
    return named


def _whole(place: Row, key: str) -> int:
    value = place.get(key)
    if type(value) is not int or value < 0:
        raise ValueError(f"'{key}' must be a whole number from 0, not {value!r}")
    return value


def _grade(place: Row) -> float:
    value = place.get("grade", 1)
    if type(value) not in (int, float) or value <= 0:
        raise ValueError(f"'grade' must be a number above 0, not {value!r}")
    return float(value)


def _objects(row: Row, key: str) -> list[Row]:
    value = row.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
