"""The programming interface: Index, open_index, build_index, retrieve, ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.answering.answer import AnswerOptions, answer_question
from assistant.answering.explain import explain_passages
from assistant.answering.models import AnsweringModels
from assistant.answering.overview import answer_overview, opening_lines
from assistant.answering.replies import asks_for_overview, small_talk
from assistant.answering.scoring import SentenceScorer
from assistant.conversation.standalone import has_pronoun, standalone_question, topic_of
from assistant.documents.checking import replace_unstorable
from assistant.errors import SettingsError
from assistant.index.snapshot import Snapshot, Snapshots
from assistant.models.embedder import Embedder
from assistant.retrieval.search import as_passage, make_query, rank_passages
from assistant.settings import Settings, load_settings
from assistant.types import (
    Answer,
    BuildReport,
    Citation,
    Considered,
    DocumentInfo,
    DocumentText,
    Heading,
    Page,
    Passage,
    Progress,
    Table,
    Theme,
    Turn,
)


class Index:
    """An open index; picks up later commits by itself and is safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        """Open the index that the settings name; use `open_index`."""
        self.settings = settings
        self.path = Path(settings.index)
        self._snapshots = Snapshots(self.path)
        self._models = AnsweringModels(settings)

    def __enter__(self) -> Self:
        """Return the index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the index."""
        self.close()

    def close(self) -> None:
        """Close the files of the index."""
        self._snapshots.close()

    @property
    def commit(self) -> int:
        """The number of the newest commit."""
        with self._snapshots.newest() as snapshot:
            return snapshot.commit

    @property
    def state(self) -> str:
        """The name of the newest commit, which no other commit of any index has."""
        with self._snapshots.newest() as snapshot:
            return snapshot.store.commit_id()

    def retrieve(
        self, question: str, k: int | None = None, *, documents: Sequence[str] | None = None
    ) -> list[Passage]:
        """Return the passages that fit a question best, best first.

        Args:
            question: A question or keywords.
            k: The most passages to return; by default the setting `k`.
            documents: If given, only these are searched: paths, folders with a slash at the end, and
                patterns (`*`, `?`, `[a-z]`).

        Raises:
            DocumentNotFoundError: A path or folder in `documents` is not indexed.
            ModelError: The model that the index was built with cannot be used.
        """
        if k is not None and k < 1:
            raise SettingsError(f"'k' must be at least 1, not {k}.")
        if not question.strip():
            return []
        question = replace_unstorable(question)
        with self._snapshots.newest() as snapshot:
            embedder, _ = self._models.of(snapshot)
            ranked = rank_passages(snapshot, make_query(question, embedder), k or self.settings.k, documents)
            return [as_passage(each) for each in ranked]

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        documents: Sequence[str] | None = None,
        refuse: bool = True,
    ) -> Answer:
        """Answer a question from the documents, every statement with its citations, or refuse.

        Args:
            question: A question in words.
            history: The finished turns of the conversation, oldest first; a follow-up is completed from them.
            documents: If given, only these are used: paths, folders with a slash at the end, and
                patterns (`*`, `?`, `[a-z]`).
            refuse: Whether to refuse when the evidence is weak; False always answers, for measuring.

        Raises:
            DocumentNotFoundError: A path or folder in `documents` is not indexed.
            ModelError: The model that the index was built with cannot be used.
        """
        question = replace_unstorable(question)
        history = [replace(turn, question=replace_unstorable(turn.question)) for turn in history]
        reply = small_talk(question)
        if reply is not None:
            return Answer(question, "conversation", 1.0, message=reply)
        self._models.start_loading_reader()
        with self._snapshots.newest() as snapshot:
            if asks_for_overview(question) and not (history and has_pronoun(question)):
                return answer_overview(question, snapshot, documents)
            embedder, scorer = self._models.of(snapshot)
            topic = topic_of(question, history)
            query = make_query(question, embedder, topic)
            caution = self.settings.caution if refuse else 0.0
            answer = answer_question(
                snapshot, query, scorer, AnswerOptions(self.settings.passages_read, caution, documents)
            )
        searched_for, within = standalone_question(question, topic), tuple(documents or ())
        return replace(answer, searched_for=searched_for, within=within)

    def explain(
        self, question: str, history: Sequence[Turn] = (), *, documents: Sequence[str] | None = None
    ) -> tuple[Considered, ...]:
        """Return the passages that `ask` reads for a question, as they rank, and how each was scored.

        Args:
            question: The question.
            history: The finished turns before it, oldest first, as they were given to `ask`.
            documents: If given, only these are used, as in `ask`.

        Raises:
            ModelError: The model that the index was built with cannot be used.
        """
        question = replace_unstorable(question)
        with self.newest() as (snapshot, embedder, scorer):
            query = make_query(question, embedder, topic_of(question, history))
            return explain_passages(snapshot, query, scorer, self.settings.passages_read, documents)

    def documents(self) -> list[DocumentInfo]:
        """Return every file that the index knows, also those that could not be read, in path order."""
        with self._snapshots.newest() as snapshot:
            return snapshot.store.document_infos()

    def opening_lines(self, documents: Sequence[str]) -> dict[str, str]:
        """Return the first sentences of each document as one line; a document that is not there has none."""
        with self._snapshots.newest() as snapshot:
            return {p: opening_lines(snapshot, p) for p in documents if snapshot.has_document(p)}

    def themes(self) -> tuple[Theme, ...]:
        """Return what the documents are about, the largest theme first; none for very few passages."""
        from assistant.themes.clusters import find_themes  # who only asks need not load it

        with self._snapshots.newest() as snapshot:
            return find_themes(snapshot)

    def document(self, document: str) -> DocumentText:
        """Return the text of a document with what belongs to it, all of one commit.

        Raises:
            DocumentNotFoundError: There is no such document.
        """
        with self._snapshots.newest() as snapshot:
            return snapshot.document(document)

    def document_text(self, document: str) -> str:
        """Return the text that the offsets of a document's passages and citations point into.

        Raises:
            DocumentNotFoundError: There is no such document.
        """
        with self._snapshots.newest() as snapshot:
            return snapshot.store.text(snapshot.content(document))

    def document_pages(self, document: str) -> tuple[Page, ...]:
        """Return the pages of a document; raises DocumentNotFoundError."""
        with self._snapshots.newest() as snapshot:
            return snapshot.store.pages(snapshot.content(document))

    def document_headings(self, document: str) -> tuple[Heading, ...]:
        """Return the headings of a document; raises DocumentNotFoundError."""
        with self._snapshots.newest() as snapshot:
            return snapshot.store.headings(snapshot.content(document))

    def document_tables(self, document: str) -> tuple[Table, ...]:
        """Return the tables of a document whose cells are known; raises DocumentNotFoundError."""
        with self._snapshots.newest() as snapshot:
            return snapshot.store.tables(snapshot.content(document))

    def verify(self, citation: Citation) -> bool:
        """Whether the document, as it is indexed now, holds the quote exactly where the citation says."""
        with self._snapshots.newest() as snapshot:
            return snapshot.verify(citation)

    @contextmanager
    def newest(self) -> Iterator[tuple[Snapshot, Embedder, SentenceScorer]]:
        """Provide a snapshot of the newest commit with its models, to run single stages of answering."""
        with self._snapshots.newest() as snapshot:
            yield snapshot, *self._models.of(snapshot)


