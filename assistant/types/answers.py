"""Answers: statements with their citations, and how the passages behind them were scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.types.passages import Passage
from assistant.types.proofs import ProofLabel

AnswerKind = Literal["answer", "refusal", "overview", "conversation"]


@dataclass(frozen=True, slots=True)
class CitedRow:
    """The row of a table that a citation lies in, cell by cell.

    `table` is where the table begins in the document's text, the same for all its rows. `columns` are the
    names of the columns, "" for one without a name, and `cells` the row's text in each, "" where it is empty.
    `answers` are the numbers, from 0, of the cells that answer or that a figure was computed from.
    """

    table: int
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    answers: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The row on one line, as "Name: value · Name: value"."""
        named = (
            f"{name}: {cell}" if name else cell
            for name, cell in zip(self.columns, self.cells, strict=True)
            if cell
        )
        # A cell that is merged over columns of one name is said once.
        return _on_one_line(" · ".join(dict.fromkeys(named)))


@dataclass(frozen=True, slots=True)
class Citation:
    """A verified quote: `document_text[start:end] == quote`, checked when the answer was made.

    `document` is a path relative to the corpus; `page` counts from 1, None without pages. `score` is that
    of the sentence, comparable within one question. `also_in` are other documents with the same content.
    `span` is the range of the short answer in the document's text, None if the reader marked none. `row` is
    the row of a table that it lies in, None for prose and where nothing names the columns.
    """

    document: str
    page: int | None
    start: int
    end: int
    quote: str
    score: float
    title: str = ""
    page_label: str = ""
    also_in: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    row: CitedRow | None = None

    @property
    def text(self) -> str:
        """What it says on one line: the row with the names of its columns, or the quote."""
        return self.row.text if self.row else _on_one_line(self.quote)


@dataclass(frozen=True, slots=True)
class StatementProof:
    """What the documents say of a sentence that a language model wrote.

    `label` is "supported" if they say it, "contradicted" if one of them says otherwise, else "not enough";
    `likelihood` and `contradiction` are the estimated probabilities (0..1) of the first two. `missing` are
    its numbers, dates and names that the sentences nearest to it do not hold. `closest` is the sentence that
    contradicts it, or is nearest to one that is not supported; None for a supported one, which has citations.
    """

    label: ProofLabel
    likelihood: float
    contradiction: float
    missing: tuple[str, ...] = ()
    closest: Citation | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the numbers, from 1, of the citations that support it.

    `span` is the range of the short answer in `text`, None if the reader marked none. `proof` is None for a
    sentence that is quoted.
    """

    text: str
    citations: tuple[int, ...]
    span: tuple[int, int] | None = None
    proof: StatementProof | None = None

    @property
    def is_proven(self) -> bool:
        """Whether documents say it."""
        return self.proof is None or self.proof.label == "supported"

    @property
    def remark(self) -> str:
        """What has to be said with it, "" if documents say it."""
        if self.proof is None or self.is_proven:
            return ""
        if self.proof.label == "contradicted" and self.proof.closest is not None:
            return f"(contradicted by: “{self.proof.closest.text}”)"
        return "(not found in the documents)"


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language model was asked for an answer.

    `model` is its name. `note` says why the quoted answer is given instead, or why the written one is not
    complete, "" otherwise. `dropped` is the number of sentences left out because they were not proven.
    """

    model: str
    note: str = ""
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with a citation for every statement, or a refusal with its reason and the closest passages.

    `statements` are in reading order; `citations` are ordered by how well they support the answer,
    best first, and numbered from 1. `confidence` is the estimated probability (0..1) that the first
    citation is right. `message` is the reason for a refusal, or a reply that needs no evidence (a
    greeting). `computed` is a figure that was computed from rows of a table and stands in no document,
    which is why the answer that has it is a refusal; `citations` are then the first of these rows, and
    `confidence` is that the figure is right. `closest` holds the closest passages if the question was
    refused and nothing computed, and `closest_sentences` the sentence of each that comes nearest, None where
    it has none that can be cited. `writing` tells of the language model that was asked; where it wrote the
    answer each statement has a `proof`, and `confidence` is how likely the proven ones are right on average.
    It is None where no model was asked. `searched_for` is the question as it was searched, completed from the
    conversation. `within` are the documents, folders and patterns to which the search was restricted, empty
    for all. `commit` is that of the index.
    """

    question: str
    kind: AnswerKind
    confidence: float
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    message: str = ""
    closest: tuple[Passage, ...] = ()
    searched_for: str = ""
    commit: int = 0
    within: tuple[str, ...] = ()
    computed: Statement | None = None
    closest_sentences: tuple[Citation | None, ...] = ()
    writing: Writing | None = None

    @property
    def is_written(self) -> bool:
        """Whether the statements are in a language model's words."""
        return any(statement.proof is not None for statement in self.statements)

    @property
    def closest_to_unproven(self) -> tuple[Citation, ...]:
        """The sentences shown with statements that are not proven, in the order of these."""
        proofs = (statement.proof for statement in self.statements)
        return tuple(proof.closest for proof in proofs if proof is not None and proof.closest is not None)

    @property
    def nearest(self) -> tuple[Citation | Passage, ...]:
        """The closest passages opened to the sentence: that of each, or the passage where it has none."""
        sentences = self.closest_sentences or (None,) * len(self.closest)
        return tuple(one or passage for one, passage in zip(sentences, self.closest, strict=True))

    @property
    def answered(self) -> bool:
        """Whether the documents contain an answer."""
        return bool(self.statements)

    @property
    def said(self) -> tuple[Statement, ...]:
        """Everything that is said with citations: the statements, or what was computed."""
        return (*self.statements, self.computed) if self.computed else self.statements

    @property
    def text(self) -> str:
        """Return the reply as plain text, each statement followed by its citation numbers."""
        cited = (f"{s.text} {''.join(f'[{n}]' for n in s.citations)}{s.remark}" for s in self.said)
        return " ".join(part for part in (self.message, *cited) if part)


@dataclass(frozen=True, slots=True)
class Considered:
    """A passage that was read for an answer, with the scores that it was given.

    `passage.score` (0..1) is the likelihood that ranked it; `cosine` (similarity of the embeddings, -1..1)
    and `bm25` (shared terms, 0 and up) are two of the features behind it, comparable within one question.
    `holds` is the reader's probability (0..1) that the passage has an answer, None without a reader.
    `sentence` is the range of its best sentence in the document's text, and `sentence_place` the rank of
    that sentence among all that were read, from 1; both are None for a passage without a citable
    sentence.
    """

    passage: Passage
    cosine: float
    bm25: float
    holds: float | None = None
    sentence: tuple[int, int] | None = None
    sentence_place: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One finished question of a conversation, its answer, and the paths of the documents that were cited."""

    question: str
    answer: str = ""
    documents: tuple[str, ...] = ()


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
