"""Retrieved passages to scored sentences: how well each would carry an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from assistant.answering.answer_type import expectation
from assistant.common.lru import Remembered
from assistant.documents.formats.mail.labels import sent_at, thread_of
from assistant.index.search.lexical import LexicalIndex
from assistant.models.embedder import Embedder
from assistant.models.reader import Reader, SentenceReading, can_read
from assistant.passages.lines import is_reference
from assistant.passages.table_context import above_rows
from assistant.retrieval.file_names import naming
from assistant.retrieval.search import Query, Ranked
from assistant.retrieval.terms import Terms, term_weights
from assistant.types import Sentence

Scores = npt.NDArray[np.float32]

# What a sentence's score is the weighted sum of, fitted on SQuAD training articles (training/). None
# depends on how large the corpus is or how many passages were retrieved.
WEIGHTS = {
    # cosines with the question, and BM25 divided by the question's own weight, of sentence and passage,
    "cosine": 5.2,
    "bm25": 1.9,
    "passage_cosine": 10.6,
    "passage_bm25": 1.9,
    # the share of the question's terms that the sentence holds, and the best sentence of its passage,
    "coverage": 2.6,
    "best_coverage": 2.5,
    # the share that the sentence before holds, for one that leans on it ("This move follows ..."),
    "leaning": 1.1,
    # whether it offers the kind of answer that is asked for, where few sentences do, or not.
    "offers": 1.0,
    "lacks": -1.3,
}
# The same where a reader has read the passages, with its log-odds that the sentence is evidence, that it
# holds a short answer, and that the passage holds one at all. A score is then, but for a constant, the
# logarithm of how likely it is that this sentence is the right one.
READER_WEIGHTS = {
    "cosine": 1.5,
    "bm25": 0.5,
    "passage_cosine": 1.7,
    "passage_bm25": 1.6,
    "coverage": 0.65,
    "best_coverage": 1.5,
    "leaning": 1.0,
    "offers": -0.3,
    "lacks": -0.5,
    "evidence": 0.19,
    "answer": 0.51,
    "holds": 0.42,
}
# What stands for a sentence that the reader did not get to.
_NOT_READ = SentenceReading(evidence=-9.0, answer=-9.0, start=0, end=0, holds=-9.0)

# Log-odds from which on a short answer is marked; below it the sentence is better shown as a whole.
_LEAST_ANSWER = -3.0

_LEANS_BACK = re.compile(r"(it|he|she|they|this|these|those|his|her|its|their)\b", re.IGNORECASE)
_LONGEST_ANNOUNCEMENT = 12
_REMEMBERED_SENTENCES = 20_000
# Two sentences whose scores differ by less answer about as well: the better one is the right one at most four
# times as often. It is half of what keeps a sentence out of the answer.
_ABOUT_AS_WELL, _BEHIND = 1.4, 0.01


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a retrieved passage: its text (white space collapsed), cosine, and score.

    `coverage` (0..1) is the share of the question's terms, weighted by how rare they are, that the
    sentence or the title, heading and file name above it hold, `passage_coverage` the same of its
    passage; `offers_answer` tells whether it holds the kind of answer that is asked for (a date, a
    number, a name, a cause). `reading` is what the reader says of it, None without one. The higher
    `score`, the better the sentence carries an answer.
    """

    ranked: Ranked
    sentence: Sentence
    text: str
    cosine: float = 0.0
    coverage: float = 0.0
    passage_coverage: float = 0.0
    offers_answer: bool = True
    score: float = 0.0
    reading: SentenceReading | None = None
    # Where yes or no is asked for, or a cause that is not there, what the reader likes best is some noun.
    marks_answer: bool = True

    @property
    def leans_back(self) -> bool:
        """Whether what it speaks of is named in the sentence before ("This move follows ...")."""
        return bool(_LEANS_BACK.match(self.text))

    def precedes(self, other: Evidence) -> bool:
        """Whether it stands before another in the same passage."""
        same = self.ranked.passage.id == other.ranked.passage.id
        return same and self.sentence.end <= other.sentence.start

    @property
    def span(self) -> tuple[int, int] | None:
        """The range of the short answer in the document's text, if a reader found one that is likely."""
        if self.reading is None or self.reading.answer < _LEAST_ANSWER or not self.marks_answer:
            return None
        start = self.ranked.passage.start
        return start + self.reading.start, start + self.reading.end

    @property
    def answer(self) -> str:
        """The text of the short answer, "" without one."""
        if self.span is None or self.reading is None:
            return ""
        return self.ranked.passage.text[self.reading.start : self.reading.end]


