"""Question sets for question answering on a corpus: questions with their gold answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.metrics.squad import normalize_answer
from assistant.evaluation.sets.jsonl import Row, get_list, parse_rows, require_text, sample_groups

ANSWERABLE = "answerable"
# The group of an unanswerable question, by the prefix of its id.
_GROUP_BY_ID_PREFIX = {"v2": "near miss", "foreign": "foreign"}
_UNANSWERABLE = "unanswerable"


@dataclass(frozen=True, slots=True)
class Gold:
    """The place of an answer: a range of a document's text, a page of it, or any place with `text`.

    Attributes:
        document: The path of the document, "" for any.
        start: The offset in the document's text at which the range starts.
        end: The offset at which it ends, exclusive; 0 if no range is known.
        page: The page, from 1; None if no page is known.
        text: The answer, or with a page what on it answers. Without range and page every place that contains
            it is right, and without a text every place in the document.
        grade: How relevant the place is (above 0), for graded sets.
    """

    document: str
    start: int = 0
    end: int = 0
    page: int | None = None
    text: str = ""
    grade: float = 1.0

    def is_contained_in(self, document: str, page: int | None, start: int, end: int, quote: str = "") -> bool:
        """Whether a passage or citation contains the whole range, is on the page, or contains the text."""
        if self.document and document != self.document:
            return False
        if self.page is not None:
            return page == self.page
        if self.end:
            return start <= self.start and self.end <= end
        answer = normalize_answer(self.text)
        return f" {answer} " in f" {normalize_answer(quote)} " if answer else self.text in quote


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set.

    `group` is `ANSWERABLE` or a kind of question that the documents do not answer. `answers` are the texts
    of the gold answers, any of which is right. `document` is the path of the document that it asks about, ""
    if the set names none. `asked_of` are the only documents that are searched for it; None for all.
    """

    id: str
    text: str
    group: str
    gold: tuple[Gold, ...] = ()
    answers: tuple[str, ...] = ()
    graded: bool = False
    document: str = ""
    asked_of: tuple[str, ...] | None = None


def load_questions(path: Path, sample: int | None = None, seed: int = 0) -> list[Question]:
    """Read a question set, one JSON object a line (docs/evaluation.md lists the keys).

    Args:
        path: The JSONL file.
        sample: If given, the number of random questions of each group.
        seed: The seed of the sample.

    Raises:
        AssistantError: The file or a line of it cannot be used; names the line.
    """
    questions = parse_rows(path, _parse_question)
    return sample_groups(questions, lambda question: question.group, sample, seed)


def _parse_question(number: int, row: Row) -> Question:
    text = require_text(row, "question")
    identity = str(row.get("id") or f"line-{number}")
    document = row.get("document") or ""
    if not isinstance(document, str):
        raise ValueError("'document' must be the path of a document")
    gold, answers = _parse_gold(row, document)
    answerable = row.get("answerable", bool(gold) or None)
    if answerable is True and gold:
        graded = any("grade" in place for key in ("answers", "evidence") for place in _objects(row, key))
        return Question(identity, text, ANSWERABLE, gold, answers, graded, document or gold[0].document)
    if answerable is None and row.get("answers") != []:
        raise ValueError(
            "it names no gold ('answers', 'answer', 'evidence' or 'document') "
            'and does not say "answerable": false'
        )
    if answerable not in (False, None):
        raise ValueError("'answerable' is not false, but no gold is named")
    group = str(row.get("group") or _GROUP_BY_ID_PREFIX.get(identity.split("-")[0], _UNANSWERABLE))
    if group == ANSWERABLE:
        raise ValueError("its group is 'answerable', but it is not")
    return Question(identity, text, group, document=document)


def _parse_gold(row: Row, document: str) -> tuple[tuple[Gold, ...], tuple[str, ...]]:
    """Return the gold places, the most exact ones that the line states, and the texts of the answers."""
    placed, texts = _parse_answers(row, document)
    if isinstance(row.get("answer"), str) and row["answer"].strip():
        texts.append(row["answer"])
    pages = [_parse_page(evidence, document) for evidence in get_list(row, "evidence", dict)]
    places: Sequence[Gold] = placed or pages or [Gold(document, text=text) for text in texts]
    if not places and document and "answers" not in row and row.get("answerable", True):
        places = [Gold(document)]  # only the document is known: any place in it is right
    return tuple(places), tuple(dict.fromkeys(texts))


def _parse_answers(row: Row, document: str) -> tuple[list[Gold], list[str]]:
    given = row.get("answers")
    if given and isinstance(given, list) and isinstance(given[0], str):
        return [], [text for text in get_list(row, "answers", str) if text.strip()]
    placed, texts = [], []
    for answer in get_list(row, "answers", dict):
        text = require_text(answer, "text")
        texts.append(text)
        if "start" in answer:
            placed.append(_parse_range(answer, _parse_document(answer, document), text))
    if placed and len(placed) < len(texts):
        raise ValueError("some of its 'answers' have a 'start' and some have none")
    return placed, texts


def _parse_range(answer: Row, document: str, text: str) -> Gold:
    """Return the range of an answer, without the white space around it: a citation ends with its sentence."""
    start = _parse_whole_number(answer, "start") + len(text) - len(text.lstrip())
    stripped = text.strip()
    return Gold(document, start, start + len(stripped), text=stripped, grade=_parse_grade(answer))


def _parse_page(evidence: Row, document: str) -> Gold:
    return Gold(
        _parse_document(evidence, document),
        page=_parse_whole_number(evidence, "page") + 1,
        text=str(evidence.get("text") or ""),
        grade=_parse_grade(evidence),
    )


def _parse_document(place: Row, document: str) -> str:
    named = place.get("document", document)
    if not isinstance(named, str) or not named:
        raise ValueError("'document' is missing; offsets and pages need the document they belong to")
    return named


def _parse_whole_number(place: Row, key: str) -> int:
    value = place.get(key)
    if type(value) is not int or value < 0:
        raise ValueError(f"'{key}' must be a whole number from 0, not {value!r}")
    return value


def _parse_grade(place: Row) -> float:
    value = place.get("grade", 1)
    if type(value) not in (int, float) or value <= 0:
        raise ValueError(f"'grade' must be a number above 0, not {value!r}")
    return float(value)


def _objects(row: Row, key: str) -> list[Row]:
    value = row.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
