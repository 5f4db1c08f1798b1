"""The check of the gold answers of a question set against the documents as they were indexed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.api import Index
from assistant.evaluation.metrics.squad import normalize_answer
from assistant.evaluation.sets.questions import Gold, Question
from assistant.types import DocumentInfo

_MAX_NAMED = 5


def check_gold(index: Index, questions: Sequence[Question]) -> tuple[list[Question], list[str]]:
    """Leave out gold answers that cannot be right, and questions that have none left.

    A question whose document could not be indexed stays and counts as wrong: the product failed there.

    Args:
        index: The index of the corpus.
        questions: The questions of the set.

    Returns:
        The questions that can be measured, with the gold that is left, and notes on the rest.
    """
    checker = _GoldChecker(index)
    kept: list[Question] = []
    dropped: dict[str, list[str]] = {}
    changed: dict[str, list[str]] = {}
    unread: dict[str, list[str]] = {}
    for question in questions:
        faults = {gold: checker.fault(gold) for gold in question.gold}
        valid = tuple(gold for gold, fault in faults.items() if not fault)
        reason = next((fault for fault in faults.values() if fault), "")
        if question.gold and not valid:
            dropped.setdefault(reason, []).append(question.id)
            continue
        if reason:
            changed.setdefault(reason, []).append(question.id)
        failed = next((r for r in map(checker.failure, valid) if r), "")
        if failed:
            unread.setdefault(failed, []).append(question.id)
        kept.append(replace(question, gold=valid))
    notes = [
        *name_questions(dropped, "left out, since {}"),
        *name_questions(changed, "measured without some of the gold, since {}"),
        *name_questions(unread, "counted as wrong, since {}"),
    ]
    return kept, notes


class _GoldChecker:
    """Looks up gold answers in an index; reads each document once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._documents: dict[str, DocumentInfo] = {info.path: info for info in index.documents()}
        self._texts: dict[str, tuple[str, str]] = {}

    def failure(self, gold: Gold) -> str:
        """Return why the document of a gold answer was not indexed, or ""."""
        info = self._documents.get(gold.document)
        return (
            f"'{info.path}' could not be indexed ({info.reason})" if info and info.state == "failed" else ""
        )

    def fault(self, gold: Gold) -> str:
        """Return why a gold answer cannot be right, or ""."""
        if not gold.document:
            return ""
        info = self._documents.get(gold.document)
        if info is None:
            return f"the corpus has no document '{gold.document}'"
        if info.state == "failed":
            return ""
        if gold.page is not None:
            return self._page_fault(gold, info)
        text, plain = self._text(gold.document)
        if gold.end and text[gold.start : gold.end] != gold.text:
            return f"their offsets do not hold their answer in '{gold.document}'"
        if not gold.end and gold.text and normalize_answer(gold.text) not in plain:
            return f"'{gold.document}' does not hold the text of their answer"
        return ""

    def _page_fault(self, gold: Gold, info: DocumentInfo) -> str:
        if info.pages == 0:
            return f"'{gold.document}' has no pages"
        if gold.page is not None and gold.page > info.pages:
            return f"'{gold.document}' has only {info.pages} pages"
        return ""

    def _text(self, document: str) -> tuple[str, str]:
        if document not in self._texts:
            text = self._index.document_text(document)
            self._texts[document] = (text, normalize_answer(text))
        return self._texts[document]


def name_questions(found: dict[str, list[str]], template: str) -> Iterable[str]:
    """Yield a note for each reason: how many questions, the template with the reason, the first ids."""
    for reason, ids in found.items():
        named = ", ".join(ids[:_MAX_NAMED]) + (", …" if len(ids) > _MAX_NAMED else "")
        count = f"{len(ids)} question{'s' if len(ids) > 1 else ''}"
        yield f"{count} {template.format(reason)}: {named}"
