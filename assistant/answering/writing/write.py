"""From a question and the quoted answer to a written one, step by step; the quoted one stays the fallback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.answering.named import absent_share
from assistant.answering.writing.breadth import breadth_of
from assistant.answering.writing.broad_material import documents_meant, topic_material, whole_documents
from assistant.answering.writing.client import ChatClient, StoppedByUser
from assistant.answering.writing.cutting import SentenceCutter, says_nothing_found
from assistant.answering.writing.long_documents import is_long, parts_of
from assistant.answering.writing.material import Material, evidence_material
from assistant.answering.writing.prompt import PART_TASK, make_messages, task_of
from assistant.answering.writing.proven_text import Embed, ProvenText
from assistant.common.cancellation import Cancellation
from assistant.errors import SettingsError, WritingError
from assistant.index.search.analyzer import analyze
from assistant.index.snapshot import Snapshot
from assistant.models.prover import Prover
from assistant.retrieval.search import Query
from assistant.settings import Settings
from assistant.types import Answer, Turn, Writing

NOTHING_PROVEN = "The language model wrote nothing that the documents prove."
NOTHING_FOUND = "The language model found no answer in the documents."
NOTHING_WRITTEN = "The language model wrote nothing."
OFF_TOPIC = "What the language model wrote does not answer the question."
INCOMPLETE = "The language model stopped before it was done."
_MOST_SENTENCES = 24
_MOST_TOKENS = 700  # that the model writes at once
# A model that repeats itself as often as this writes nothing new any more.
_MOST_REPEATED = 3
# The least share of the question's terms that an answer holds where the quoted one is a refusal.
_LEAST_COVERED = 0.6


@dataclass(frozen=True, slots=True)
class Draft:
    """A written answer as far as it has come.

    Attributes:
        answer: The answer with the sentences that are finished and proven or not; in the last draft the
            finished answer, which is the quoted one if the model could not be used or nothing is proven.
        unfinished: The beginning of the sentence that is being written.
        part: The part of a long document that is being read, from 1; 0 if it is not read in parts.
        parts: How many parts there are.
        is_final: Whether this is the last draft.
    """

    answer: Answer
    unfinished: str = ""
    part: int = 0
    parts: int = 0
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class WritingTask:
    """What is to be written.

    Attributes:
        query: The question.
        history: The finished turns before it, oldest first.
        quoted: The quoted answer or the refusal.
        documents: The documents to which the question is restricted, None for all.
    """

    query: Query
    history: Sequence[Turn]
    quoted: Answer
    documents: Sequence[str] | None = None


class AnswerWriter:
    """Asks the language model that the settings name for one answer, and proves what it writes."""

    def __init__(
        self,
        settings: Settings,
        snapshot: Snapshot,
        prover: Prover,
        embed: Embed,
        task: WritingTask,
        cancellation: Cancellation,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            settings: Name the model and its limits.
            snapshot: The state of the index that everything in the answer comes from.
            prover: Judges written sentences.
            embed: Embeds sentences.
            task: What is to be written.
            cancellation: Stops the model.
        """
        self._settings, self._snapshot, self._task = settings, snapshot, task
        self._cancellation = cancellation
        self._new_text = partial(ProvenText, snapshot, prover, embed)
        self._text = self._new_text()
        self._note = ""

    def write(self) -> Iterator[Draft]:
        """Yield drafts of the answer as it is written; the last one is final.

        Raises:
            StoppedByUser: A stop was requested.
            DocumentNotFoundError: One of the names of documents selects nothing that is indexed.
            ModelError: The prover cannot be used.
        """
        try:
            yield from self._write(ChatClient(self._settings))
        except StoppedByUser:
            raise
        except (SettingsError, WritingError) as error:
            self._note = str(error)
        yield Draft(self._finished(), is_final=True)

    # --- asking the model

    def _write(self, client: ChatClient) -> Iterator[Draft]:
        question, most = self._task.query.standalone, self._settings.llm_tokens
        breadth = "summary" if self._task.quoted.kind == "overview" else breadth_of(question)
        contents = None
        if breadth != "narrow":
            contents = documents_meant(self._snapshot, question, self._task.documents)
        if breadth == "summary" and contents is not None and is_long(self._snapshot, contents, most):
            yield from self._write_in_parts(client, parts_of(self._snapshot, contents[0], most))
            return
        if contents is None:
            material = topic_material(self._snapshot, self._task.query, breadth, most, self._task.documents)
        else:
            material = whole_documents(self._snapshot, contents, most)
        yield from self._stream(client, material, task_of(breadth))

    def _write_in_parts(self, client: ChatClient, parts: Sequence[Material]) -> Iterator[Draft]:
        """Summarise a long document part by part, then from the sentences that these summaries rest on."""
        for number, part in enumerate(parts, start=1):
            for draft in self._stream(client, part, PART_TASK):
                yield replace(draft, part=number, parts=len(parts))
        of_parts = self._text
        if not of_parts.has_proven:
            return
        self._text = self._new_text()
        material = evidence_material(of_parts.evidence, self._settings.llm_tokens)
        yield from self._stream(client, material, task_of("summary"))
        if not self._text.has_proven:
            self._text = of_parts

    def _stream(self, client: ChatClient, material: Material, task: str) -> Iterator[Draft]:
        """Ask once, and add what is written, sentence by sentence."""
        if not material.evidence:
            return
        question = self._task.query.standalone
        messages = make_messages(self._snapshot, question, self._task.history, material, task)
        cutter, ending = SentenceCutter(), _Ending()
        opened = client.stream(messages, most_tokens=_MOST_TOKENS, cancellation=self._cancellation)
        with opened as stream:
            self._text.prepare(material)
            for piece in stream:
                for sentence in cutter.feed(piece):
                    self._add(sentence, material, ending)
                yield Draft(self._written(), cutter.unfinished)
                if ending.is_reached:
                    break
            else:
                for sentence in cutter.finish(is_complete=stream.is_complete):
                    self._add(sentence, material, ending)
                if not stream.is_complete:
                    self._note = INCOMPLETE
        yield Draft(self._written())

    def _add(self, sentence: str, material: Material, ending: _Ending) -> None:
        if says_nothing_found(sentence):
            self._note = NOTHING_FOUND
        elif not ending.is_reached:
            ending.count(is_new=self._text.add(sentence, material) is not None)

    # --- the answer

    def _written(self) -> Answer:
        """Return the answer as it is written so far."""
        statements = self._text.statements
        dropped = 0
        if self._settings.unproven == "drop":
            dropped = sum(not statement.is_proven for statement in statements)
            statements = [statement for statement in statements if statement.is_proven]
        return replace(
            self._task.quoted,
            kind="answer",
            confidence=self._text.confidence,
            statements=tuple(statements),
            citations=tuple(self._text.citations),
            message="",
            closest=(),
            closest_sentences=(),
            computed=None,
            commit=self._snapshot.commit,
            writing=Writing(self._settings.llm_model, self._note, dropped),
        )

    def _finished(self) -> Answer:
        """Return the written answer, or the quoted one with a note where nothing written can be shown."""
        if self._text.has_proven and self._is_on_topic():
            return self._written()
        if self._text.has_proven:
            note = OFF_TOPIC
        elif self._text.statements:
            note = NOTHING_PROVEN if self._note in ("", INCOMPLETE) else self._note
        else:
            note = NOTHING_WRITTEN if self._note in ("", INCOMPLETE) else self._note
        return replace(self._task.quoted, writing=Writing(self._settings.llm_model, note))

    def _is_on_topic(self) -> bool:
        """Whether what is proven answers the question: by its terms where nothing could be quoted.

        A true sentence about something else is no answer to what the documents do not tell.
        """
        question = self._task.query.standalone
        if self._task.quoted.answered or breadth_of(question) != "narrow":
            return True
        quotes = (f"{c.title} {c.document} {c.quote}" for c in self._text.citations)
        said = " ".join([*(s.text for s in self._text.statements if s.is_proven), *quotes])
        lexical = self._snapshot.caches.lexical
        weights = {term: lexical.idf(term) for term in self._task.query.question_terms}
        held = set(analyze(said))
        covered = sum(weight for term, weight in weights.items() if term in held)
        is_covered = covered >= _LEAST_COVERED * sum(weights.values())
        return is_covered and not absent_share(question, said)


class _Ending:
    """When enough was written: many sentences, or the same ones again and again."""

    def __init__(self) -> None:
        self._new = self._repeated = 0

    def count(self, *, is_new: bool) -> None:
        self._new += is_new
        self._repeated += not is_new

    @property
    def is_reached(self) -> bool:
        return self._new >= _MOST_SENTENCES or self._repeated >= _MOST_REPEATED
