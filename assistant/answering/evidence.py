"""Evidence: the sentences of retrieved passages that may be cited, before and after they are scored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answering.tables.wording import Wording
from assistant.models.reader import SentenceReading
from assistant.passages.lines import is_section_reference
from assistant.retrieval.search import RankedPassage
from assistant.types import Sentence

# The log-odds from which on a short answer is marked as a span; below, the sentence is shown as a whole.
_MIN_SPAN_LOG_ODDS = -3.0

_ANAPHORIC_START = re.compile(r"(it|he|she|they|this|these|those|his|her|its|their)\b", re.IGNORECASE)
_MAX_INTRODUCTION_WORDS = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a retrieved passage, with its score and what the score was computed from.

    Attributes:
        ranked: The passage.
        sentence: The range of the sentence in the document's text.
        text: The text of the sentence, each run of white space as one space.
        cosine: Cosine similarity with the question, -1..1.
        coverage: The share (0..1) of the question's terms, weighted by inverse passage frequency, that
            the sentence or its title, headings and file name contain.
        passage_coverage: The same share for the whole passage.
        has_expected_type: Whether it contains the kind of answer that is asked for (a date, a number, a
            name, a cause).
        score: How well it carries an answer; higher is better, comparable within one question.
        reading: The reader's scores of it; None without a reader.
        allows_span: Whether a short answer may be marked. Not for yes/no questions, nor where a cause is
            asked for and not given: the reader's best span is then an arbitrary noun phrase.
        wording: What the answer says for it instead of its text; None for the text itself.
        columns: Of a row of a table, the numbers of the columns that the answer takes; () for the one that
            the short answer lies in.
    """

    ranked: RankedPassage
    sentence: Sentence
    text: str
    cosine: float = 0.0
    coverage: float = 0.0
    passage_coverage: float = 0.0
    has_expected_type: bool = True
    score: float = 0.0
    reading: SentenceReading | None = None
    allows_span: bool = True
    wording: Wording | None = None
    columns: tuple[int, ...] = ()

    @property
    def is_anaphoric(self) -> bool:
        """Whether it starts with a pronoun or demonstrative ("This move follows ...").

        Its antecedent is then in the sentence before.
        """
        return bool(_ANAPHORIC_START.match(self.text))

    def precedes(self, other: Evidence) -> bool:
        """Whether it is before another sentence of the same passage."""
        same = self.ranked.passage.id == other.ranked.passage.id
        return same and self.sentence.end <= other.sentence.start

    @property
    def span(self) -> tuple[int, int] | None:
        """The range of the short answer in the document's text; None if no span is likely enough."""
        if self.reading is None or self.reading.answer < _MIN_SPAN_LOG_ODDS or not self.allows_span:
            return None
        start = self.ranked.passage.start
        return start + self.reading.start, start + self.reading.end

    @property
    def answer(self) -> str:
        """The text of the short answer, "" without one."""
        if self.span is None or self.reading is None:
            return ""
        return self.ranked.passage.text[self.reading.start : self.reading.end]


def citable_sentences(ranked: RankedPassage) -> list[Evidence]:
    """Return the sentences of a passage that can be cited, unscored.

    Headings and lines that only introduce what follows are left out.
    """
    passage = ranked.passage
    sentences = [
        Evidence(ranked, s, " ".join(passage.text[s.start - passage.start : s.end - passage.start].split()))
        for s in passage.sentences
        if not (s.is_heading or s.is_boilerplate)
    ]
    return [evidence for evidence in sentences if not _only_introduces(evidence.text)]


def _only_introduces(text: str) -> bool:
    """Whether a line only introduces what follows: a caption, a title in capitals, a clause with a colon."""
    if is_section_reference(text):
        return True
    if len(text.split()) > _MAX_INTRODUCTION_WORDS:
        return False
    in_capitals = text.isupper() and text[0].isalpha() and not re.search(r"[\d.!?]", text)
    return text.endswith(":") or (in_capitals and len(text.split()) > 1)
