"""The expected answer type of a question (date, number, name, cause), and which sentences have it.

Rules for English, by question words and patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.answering.asked_quantity import AskedQuantity, asked_quantity
from assistant.index.search.analyzer import analyze, function_words

AnswerType = Literal["date", "number", "name", "cause"]

_QUESTION_PATTERNS: tuple[tuple[AnswerType, str], ...] = (
    ("date", r"\bwhen\b|\b(what|which) (year|date|day|month|century|decade|time|season|era|period)\b"),
    (
        "number",
        r"\bhow (many|much|long|far|old|tall|high|large|big|often|deep|fast|heavy|wide|hot|cold|close)\b"
        r"|\b(what|which) (percentage|percent|number|amount|proportion|fraction|population|size|age|distance|"
        r"length|height|rate|cost|price|temperature)\b",
    ),
    (
        "name",
        r"\bwho\b|\bwhom\b|\bwhose\b|\bwhere\b|\b(what|which) (person|man|woman|author|king|queen"
        r"|president|emperor|"
        r"scientist|leader|general|actor|singer|artist|player|team|company|organi[sz]ation|group|city"
        r"|country|state|"
        r"place|location|region|area|continent|town|river|county|island)\b",
    ),
    ("cause", r"\bwhy\b|\bwhat (caused?|causes|reasons?|made|led)\b|\bfor what reason\b"),
)
_DATE = (
    r"\b(1\d{3}|20\d\d|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|monday|"
    r"tuesday|wednesday|thursday|friday|saturday|sunday|century|centuries|\d+s|today|yesterday|bc|ad)\b"
)
_NUMBER = (
    r"\b(\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|"
    r"millions?|billions?|half|third|quarter|once|twice|several)\b"
)
_CAUSE = (
    r"\b(because|due to|owing to|since|as a result|result(s|ed|ing)? (of|from|in)|reasons?|caus(e|es"
    r"|ed|ing)|in response|"
    r"in order to|so that|so as to|led to|leads to|therefore|thus|for fear|purpose|aim(s|ed)?"
    r"|to (avoid|prevent|protect|"
    r"ensure|allow|make|help|increase|reduce|provide)|motivat\w+|thanks to|following|follow(s|ed)"
    r"|after|prompt(ed|ing)|"
    r"allow(s|ed|ing)?|fear(s|ed)?|wanted|sought|intend\w*|explain\w*)\b"
)
# A question such as "Is it A or B?" is not among them: its answer is a span.
_YES_NO = (
    r"\W*(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)\b(?!.*\bor\b)"
)
_NAME = r"(?<=[a-z,;:’'\"“(—-] )[^\W\d_a-zß-öø-ÿ][\w’'-]+"


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """The expected answer of a question.

    Attributes:
        type: Its type, None for any.
        question_words: The words of the question in lower case, which cannot be the answer.
        is_yes_no: Whether it is yes or no.
        quantity: The kind of quantity that it is, None for none that can be told.
    """

    type: AnswerType | None
    question_words: frozenset[str]
    is_yes_no: bool = False
    quantity: AskedQuantity | None = None

    @property
    def is_rare(self) -> bool:
        """Whether few sentences have this type; names and causal words are in too many to tell much."""
        return self.type in ("date", "number")

    def is_in(self, text: str) -> bool:
        """Whether a sentence has an expression of the type that is not in the question itself."""
        if self.quantity is not None and not self.quantity.is_in(text):
            return False
        return self.type is None or any(each not in self.question_words for each in self._expressions(text))

    def allows_span(self, *, is_present: bool) -> bool:
        """Whether the short answer may be marked in a sentence that has the expected type, or has it not.

        A yes/no question is answered by the whole sentence. Where a cause is not given, the reader's best
        span is an arbitrary noun phrase.
        """
        return not self.is_yes_no and (self.type != "cause" or is_present)

    def _expressions(self, text: str) -> Iterator[str]:
        """Yield the dates, numbers, names or causal words of a text, in lower case."""
        if self.type == "name":
            names = (match.group().lower() for match in re.finditer(_NAME, text))
            yield from (name for name in names if not set(analyze(name)) <= function_words())
            return
        pattern = {"date": _DATE, "number": _NUMBER, "cause": _CAUSE}[self.type or "cause"]
        yield from (match.group() for match in re.finditer(pattern, text.lower()))


def classify_question(question: str) -> ExpectedAnswer:
    """Return the expected answer of a question in English; its type is None where no rule applies."""
    lower = question.lower()
    kind = next((kind for kind, pattern in _QUESTION_PATTERNS if re.search(pattern, lower)), None)
    words = frozenset(re.findall(r"[\w’'-]+", lower))
    is_yes_no = re.match(_YES_NO, lower) is not None
    return ExpectedAnswer(kind, words, is_yes_no, None if is_yes_no else asked_quantity(question))
