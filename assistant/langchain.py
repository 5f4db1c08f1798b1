"""The retriever for LangChain: the same passages as `retrieve`, as LangChain documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from assistant.api import retrieve
from assistant.types import Passage


class AssistantRetriever(BaseRetriever):
    """Retrieves passages from an index.

    Example:
        >>> retriever = AssistantRetriever(index="index", k=5)
        >>> retriever.invoke("Why was cooperation suspended?")

    Each LangChain document holds a passage's text; its metadata holds `document`, `page`, `start`,
    `end`, `score`, `title` and `heading`.
    """

    index: str | None = None
    k: int | None = None
    documents: Sequence[str] | None = None
    options: dict[str, Any] = Field(default_factory=dict)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = retrieve(query, self.k, index=self.index, documents=self.documents, **self.options)
        return [_as_document(passage) for passage in found]


def _as_document(passage: Passage) -> Document:
    metadata = {
        name: getattr(passage, name)
        for name in ("document", "page", "start", "end", "score", "title", "heading")
    }
    return Document(page_content=passage.text, metadata=metadata, id=str(passage.id))