def open_index(index: str | Path | None = None, *, settings: Settings | None = None, **options: Any) -> Index:
    """Open an index for asking.

    Args:
        index: The folder of the index; by default the one in the settings.
        settings: Settings to use; by default those of the file and the environment.
        **options: Single settings by name, before all others.

    Raises:
        IndexMissingError: There is no index there.
        IndexDamagedError: The index there cannot be read.
        SettingsError: A setting is unknown or unusable.
    """
    return Index(_settings(settings, {"index": index, **options}))


def build_index(
    corpus: str | Path | None = None,
    index: str | Path | None = None,
    *,
    settings: Settings | None = None,
    progress: Callable[[Progress], None] | None = None,
    **options: Any,
) -> BuildReport:
    """Bring an index up to date with a corpus; only what changed is read and embedded.

    Args:
        corpus: The folder of documents; by default the one in the settings.
        index: The folder of the index; by default the one in the settings.
        settings: Settings to use; by default those of the file and the environment.
        progress: Called with how far the build is.
        **options: Single settings by name, before all others.

    Raises:
        IndexLockedError: Another process is changing the index.
        AssistantError: The corpus is not there, or the index or the model cannot be used.
    """
    from assistant.index.build.build import build

    return build(_settings(settings, {"corpus": corpus, "index": index, **options}), progress)


def retrieve(
    question: str,
    k: int | None = None,
    *,
    index: str | Path | None = None,
    documents: Sequence[str] | None = None,
    settings: Settings | None = None,
    **options: Any,
) -> list[Passage]:
    """Return the passages that fit a question best; see `Index.retrieve` and `open_index`."""
    opened = _open_shared(_settings(settings, {"index": index, **options}))
    return opened.retrieve(question, k, documents=documents)


def ask(
    question: str,
    history: Sequence[Turn] = (),
    *,
    index: str | Path | None = None,
    documents: Sequence[str] | None = None,
    refuse: bool = True,
    settings: Settings | None = None,
    **options: Any,
) -> Answer:
    """Answer a question from the documents; see `Index.ask` and `open_index`."""
    opened = _open_shared(_settings(settings, {"index": index, **options}))
    return opened.ask(question, history, documents=documents, refuse=refuse)


@lru_cache(maxsize=8)
def _open_shared(settings: Settings) -> Index:
    """Return the same open index for the same settings, so that models load once."""
    return Index(settings)


def _settings(settings: Settings | None, options: dict[str, Any]) -> Settings:
    given = {name: value for name, value in options.items() if value is not None}
    merged = load_settings(given, base=settings)
    # Absolute, so that an index opened before the process changed its working directory is still found.
    return merged.using(index=str(Path(merged.index).expanduser().absolute()))
