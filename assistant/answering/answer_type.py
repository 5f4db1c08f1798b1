"""What kind of answer a question asks for (a date, a number, a name, a cause), and who offers one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.index.search.analyzer import analyze, function_words

AnswerType = Literal["date", "number", "name", "cause"]

_QUESTIONS: tuple[tuple[AnswerType, str], ...] = (
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
# "Is it A or B?" has an answer that can be marked.
_YES_OR_NO = (
    r"\W*(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)\b(?!.*\bor\b)"
)
_NAME = r"(?<=[a-z,;:’'\"“(—-] )[^\W\d_a-zß-öø-ÿ][\w’'-]+"


@dataclass(frozen=True, slots=True)
class Expectation:
    """The type of answer that a question asks for, and the question's own words, which are none.

    What answers one that asks for yes or no are whole sentences.
    """

    type: AnswerType | None
    asked: frozenset[str]
    yes_or_no: bool = False

    @property
    def is_rare(self) -> bool:
        """Whether few sentences offer this: a name or a causal word is in so many that it says little."""
        return self.type in ("date", "number")

    def met_by(self, text: str) -> bool:
        """Whether a sentence offers something of the type that the question does not say itself."""
        return self.type is None or any(offer not in self.asked for offer in self._offers(text))

    def _offers(self, text: str) -> Iterator[str]:
        if self.type == "name":
            names = (match.group().lower() for match in re.finditer(_NAME, text))
            yield from (name for name in names if not set(analyze(name)) <= function_words())
            return
        pattern = {"date": _DATE, "number": _NUMBER, "cause": _CAUSE}[self.type or "cause"]
        yield from (match.group() for match in re.finditer(pattern, text.lower()))


def expectation(question: str) -> Expectation:
    """Return what kind of answer a question (in English) asks for; no kind for other questions."""
    lower = question.lower()
    kind = next((kind for kind, pattern in _QUESTIONS if re.search(pattern, lower)), None)
    asked = frozenset(re.findall(r"[\w’'-]+", lower))
    return Expectation(kind, asked, yes_or_no=re.match(_YES_OR_NO, lower) is not None)
