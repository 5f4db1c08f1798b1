"""The words of a question that say what is to be computed. Rules for English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.tables.question import terms_of
from assistant.index.search.analyzer import function_words

_PATTERNS = {
    "how-many": r"how many|how often|number of|count of|count",
    "times": r"times|occasions|occurrences|instances",
    "how-much": r"how much",
    "total": r"total|sum|combined|altogether|together|in all|overall|cumulative",
    "average": r"average|mean",
    "most": r"most|greatest number|largest number|highest number",
    "least": r"least|fewest|smallest number|lowest number",
    "high": r"highest|largest|biggest|greatest|maximum|max|longest|tallest|heaviest|richest|deepest|widest",
    "low": r"lowest|smallest|minimum|min|shortest|lightest|cheapest|poorest|narrowest|closest|nearest",
    "expensive": r"most expensive|dearest|costliest",
    "best": r"best|winner|won|winning",
    "worst": r"worst",
    "top": r"top",
    "bottom": r"bottom",
    "fast": r"fastest|quickest",
    "slow": r"slowest",
    "old": r"oldest",
    "young": r"youngest",
    "early": r"earliest|soonest",
    "late": r"latest|newest|most recent(?:ly)?|recent",
    "first": r"first|initial|begin|began|start(?:ed)?|debut",
    "last": r"last|final|finally|end(?:ed)?|conclude[sd]?",
    "next": r"next|following|follow(?:s|ed)?|(?<!look )(?<!named )after|succeed(?:s|ed)?",
    "previous": r"previous|previously|prior|before|preceding|precede[sd]?",
    "above": r"above",
    "below": r"below|under(?:neath)?",
    "more": r"more|higher|larger|bigger|greater|longer|taller|heavier|better|later|faster|older",
    "less": r"less|fewer|lower|smaller|shorter|lighter|worse|earlier|slower|younger|cheaper",
    "difference": r"differen(?:ce|t)|by how|gap|margin|apart|between",
    "change": r"change[sd]?|increase[sd]?|decrease[sd]?|growth|grow|grew|rise|rose|drop(?:ped)?|decline[sd]?",
    "percent": r"percentage|percent|%",
    "ratio": r"ratio|proportion",
    "frequent": r"most (?:often|common|frequent(?:ly)?|times)|commonly",
    "or": r"or",
    "same": r"same|as (?:many|much|well) as",
    "other": r"other|another|besides?|except|not|excluding|without",
    "only": r"only|sole",
    "all": r"all|every|each|list",
    "different": r"different|unique|distinct|various|separate",
    "both": r"both|and",
    "money": (
        r"amount|spen[dt]|costs?|price[sd]?|expens\w+|pa(?:y|id)|revenues?|budget|salar\w+|fees?|earn\w*|rent|worth"
    ),
    "consecutive": r"consecutive(?:ly)?|in a row|straight",
}
# What adjectives are about, by what columns of it are called.
_MEASURES = {
    r"long(?:er|est)?|short(?:er|est)?": "length distance duration time long",
    r"tall(?:er|est)?|high(?:er|est)?|low(?:er|est)?": "height elevation altitude",
    r"heav(?:y|ier|iest)|light(?:er|est)?": "weight mass tonnage",
    r"large[rst]*|big(?:ger|gest)?|small(?:er|est)?|great(?:er|est)?": (
        "size area population tonnage capacity length"
    ),
    r"fast(?:er|est)?|quick(?:er|est)?|slow(?:er|est)?": "speed time pace lap",
    r"old(?:er|est)?|young(?:er|est)?": "age born birth built founded established year",
    r"new(?:er|est)?|recent(?:ly)?|late[rst]*|earl(?:y|ier|iest)": (
        "date year time built founded opened established"
    ),
    r"expensive|cheap(?:er|est)?|costl(?:y|iest)": "price cost costs fare fee rate amount rent",
    r"deep(?:er|est)?|shallow(?:er|est)?": "depth",
    r"wide[rst]*|narrow(?:er|est)?": "width",
    r"hot(?:ter|test)?|cold(?:er|est)?|warm(?:er|est)?": "temperature",
    r"rich(?:er|est)?|poor(?:er|est)?": "wealth income revenue gdp",
    r"populous": "population inhabitants",
}
_MEASURED = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), frozenset(terms_of(names)))
    for pattern, names in _MEASURES.items()
)
_MOST_OF = re.compile(
    r"\b(?:most|fewest|least|more|fewer|less"
    r"|(?:highest|lowest|greatest|largest|smallest)\s+(?:number|amount)\s+of)\s+((?:[\w’'-]+\s*){1,2})",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:how many|number of|count of)\s+(?:different|unique|distinct|various|separate|of the)?\s*"
    r"((?:[\w’'-]+\s*){1,3})",
    re.IGNORECASE,
)
# Not between boundaries of words, since "%" is none.
_TRIGGERS = {
    name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) for name, pattern in _PATTERNS.items()
}
_WORD_NUMBERS = ("zero one two three four five six seven eight nine ten eleven twelve").split()  # noqa: SIM905
_BETWEEN = re.compile(
    r"\b(?:between|from)\s+(?:the year\s+)?(\d[\d,.]*)\s+(?:and|to|through|until)\s+(\d[\d,.]*\d|\d)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?P<more>(?:more|greater|higher|larger|longer|taller|older|better|later) than|over|above|exceed\w*|"
    r"(?P<at_least>at least|no less than|minimum of|not less than)|after|since)?\s*"
    r"(?P<less>(?:less|fewer|lower|smaller|shorter|younger|earlier|cheaper) than|under|below|before|"
    r"(?P<at_most>at most|no more than|up to|maximum of))?\s*"
    r"(?:the year\s+)?(?P<number>[$€£]?\d[\d,.]*\d|[$€£]?\d|" + "|".join(_WORD_NUMBERS) + r")\b"
    r"(?:\s+(?:[\w/²³]+\s+){0,2}?(?P<after>or (?:more|greater|higher|above|over|better|later)|"
    r"or (?:less|fewer|below|lower|under|worse|earlier)))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound that the question sets: "more than 20", "at least 100,000", "before 1950".

    Attributes:
        relation: One of ">", ">=", "<" and "<=".
        number: The number as it is written.
    """

    relation: str
    number: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a question says about computing.

    Attributes:
        triggers: The groups of words that it uses.
        terms: The terms of these words, except those of money, which name what a column has.
        bounds: The bounds that it sets.
        measured: The terms that columns are called by whose values its adjectives compare ("longer": length).
        most_of: The terms behind "most", "fewest" and the like.
        counted: The terms behind "how many".
    """

    triggers: frozenset[str]
    terms: frozenset[str]
    bounds: tuple[Bound, ...]
    measured: frozenset[str]
    most_of: frozenset[str]
    counted: frozenset[str]


@lru_cache(maxsize=2_000)
def words_of(text: str) -> Words:
    """Find the words of a question that say what is to be computed."""
    found = {name: pattern.findall(text) for name, pattern in _TRIGGERS.items()}
    triggers = frozenset(name for name, matches in found.items() if matches)
    said = (match for name, matches in found.items() if name != "money" for match in matches)
    terms = frozenset(term for match in said for term in terms_of(match))
    measured = (names for pattern, names in _MEASURED if pattern.search(text))
    most_of = (term for found in _MOST_OF.findall(text) for term in terms_of(found))
    counted = (term for found in _COUNTED.findall(text) for term in terms_of(found))
    return Words(
        triggers,
        terms,
        tuple(_bounds(text)),
        frozenset().union(*measured),
        frozenset(most_of) - function_words(),
        frozenset(counted) - function_words(),
    )


def _bounds(text: str) -> list[Bound]:
    between = _BETWEEN.search(text)
    bounds = []
    if between:
        bounds = [Bound(">=", between[1]), Bound("<=", between[2])]
    for match in _BOUND.finditer(text):
        after = (match["after"] or "").lower()
        relation = ""
        if match["at_least"] or re.search(r"more|greater|higher|above|over|better|later", after):
            relation = ">="
        elif match["at_most"] or after:
            relation = "<="
        elif match["more"]:
            relation = ">=" if match["more"].lower() == "since" else ">"
        elif match["less"]:
            relation = "<"
        if relation:
            number = match["number"].lower()
            number = str(_WORD_NUMBERS.index(number)) if number in _WORD_NUMBERS else number
            bounds.append(Bound(relation, number))
    return bounds
