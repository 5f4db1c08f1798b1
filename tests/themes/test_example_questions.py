from dataclasses import dataclass, field

import pytest

from assistant.errors import DocumentNotFoundError
from assistant.themes.questions import example_questions, question_about, theme_questions
from assistant.types import Answer, Citation, DocumentInfo, Heading, Statement, Theme

ABOUT = "What do the documents say about {}?"


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Why France took this step", "What do the documents say about why France took this step?"),
        ("What is lost", ""),
        ("Yann Vezilier", "What is known about Yann Vezilier?"),
        ("How did the quarrel begin?", "How did the quarrel begin?"),
        ("where is the treaty kept", "Where is the treaty kept?"),
        ("3.2 The price of coffee", "What do the documents say about the price of coffee?"),
        ("Life in Timbuktu:", "What do the documents say about Life in Timbuktu?"),
        ("TERMS OF DELIVERY", "What do the documents say about Terms of delivery?"),
        ("After Wagner", ""),
        ("Trioxygen (O", ""),
        ("The other method of producing O", ""),
        ("Introduction", ""),
        ("2024", ""),
        ("", ""),
        ("<img src=x>", ""),
        ("a" * 61, ""),
        ("Why?", ""),
    ],
)
def test_headings_as_questions(heading: str, question: str) -> None:
    assert question_about(heading) == question


@dataclass
class Shelf:
    """Documents with headings only; answers every question but those in `unanswered`."""

    documents_: dict[str, list[str]]
    unanswered: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def documents(self) -> list[DocumentInfo]:
        return [DocumentInfo(path, "", "indexed") for path in self.documents_]

    def document_text(self, path: str) -> str:
        if not self.documents_[path]:
            raise DocumentNotFoundError("gone")
        return "\n".join(self.documents_[path])

    def document_headings(self, path: str) -> tuple[Heading, ...]:
        at, found = 0, []
        for line in self.documents_[path]:
            found.append(Heading(at, at + len(line), 2))
            at += len(line) + 1
        return tuple(found)

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        path = next(
            p for p, lines in self.documents_.items() if any(line.rstrip("?") in question for line in lines)
        )
        if question in self.unanswered:
            return Answer(question, "refusal", 0.1)
        cited = (Citation(path, None, 0, 1, "x", 1.0),)
        return Answer(question, "answer", 0.9, statements=(Statement("x", (1,)),), citations=cited)


def test_every_document_has_its_turn_before_any_has_two() -> None:
    shelf = Shelf({"b": ["Why is b blue?", "Who really made b?"], "a": ["Why is a red?"], "gone": []})
    assert example_questions(shelf) == ["Why is a red?", "Why is b blue?", "Who really made b?"]
    assert example_questions(shelf, limit=2) == ["Why is a red?", "Why is b blue?"]


def test_only_answered_questions_are_offered() -> None:
    shelf = Shelf({"a": ["Why is a red?", "Who really made a?"]}, unanswered={"Why is a red?"})
    assert example_questions(shelf) == ["Who really made a?"]


def test_an_endless_corpus_is_not_asked_endlessly() -> None:
    headings = [f"Why is number {number} odd?" for number in range(500)]
    shelf = Shelf({"a": headings}, unanswered=set(headings))
    assert example_questions(shelf) == []
    assert len(shelf.asked) < 50


def test_questions_of_a_theme_come_from_its_headings_and_phrases_and_its_documents_answer_them() -> None:
    shelf = Shelf({"a": ["the hive", "Islamic", "wax"], "b": ["the keel"]}, unanswered={ABOUT.format("wax")})
    theme = Theme(("Islamic", "the hive", "wax", "the keel"), 9, ("a",), ("Bees › The hive",))
    assert theme_questions(shelf, theme, limit=3) == [ABOUT.format("the hive")]
    assert ABOUT.format("Islamic") not in shelf.asked
    assert ABOUT.format("the keel") in shelf.asked
    assert theme_questions(shelf, theme, [ABOUT.format("the hive").upper()]) == []


def test_no_documents_no_questions() -> None:
    assert example_questions(Shelf({})) == []