class SentenceScorer:
    """Scores sentences for questions, remembering embeddings; safe to use from several threads."""

    def __init__(self, embedder: Embedder, load_reader: Callable[[], Reader | None] = lambda: None) -> None:
        """Use the embedder of the index and a reader, called for each time it is needed; None: none."""
        self._embedder = embedder
        self._load_reader = load_reader
        self._vectors: Remembered[str, npt.NDArray[np.float32]] = Remembered(_REMEMBERED_SENTENCES)

    @property
    def reader(self) -> Reader | None:
        """The reader, None without one; raises ModelError where it cannot be loaded."""
        return self._load_reader()

    def reader_for(self, query: Query) -> Reader | None:
        """Return the reader, None without one or for a question that it cannot read; raises ModelError."""
        return self.reader if can_read(query.text) else None

    def score(self, query: Query, passages: Sequence[Ranked], lexical: LexicalIndex) -> list[Evidence]:
        """Return every sentence of the passages once, best first; headings are no evidence."""
        sentences, measured = features(query, passages, lexical, self)
        weights = READER_WEIGHTS if self.reader_for(query) else WEIGHTS
        scores = measured @ np.array(list(weights.values()), dtype=np.float32)
        scored = [
            replace(evidence, score=float(score)) for evidence, score in zip(sentences, scores, strict=True)
        ]
        return newest_first(sorted(scored, key=lambda e: -e.score))

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return embeddings of shape (texts, dimension), making only those not made before."""
        return np.stack(self._vectors.of(texts, self._embedder.embed_passages))  # type: ignore[arg-type]


def newest_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Let older text of e-mails stand behind newer text that answers about as well.

    Args:
        evidence: Sentences, best first.

    Returns:
        The same, best first; the score of each that gives way is that of what it gives way to, at most.
    """
    scores = [each.score for each in evidence]
    for n in sorted(range(len(evidence)), key=lambda n: _age(evidence[n])):
        each = evidence[n]
        near = (m for m, e in enumerate(evidence) if e.score >= each.score - _ABOUT_AS_WELL)
        newer = [scores[m] for m in near if _supersedes(evidence[m], each)]
        if newer:
            scores[n] = min(scores[n], max(newer) - _BEHIND)
    ranked = [replace(each, score=score) for each, score in zip(evidence, scores, strict=True)]
    return sorted(ranked, key=lambda e: -e.score)


def _age(evidence: Evidence) -> tuple[bool, float]:
    """Return what sorts the newest text first and what is quoted last."""
    sent = sent_at(evidence.ranked.passage.page_label)
    return evidence.sentence.is_quoted, -sent.timestamp() if sent else 0.0


def _supersedes(one: Evidence, other: Evidence) -> bool:
    """Whether a sentence is newer than another: new and not quoted, or of a later message of its thread."""
    if one.sentence.is_quoted or (other.offers_answer and not one.offers_answer):
        return False
    if other.sentence.is_quoted:
        return True
    sent, before = (sent_at(e.ranked.passage.page_label) for e in (one, other))
    if sent is None or before is None or sent <= before:
        return False
    return thread_of(one.ranked.passage.title) == thread_of(other.ranked.passage.title)


