"""The hint about the multilingual model, where question or documents are not in English."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.common.language import ENGLISH, is_foreign, languages_of, main_languages

_QUESTION = (
    "Your question does not seem to be in English; the default embedding model reads English best, so ask in "
    "the documents' language, or set a multilingual model."
)
_DOCUMENTS = (
    "The closest documents do not seem to be in English; the default embedding model reads English best, so "
    "ask in the documents' language, or set a multilingual model."
)
_BOTH = (
    "Question and documents do not seem to be in English; the default embedding model reads English best: "
    "set a multilingual model."
)


def language_hint(question: str, passages: Sequence[str], *, answered: bool) -> str:
    """Return what to say about languages, with the packaged embedding model, which is made for English.

    Args:
        question: The question.
        passages: The texts that were found for it.
        answered: Whether an answer was found; only a question in another language than the documents gets the
            hint then.

    Returns:
        One sentence; "" where the languages are English, or cannot be told.
    """
    asked, read = languages_of(question), main_languages(passages)
    if answered and (not asked or not read or asked & read):
        return ""
    foreign_documents = bool(read) and ENGLISH not in read
    if not is_foreign(question):
        return _DOCUMENTS if foreign_documents else ""
    return _BOTH if foreign_documents and asked & read else _QUESTION
