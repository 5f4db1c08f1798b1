"""An answer that the structure of documents gives: a cell of a table, a numbered clause, a day's notes."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from assistant.answering.evidence import Evidence
from assistant.answering.tables.operation import Operation
from assistant.answering.tables.wording import Wording
from assistant.index.search.analyzer import analyze, function_words


@dataclass(frozen=True, slots=True)
class DirectAnswer:
    """What a table or a numbered part of a document says to a question.

    Attributes:
        evidence: The sentences that say it, in the order of the document; () if none does.
        log_odds: How sure it is that they are right, in log-odds.
        operation: What has to be done with several rows to answer the question; None if a cell can.
        figure: A figure that was computed from rows, of which `evidence` are the first; it stands in no
            document.
        absent: Names and numbers of the question that nothing in the table is called, as they are asked.
    """

    evidence: tuple[Evidence, ...]
    log_odds: float
    operation: Operation | None = None
    absent: tuple[str, ...] = ()
    figure: Wording | None = None

    @property
    def confidence(self) -> float:
        """The probability (0..1) that it is right, 0 if nothing answers the question."""
        return 1 / (1 + exp(-self.log_odds)) if self.evidence else 0.0


def asks_only(rest: str, words: str) -> bool:
    """Whether what a question says besides the part or the day that it names asks for nothing more.

    Args:
        rest: The question without the name of the part or day.
        words: What a question about all that stands there says, such as "say" or "happen".
    """
    return set(analyze(rest)) <= {*analyze(words), *function_words()}
