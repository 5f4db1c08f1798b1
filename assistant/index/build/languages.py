"""Whether the documents are in languages that the embedding model does not know well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.common.language import is_foreign, languages_of
from assistant.index.build.target import BuildStore
from assistant.index.store.rows import StoredDocument
from assistant.models.source import PACKAGED_NAMES

# A multilingual model is proposed from this share of documents on.
_PROPOSED_FROM = 0.2
# Of more documents, as many are looked at, spread over all.
_MOST_DOCUMENTS = 200


def language_notice(
    store: BuildStore,
    model: str,
    before: Mapping[str, StoredDocument],
    documents: Mapping[str, StoredDocument],
) -> str:
    """Return a sentence that proposes a multilingual model, "" where none is needed or it was said before.

    It is said by the build that brings the share of documents in other languages than English to a fifth,
    which is the first one where they were there from the beginning.

    Args:
        store: Holds the texts of the documents.
        model: The name of the embedding model; only the packaged one is made for English.
        before: The documents of the last commit by path.
        documents: Those of the new one.
    """
    if model not in PACKAGED_NAMES:
        return ""
    new = [path for path in documents if path not in before or before[path].content is None]
    if not any(documents[path].content is not None for path in new):
        return ""
    share = _foreign_share(store, list(documents.values()))
    kept = [document for path, document in documents.items() if path not in new]
    if share < _PROPOSED_FROM or (kept and _foreign_share(store, kept) >= _PROPOSED_FROM):
        return ""
    return (
        f"About {share:.0%} of the documents do not seem to be in English; the default embedding model reads "
        "English best: set a multilingual model (docs/using.md)."
    )


def _foreign_share(store: BuildStore, documents: Sequence[StoredDocument]) -> float:
    """Return the share (0..1) of documents in other languages, of those whose language can be told."""
    contents = sorted({document.content for document in documents if document.content is not None})
    chosen = contents[:: max(1, len(contents) // _MOST_DOCUMENTS)]
    texts = [text for content in chosen if languages_of(text := store.text(content))]
    return sum(map(is_foreign, texts)) / len(texts) if texts else 0.0
