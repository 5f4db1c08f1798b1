"""The features of sentences from which their scores are computed, one row a sentence.

None of them depends on the size of the corpus or on the number of retrieved passages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from assistant.answering.answer_type import ExpectedAnswer, classify_question
from assistant.answering.evidence import Evidence, citable_sentences
from assistant.answering.reading import PassagesRead
from assistant.answering.weights import READER_WEIGHTS
from assistant.index.search.interface import WordRarity
from assistant.models.reader import Readers, SentenceReading
from assistant.retrieval.dates import date_prefix
from assistant.retrieval.file_names import document_name_prefix
from assistant.retrieval.search import Query, RankedPassage
from assistant.retrieval.terms import TermCounts, term_weights

Array = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Array]
"""From texts to embeddings of shape (texts, dimension)."""

FEATURES = (
    # Cosine with the question, and BM25 divided by the weight of the question: of the sentence, its passage.
    "cosine",
    "bm25",
    "passage_cosine",
    "passage_bm25",
    # The share of the question's terms in the sentence, and in the best sentence of its passage.
    "coverage",
    "best_coverage",
    # The share of the question's terms in the sentence before, for an anaphoric sentence.
    "antecedent_coverage",
    # Whether it has the expected type of answer, if few sentences have; whether it lacks it.
    "has_rare_type",
    "lacks_type",
)
READER_FEATURES = (
    *FEATURES,
    # Log-odds of the reader: the sentence is evidence, it has a short answer, its passage has one.
    "evidence",
    "answer",
    "passage_answer",
)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of the question with their weights, and those of the sentences and their passages.

    `sentences` are parallel to the sentences; `context`, by passage id, holds the terms of the title,
    headings and file names above a passage.
    """

    weights: Mapping[str, float]
    sentences: Sequence[TermCounts]
    context: Mapping[int, TermCounts]

    @property
    def total_weight(self) -> float:
        """The weight of the whole question, for dividing BM25 by."""
        return sum(self.weights.values()) or 1.0


def sentence_features(
    query: Query,
    passages: Sequence[RankedPassage],
    lexical: WordRarity,
    embed: Embed,
    readers: Readers | None = None,
    told: str = "",
) -> tuple[list[Evidence], Array]:
    """Compute the features of all citable sentences of some passages.

    Args:
        query: The question.
        passages: The retrieved passages, best first.
        lexical: The lexical index of the snapshot, for the inverse passage frequency of terms.
        embed: Embeds sentences.
        readers: The readers, if there are any.
        told: The text of an earlier answer, whose sentences are left out.

    Returns:
        The sentences, each once and without score, and their features of shape (sentences, `FEATURES`),
        with readers (sentences, `READER_FEATURES`).
    """
    names = READER_FEATURES if readers else FEATURES
    sentences = [each for each in _distinct_sentences(passages) if each.text not in told]
    if not sentences:
        return [], np.zeros((0, len(names)), dtype=np.float32)
    terms = _count_terms(query, passages, sentences, lexical)
    prefixes = {
        r.passage.id: date_prefix(query, r.passage) + document_name_prefix(query, r.passage) for r in passages
    }
    expected = classify_question(query.text)
    columns = {
        "cosine": embed([_embedded_text(e, prefixes) for e in sentences]) @ query.question_vector,
        **_retrieval_columns(sentences, terms),
        **_coverage_columns(sentences, terms),
        **_answer_type_columns(sentences, expected),
    }
    evidence = _with_features(sentences, columns, _passage_coverage(query, passages, terms), expected)
    if readers:
        read = PassagesRead(readers, query.standalone, passages, prefixes)
        weights = np.array(list(READER_WEIGHTS.values()), dtype=np.float32)

        def scores() -> Array:
            return _matrix(columns | _reader_columns(read.readings_of(sentences)), names) @ weights

        read.read_again(sentences, scores)
        readings = read.readings_of(sentences)
        evidence = [replace(e, reading=each) for e, each in zip(evidence, readings, strict=True)]
        columns |= _reader_columns(readings)
    return evidence, _matrix(columns, names)


def _matrix(columns: Mapping[str, Array], names: Sequence[str]) -> Array:
    return np.column_stack([columns[name] for name in names]).astype(np.float32)


