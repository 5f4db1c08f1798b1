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
from assistant.answering.overview import answer_overview
from assistant.answering.replies import asks_for_overview, small_talk
from assistant.answering.scoring import SentenceScorer
from assistant.answering.writing.follow_up import complete_question
from assistant.answering.writing.write import AnswerWriter, Draft, WritingTask
from assistant.api.documents import IndexedDocuments
from assistant.common.cancellation import Cancellation
from assistant.conversation.standalone import StandaloneQuestion, complete, has_pronoun
from assistant.documents.checking import replace_unstorable
from assistant.errors import SettingsError
from assistant.index.date_filter import documents_between
from assistant.index.opening import open_snapshots
from assistant.index.snapshot import Snapshot
from assistant.models.embedder import Embedder
from assistant.retrieval.search import as_passage, rank_passages, search_query
from assistant.settings import Settings
from assistant.types import Answer, Considered, Passage, Turn


class Index(IndexedDocuments):
    """An open index; picks up later commits by itself and is safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        """Open the index that the settings name; use `open_index`."""
        self.settings = settings
        self.path = Path(settings.index)
        super().__init__(open_snapshots(settings))
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
        self,
        question: str,
        k: int | None = None,
        *,
        documents: Sequence[str] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> list[Passage]:
        """Return the passages that fit a question best, best first.

        Args:
            question: A question or keywords.
            k: The most passages to return; by default the setting `k`.
            documents: If given, only these are searched: paths, folders with a slash at the end, and
                patterns (`*`, `?`, `[a-z]`).
            since: If given, only documents of this day, month or year ("2025-12-03", "2025-12", "2025") and
                later are searched; those without a date (`DocumentInfo.date`) are not.
            until: The last day, month or year, likewise.

        Raises:
            DocumentNotFoundError: A path or folder in `documents` is not indexed.
            ModelError: The model that the index was built with cannot be used.
            SettingsError: `k`, `since` or `until` cannot be used.
        """
        if k is not None and k < 1:
            raise SettingsError(f"'k' must be at least 1, not {k}.")
        if not question.strip():
            return []
        question = replace_unstorable(question)
        with self._snapshots.newest() as snapshot:
            embedder, _ = self._models.of(snapshot)
            within = documents_between(snapshot, documents, since, until)
            query = search_query(snapshot, question, embedder)
            ranked = rank_passages(snapshot, query, k or self.settings.k, within)
            return [as_passage(each) for each in ranked]

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        documents: Sequence[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        refuse: bool = True,
        written: bool = False,
    ) -> Answer:
        """Answer a question from the documents, every statement with its citations, or refuse.

        Args:
            question: A question in words.
            history: The finished turns of the conversation, oldest first; a follow-up is completed from them.
            documents: If given, only these are used: paths, folders with a slash at the end, and
                patterns (`*`, `?`, `[a-z]`).
            since: If given, only documents of this day, month or year and later are used, as in `retrieve`.
            until: The last day, month or year, likewise.
            refuse: Whether to refuse when the evidence is weak; False always answers, for measuring.
            written: Whether the language model of the setting `llm` is to write the answer; see `write`.

        Raises:
            DocumentNotFoundError: A path or folder in `documents` is not indexed.
            ModelError: The model that the index was built with cannot be used.
            SettingsError: A written answer is asked for, and no language model is configured; or `since` or
                `until` cannot be used.
        """
        if written:
            *_, draft = self.write(
                question, history, documents=documents, since=since, until=until, refuse=refuse
            )
            return draft.answer
        question = replace_unstorable(question)
        history = [replace(turn, question=replace_unstorable(turn.question)) for turn in history]
        reply = small_talk(question)
        if reply is not None:
            return Answer(question, "conversation", 1.0, message=reply)
        self._models.start_loading_readers()
        with self._snapshots.newest() as snapshot:
            if asks_for_overview(question) and not (history and has_pronoun(question)):
                return answer_overview(
                    question, snapshot, documents_between(snapshot, documents, since, until)
                )
            embedder, scorer = self._models.of(snapshot)
            completed = complete(question, history)
            only = (completed.documents or None) if documents is None else documents
            dated = documents_between(snapshot, only, since, until)
            caution = self.settings.caution if refuse else 0.0
            options = AnswerOptions(self.settings.passages_read, caution, dated, completed.told)
            query = search_query(snapshot, completed.text, embedder, completed.topic)
            answer = answer_question(snapshot, query, scorer, options)
        within = (only,) if isinstance(only, str) else tuple(only or ())
        return replace(answer, question=question, searched_for=query.standalone, within=within)

    def write(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        documents: Sequence[str] | None = None,
        since: str | None = None,
        until: str | None = None,
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
            since: If given, only documents of this time are used, as in `ask`.
            until: Likewise.
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
        quoted = self.ask(text, by_rules, documents=within, since=since, until=until, refuse=refuse)
        quoted = replace(quoted, question=asked)
        if quoted.kind == "conversation":
            yield Draft(quoted, is_final=True)
            return
        with self.newest() as (snapshot, embedder, scorer):
            query = search_query(snapshot, completed.text, embedder, completed.topic)
            dated = documents_between(snapshot, within, since, until)
            task = WritingTask(query, history, quoted, dated)
            prover, embed = self._models.prover(), scorer.embed
            yield from AnswerWriter(self.settings, snapshot, prover, embed, task, cancellation).write()

    def explain(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        documents: Sequence[str] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> tuple[Considered, ...]:
        """Return the passages that `ask` reads for a question, as they rank, and how each was scored.

        Args:
            question: The question.
            history: The finished turns before it, oldest first, as they were given to `ask`.
            documents: If given, only these are used, as in `ask`.
            since: If given, only documents of this time are used, as in `ask`.
            until: Likewise.

        Raises:
            ModelError: The model that the index was built with cannot be used.
        """
        question = replace_unstorable(question)
        with self.newest() as (snapshot, embedder, scorer):
            completed = complete(question, history)
            within = (completed.documents or None) if documents is None else documents
            query = search_query(snapshot, completed.text, embedder, completed.topic)
            dated = documents_between(snapshot, within, since, until)
            return explain_passages(snapshot, query, scorer, self.settings.passages_read, dated)

    @contextmanager
    def newest(self) -> Iterator[tuple[Snapshot, Embedder, SentenceScorer]]:
        """Provide a snapshot of the newest commit with its models, to run single stages of answering."""
        with self._snapshots.newest() as snapshot:
            yield snapshot, *self._models.of(snapshot)
