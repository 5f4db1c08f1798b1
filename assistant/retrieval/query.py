"""A question, analyzed and embedded for retrieval and for scoring sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assistant.common.dates import WrittenDate, find_dates
from assistant.conversation.standalone import standalone_question
from assistant.index.search.analyzer import analyze, function_words
from assistant.models.embedder import Embedder

# The weight of terms from the conversation; those of the question itself have 1.
_TOPIC_WEIGHT = 0.3


@dataclass(frozen=True)
class Query:
    """A question, analyzed and embedded.

    Attributes:
        text: The question as it was asked.
        terms: Index terms of question and topic by weight, without function words; for retrieval.
        vector: Embedding of question and topic, of shape (dimension,) and length 1; for retrieval.
        question_terms: The terms of the question alone, for scoring sentences.
        question_vector: The mean of the embeddings with and without topic, normalised to length 1, for
            scoring sentences.
        topic: Words from the conversation that complete a follow-up question.
    """

    text: str
    terms: Mapping[str, float]
    vector: npt.NDArray[np.float32]
    question_terms: Mapping[str, float]
    question_vector: npt.NDArray[np.float32]
    topic: str = ""

    @cached_property
    def compounds(self) -> dict[str, tuple[str, ...]]:
        """Closed compounds of neighbouring words ("bestbuy", as in BESTBUY_2019.pdf), with their parts.

        Keys are index terms, values the terms of the two words.
        """
        found: dict[str, tuple[str, ...]] = {}
        for first, second in pairwise(re.findall(r"[^\W\d_]+", self.text)):
            parts = (*analyze(first), *analyze(second))
            if all(part in self.question_terms for part in parts):
                found |= dict.fromkeys(analyze(first + second), parts)
        return found

    @cached_property
    def dates(self) -> tuple[WrittenDate, ...]:
        """The dates that it names."""
        return tuple(find_dates(self.text))

    @property
    def standalone(self) -> str:
        """The question with its topic, as the reader reads it."""
        return standalone_question(self.text, self.topic)


def make_query(question: str, embedder: Embedder, topic: str = "") -> Query:
    """Analyze and embed a question.

    Args:
        question: The question.
        embedder: The embedder of the index.
        topic: Words from the conversation that complete a follow-up question.
    """
    analyzed = analyze(question)
    topical = [term for term in analyzed if term not in function_words()]
    topic_terms = [term for term in analyze(topic) if term not in function_words()]
    question_terms = dict.fromkeys(topical or ([] if topic_terms else analyzed), 1.0)
    terms = dict.fromkeys(topic_terms, _TOPIC_WEIGHT) | question_terms
    if not topic_terms:
        vector = embedder.embed_questions([question])[0]
        return Query(question, terms, vector, terms, vector)
    alone, with_topic = embedder.embed_questions([question, f"{question} {topic}"])
    mean = (alone + with_topic) / max(float(np.linalg.norm(alone + with_topic)), 1e-6)
    return Query(question, terms, with_topic, question_terms or terms, mean, topic)