def _with_features(
    sentences: Sequence[Evidence],
    columns: Mapping[str, Array],
    passage_coverage: Mapping[int, float],
    expected: ExpectedAnswer,
) -> list[Evidence]:
    """Return the sentences with the features that later stages use."""
    return [
        replace(
            sentence,
            cosine=float(columns["cosine"][n]),
            coverage=float(columns["coverage"][n]),
            passage_coverage=passage_coverage[sentence.ranked.passage.id],
            has_expected_type=not columns["lacks_type"][n],
            allows_span=expected.allows_span(is_present=not columns["lacks_type"][n]),
        )
        for n, sentence in enumerate(sentences)
    ]


def _distinct_sentences(passages: Sequence[RankedPassage]) -> list[Evidence]:
    """Return the citable sentences; one that several passages share belongs to the best of them."""
    found = [s for ranked in reversed(passages) for s in reversed(citable_sentences(ranked))]
    return list({(e.ranked.passage.content, e.sentence.start): e for e in found}.values())[::-1]


def _count_terms(
    query: Query, passages: Sequence[RankedPassage], sentences: Sequence[Evidence], lexical: WordRarity
) -> _Terms:
    return _Terms(
        term_weights(query, lexical),
        [TermCounts.of_text(evidence.text, query) for evidence in sentences],
        {r.passage.id: TermCounts.of_context(r.passage, query) for r in passages},
    )


def _retrieval_columns(sentences: Sequence[Evidence], terms: _Terms) -> dict[str, Array]:
    bm25 = [
        counts.bm25(terms.weights, terms.context[e.ranked.passage.id].named)
        for counts, e in zip(terms.sentences, sentences, strict=True)
    ]
    return {
        "bm25": np.array(bm25) / terms.total_weight,
        "passage_cosine": np.array([e.ranked.cosine for e in sentences]),
        "passage_bm25": np.array([e.ranked.bm25 for e in sentences]) / terms.total_weight,
    }


def _coverage_columns(sentences: Sequence[Evidence], terms: _Terms) -> dict[str, Array]:
    coverage = np.array(
        [
            counts.coverage(terms.weights, terms.context[e.ranked.passage.id])
            for counts, e in zip(terms.sentences, sentences, strict=True)
        ],
        dtype=np.float32,
    )
    return {
        "coverage": coverage,
        "best_coverage": _best_in_passage(sentences, coverage),
        "antecedent_coverage": _antecedent_coverage(sentences, coverage),
    }


def _passage_coverage(query: Query, passages: Sequence[RankedPassage], terms: _Terms) -> dict[int, float]:
    return {
        r.passage.id: TermCounts.of_text(r.passage.text, query).coverage(
            terms.weights, terms.context[r.passage.id]
        )
        for r in passages
    }


def _answer_type_columns(sentences: Sequence[Evidence], expected: ExpectedAnswer) -> dict[str, Array]:
    return {
        "has_rare_type": np.array([expected.is_rare and expected.is_in(e.text) for e in sentences]),
        "lacks_type": np.array([not expected.is_in(e.text) for e in sentences]),
    }


def _reader_columns(readings: Sequence[SentenceReading]) -> dict[str, Array]:
    return {
        "evidence": np.array([reading.evidence for reading in readings]),
        "answer": np.array([reading.answer for reading in readings]),
        "passage_answer": np.array([reading.holds for reading in readings]),
    }


def _best_in_passage(sentences: Sequence[Evidence], coverage: Array) -> Array:
    best: dict[int, float] = {}
    for evidence, share in zip(sentences, coverage, strict=True):
        passage = evidence.ranked.passage.id
        best[passage] = max(best.get(passage, 0.0), float(share))
    return np.array([best[e.ranked.passage.id] for e in sentences], dtype=np.float32)


def _antecedent_coverage(sentences: Sequence[Evidence], coverage: Array) -> Array:
    """Return the coverage of the sentence before each anaphoric one, 0 for the others."""
    antecedent = np.zeros_like(coverage)
    for i in range(1, len(sentences)):
        same_passage = sentences[i].ranked.passage.id == sentences[i - 1].ranked.passage.id
        if same_passage and sentences[i].is_anaphoric:
            antecedent[i] = coverage[i - 1]
    return antecedent


def _embedded_text(evidence: Evidence, name_prefixes: Mapping[int, str]) -> str:
    """Return the text to embed: with the document's name, and a table row with its headings."""
    passage = evidence.ranked.passage
    with_heading = passage.heading and evidence.sentence.is_row
    text = f"{passage.heading}: {evidence.text}" if with_heading else evidence.text
    return name_prefixes[passage.id] + text