def features(
    query: Query, passages: Sequence[Ranked], lexical: LexicalIndex, scorer: SentenceScorer
) -> tuple[list[Evidence], Scores]:
    """Return the sentences of the passages, each once, and their features of shape (sentences, features)."""
    found = [sentence for ranked in reversed(passages) for sentence in reversed(sentences_of(ranked))]
    reader = scorer.reader_for(query)
    names = READER_WEIGHTS if reader else WEIGHTS
    sentences = list({(e.ranked.passage.content, e.sentence.start): e for e in found}.values())[::-1]
    if not sentences:
        return [], np.zeros((0, len(names)), dtype=np.float32)
    weights = term_weights(query, lexical)
    total = sum(weights.values()) or 1.0
    terms = [Terms.of(e.text) for e in sentences]
    compounds = query.compounds
    above = {ranked.passage.id: Terms.above(ranked.passage, compounds) for ranked in passages}
    covered = np.array(
        [own.coverage(weights, above[e.ranked.passage.id]) for own, e in zip(terms, sentences, strict=True)],
        dtype=np.float32,
    )
    named = {r.passage.id: naming(query, r.passage) for r in passages}
    cosines = scorer.embed([named[e.ranked.passage.id] + _in_full(e) for e in sentences]) @ query.own_vector
    expected = expectation(query.text)
    columns = {
        "cosine": cosines,
        "bm25": np.array(
            [
                own.bm25(weights, above[e.ranked.passage.id].named)
                for own, e in zip(terms, sentences, strict=True)
            ]
        )
        / total,
        "passage_cosine": np.array([e.ranked.cosine for e in sentences]),
        "passage_bm25": np.array([e.ranked.bm25 for e in sentences]) / total,
        "coverage": covered,
        "best_coverage": _best_in_passage(sentences, covered),
        "leaning": _coverage_leant_on(sentences, covered),
        "offers": np.array([expected.is_rare and expected.met_by(e.text) for e in sentences]),
        "lacks": np.array([not expected.met_by(e.text) for e in sentences]),
    }
    readings: Sequence[SentenceReading | None] = [None] * len(sentences)
    if reader:
        readings = _read(reader, query.standalone, passages, sentences, named)
        columns |= {
            "evidence": np.array([reading.evidence for reading in readings]),
            "answer": np.array([reading.answer for reading in readings]),
            "holds": np.array([reading.holds for reading in readings]),
        }
    in_passage = {
        r.passage.id: Terms.of(r.passage.text).coverage(weights, above[r.passage.id]) for r in passages
    }
    measured = [
        replace(
            e,
            cosine=float(cosines[n]),
            coverage=float(covered[n]),
            passage_coverage=in_passage[e.ranked.passage.id],
            offers_answer=not columns["lacks"][n],
            marks_answer=not expected.yes_or_no and (expected.type != "cause" or not columns["lacks"][n]),
            reading=readings[n],
        )
        for n, e in enumerate(sentences)
    ]
    return measured, np.column_stack([columns[name] for name in names]).astype(np.float32)


def _read(
    reader: Reader,
    question: str,
    passages: Sequence[Ranked],
    sentences: Sequence[Evidence],
    named: Mapping[int, str],
) -> list[SentenceReading]:
    """Return what the reader says of each sentence."""
    above = [
        named[r.passage.id] + above_rows(r.passage.text, r.passage.heading, r.passage.sentences)
        for r in passages
    ]
    texts = [before + ranked.passage.text for before, ranked in zip(above, passages, strict=True)]
    by_passage = {
        ranked.passage.id: reading.after(len(before))
        for ranked, before, reading in zip(passages, above, reader.read(question, texts), strict=True)
    }
    return [
        by_passage[e.ranked.passage.id].of_sentence(
            e.sentence.start - e.ranked.passage.start, e.sentence.end - e.ranked.passage.start
        )
        or _NOT_READ
        for e in sentences
    ]


def _in_full(evidence: Evidence) -> str:
    """Return what a sentence says; a row of a table says it together with what stands above it."""
    heading = evidence.ranked.passage.heading
    return f"{heading}: {evidence.text}" if heading and evidence.sentence.is_row else evidence.text


def sentences_of(ranked: Ranked) -> list[Evidence]:
    """Return the sentences of a passage that can be cited, not scored yet."""
    passage = ranked.passage
    said = [
        Evidence(ranked, s, " ".join(passage.text[s.start - passage.start : s.end - passage.start].split()))
        for s in passage.sentences
        if not (s.is_heading or s.is_boilerplate)
    ]
    return [each for each in said if not _announces(each.text)]


def _announces(text: str) -> bool:
    """Whether a line only says what follows: a caption, a title in capitals, what ends with a colon."""
    if is_reference(text):
        return True
    if len(text.split()) > _LONGEST_ANNOUNCEMENT:
        return False
    in_capitals = text.isupper() and text[0].isalpha() and not re.search(r"[\d.!?]", text)
    return text.endswith(":") or (in_capitals and len(text.split()) > 1)


def _best_in_passage(sentences: Sequence[Evidence], covered: Scores) -> Scores:
    best: dict[int, float] = {}
    for evidence, share in zip(sentences, covered, strict=True):
        passage = evidence.ranked.passage.id
        best[passage] = max(best.get(passage, 0.0), float(share))
    return np.array([best[e.ranked.passage.id] for e in sentences], dtype=np.float32)


def _coverage_leant_on(sentences: Sequence[Evidence], covered: Scores) -> Scores:
    leant_on = np.zeros_like(covered)
    for i in range(1, len(sentences)):
        same_passage = sentences[i].ranked.passage.id == sentences[i - 1].ranked.passage.id
        if same_passage and sentences[i].leans_back:
            leant_on[i] = covered[i - 1]
    return leant_on
