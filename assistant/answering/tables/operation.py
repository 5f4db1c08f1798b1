"""Whether a question about a table needs many of its rows: to count, add up, compare or put in order.

Rules for English. A single cell never answers such a question, unless the table itself has the figure: a
column or a row of that name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Operation = Literal["difference", "average", "sum", "extreme", "comparison", "order", "count"]

_SUPERLATIVE = (
    "most|least|fewest|best|worst|highest|lowest|largest|smallest|biggest|greatest|longest|shortest|oldest"
    "|youngest|newest|latest|earliest|fastest|slowest|tallest|cheapest|maximum|minimum|heaviest|lightest"
    "|closest|nearest|farthest|furthest|busiest|richest|poorest|top"
)
_COMPARATIVE = (
    "more|less|fewer|better|worse|higher|lower|larger|smaller|bigger|greater|longer|shorter|older|younger"
    "|newer|later|earlier|faster|slower|taller|cheaper|heavier|lighter"
)
_ORDINAL = "first|last|final|next|previous|prior|preceding|following|second|third|fourth|fifth|sixth|tenth"
# "The third quarter" and "the first floor" are names.
_NAMED_BY_ORDINAL = (
    "quarter|half|year|month|week|round|stage|phase|class|name|floor|shift|language|hand|division|grade|party"
    "|degree|semester|term"
)
_CHANGE = (
    "increased?|decreased?|changed?|growth|grow|grew|rise|rose|drop|dropped|declined?|fall|fell|gain|gained"
)
# In the order in which they are tried; the first that a question matches counts.
_PATTERNS: dict[Operation, Sequence[str]] = {
    "difference": (
        r"differen(?:ce|t)",
        rf"how (?:much|many)\b[^?]*?\b(?:{_COMPARATIVE})",
        rf"how (?:{_COMPARATIVE})",
        r"by how (?:much|many)",
        rf"(?:{_CHANGE})\b.*\b(?:from|between)\b.*\b(?:to|and)",
        r"(?:percentage|percent|%) (?:change|increase|decrease|difference)",
        r"change (?:in|of)",
        r"ratio|proportion|as a percentage of|percentage of\b.*\b(?:is|was|are|were)",
        r"how long (?:has|have|did|was|were|is|ago)",
        r"how (?:long|many \w+) (?:\w+ )*?(?:between|apart|passed|elapsed)",
        r"true or false|yes or no",
    ),
    # "The highest total" is chosen among totals.
    "extreme": (_SUPERLATIVE,),
    "average": (r"average|mean|median",),
    "sum": (r"sum|total|combined|altogether|together|in all|add(?:ed)? up|overall|cumulative",),
    "comparison": (
        _COMPARATIVE,
        r"at least|at most",
        r"(?:over|under|above|below|exceed\w*|within) [$€£]?\d+",
        r"same\b.*\bas|as (?:many|much|well) as",
        r"both|other|another|also",
    ),
    "order": (
        rf"(?:{_ORDINAL})\b(?! (?:{_NAMED_BY_ORDINAL})\b)",
        r"(?<!look )(?<!looks )(?<!named )after",
        r"before|since|until|only|never|besides?|except|not|ever|consecutive",
        r"(?:directly|immediately|right|just|is) (?:above|below)",
    ),
    "count": (r"how many|(?:the|total|overall|what|me) number of|how often|count|times",),
}
_OPERATIONS = {
    operation: re.compile(
        rf"(?<!\w)(?:{'|'.join(f'(?:{pattern})' for pattern in patterns)})(?!\w)", re.IGNORECASE
    )
    for operation, patterns in _PATTERNS.items()
}
# "For Best Buy", "at First Solar": names; "the Highest Sales" is a title in capitals.
_NAME = re.compile(r"(?<=[a-z0-9,’'] )(?<!\bthe )[A-Z][a-z]+(?: [A-Z][\w&.-]*)+")
_CHOICE = re.compile(r"\W*(?:is|was|are|were|did|does|do|has|have)\b[^?]*\bor\b", re.IGNORECASE)


WEAK: frozenset[Operation] = frozenset(("comparison", "order"))
"""The operations whose words mean something else in many a question: "before", "another", "only"."""


def operation_of(question: str) -> Operation | None:
    """Return what has to be done with several rows to answer a question; None if one cell may say it."""
    if _CHOICE.match(question):
        return "comparison"
    unnamed = _NAME.sub("-", question)
    return next((operation for operation, pattern in _OPERATIONS.items() if pattern.search(unnamed)), None)
