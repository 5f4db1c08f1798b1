"""An open index: everything that can be asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.answering.answer import AnswerOptions, answer_question
from assistant.answering.explain import explain_passages
from assistant.answering.models import AnsweringModels
from assistant.answering.overview import answer_overview, opening_lines
from assistant.answering.replies import asks_for_overview, small_talk
from assistant.answering.scoring import SentenceScorer
from assistant.answering.writing.follow_up import complete_question
from assistant.answering.writing.write import AnswerWriter, Draft, WritingTask
from assistant.common.cancellation import Cancellation
from assistant.conversation.standalone import StandaloneQuestion, complete, has_pronoun
from assistant.documents.checking import replace_unstorable
from assistant.errors import SettingsError
from assistant.index.opening import open_snapshots
from assistant.index.snapshot import Snapshot
from assistant.models.embedder import Embedder
from assistant.retrieval.search import as_passage, make_query, rank_passages
from assistant.settings import Settings
from assistant.types import (
    Answer,
    Citation,
    Considered,
    DocumentInfo,
    DocumentText,
    Heading,
    Page,
    Passage,
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
        self._snapshots = open_snapshots(settings)
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
        written: bool = False,
    ) -> Answer:
        """Answer a question from the documents, every statement with its citations, or refuse.

        Args:
            question: A question in words.
            history: The finished turns of the conversation, oldest first; a follow-up is completed from them.
            documents: If given, only these are used: paths, folders with a slash at the end, and
                patterns (`*`, `?`, `[a-z]`).
            refuse: Whether to refuse when the evidence is weak; False always answers, for measuring.
            written: Whether the language model of the setting `llm` is to write the answer; see `write`.

        Raises:
            DocumentNotFoundError: A path or folder in `documents` is not indexed.
            ModelError: The model that the index was built with cannot be used.
            SettingsError: A written answer is asked for, and no language model is configured.
        """
        if written:
            *_, draft = self.write(question, history, documents=documents, refuse=refuse)
            return draft.answer
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
            completed = complete(question, history)
            only = (completed.documents or None) if documents is None else documents
            caution = self.settings.caution if refuse else 0.0
            options = AnswerOptions(self.settings.passages_read, caution, only, completed.told)
            query = make_query(completed.text, embedder, completed.topic)
            answer = answer_question(snapshot, query, scorer, options)
        within = (only,) if isinstance(only, str) else tuple(only or ())
        return replace(answer, question=question, searched_for=completed.written_out, within=within)

    def write(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        documents: Sequence[str] | None = None,
        refuse: bool = True,
        cancellation: Cancellation | None = None,
    ) -> Iterator[Draft]:
        """Answer a question in a language model's words, each sentence proven, and yield drafts of it.

        The question and text of the documents are sent to the server of the setting `llm`. Where that cannot
        be used, or nothing that it writes is proven, the last draft holds the quoted answer or the refusal,
        with a note in `answer.writing`.

        Args:
            question: A question in words; summaries, comparisons and lists get evidence for their breadth.
            history: The finished turns of the conversation, oldest first.
            documents: If given, only these are used, as in `ask`.
            refuse: Whether to refuse when the evidence is weak, as in `ask`.
            cancellation: Stops the model from any thread.

        Yields:
            Drafts of the answer; the last one is final.

        Raises:
            DocumentNotFoundError: A path or folder in `documents` is not indexed.
            ModelError: A model of our own cannot be used.
            SettingsError: No language model is configured.
            StoppedByUser: A stop was requested.
        """
        if not self.settings.can_write:
            raise SettingsError("Written answers need the settings 'llm' and 'llm_model' (docs/writing.md).")
        self._models.start_loading_prover()
        cancellation = cancellation or Cancellation()
        asked = replace_unstorable(question)
        completed, by_rules = complete(asked, history), history
        within = (completed.documents or None) if documents is None else documents
        if completed.written_out != asked.strip() and (
            rewritten := complete_question(self.settings, asked, history, cancellation)
        ):
            completed, by_rules = StandaloneQuestion(replace_unstorable(rewritten)), ()
        text = asked if by_rules else completed.text
        quoted = replace(self.ask(text, by_rules, documents=within, refuse=refuse), question=asked)
        if quoted.kind == "conversation":
            yield Draft(quoted, is_final=True)
            return
        with self.newest() as (snapshot, embedder, scorer):
            query = make_query(completed.text, embedder, completed.topic)
            task = WritingTask(query, history, quoted, within)
            prover, embed = self._models.prover(), scorer.embed
            yield from AnswerWriter(self.settings, snapshot, prover, embed, task, cancellation).write()

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
            completed = complete(question, history)
            within = (completed.documents or None) if documents is None else documents
            query = make_query(completed.text, embedder, completed.topic)
            return explain_passages(snapshot, query, scorer, self.settings.passages_read, within)

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
