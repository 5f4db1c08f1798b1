"""Documents that are attached to others, as they are told from files of the corpus by their paths."""

from __future__ import annotations

from collections.abc import Container


def holder_of(path: str, documents: Container[str]) -> str:
    """Return the document that a document is attached to, "" for a file of the corpus.

    Nothing lies below a file, so what lies below another document is attached to it.

    Args:
        path: The document, as "mail.eml/contract.pdf".
        documents: The paths of all documents.
    """
    above, _, _ = path.rpartition("/")
    return above if above in documents else ""
