"""What kind of quantity a question asks for, an amount of money or a weight, and which texts have one.

Rules for English. A sentence about a hotel that has no amount of money does not say what the room costs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

QuantityKind = Literal["money", "weight", "length", "duration", "time of day", "share"]

_PRICED = (
    r"costs?|priced?|prices?|pays?|paid|charged?|charges|spend|spent|earns?|earned|owes?|owed|worth|fined?"
    r"|fees?|fares?|rents?|rented|salar(?:y|ies)|wages?|expensive|budget|deposit|tuition"
)
_NUMBER = (
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|hundred|half|few"
    r"|several|a|an)\b)"
)
_SCALE = r"(?:thousand|million|billion|trillion|k)"


@dataclass(frozen=True, slots=True)
class AskedQuantity:
    """A kind of quantity.

    Attributes:
        kind: What it is.
        asks: How a question asks for it.
        says: What a text that has one looks like.
        named: What columns and rows of a table that hold such quantities are called.
    """

    kind: QuantityKind
    asks: re.Pattern[str]
    says: re.Pattern[str]
    named: re.Pattern[str]

    def is_in(self, text: str) -> bool:
        """Whether a text has such a quantity."""
        return self.says.search(text) is not None

    def is_cell(self, cell: str, *names: str) -> bool:
        """Whether a cell of a table has one, by itself or, if it is a number, by what stands beside it."""
        return self.is_in(cell) or (
            any(map(str.isdigit, cell)) and any(self.named.search(name) or self.is_in(name) for name in names)
        )


@lru_cache(maxsize=1_000)
def asked_quantity(question: str) -> AskedQuantity | None:
    """Return the kind of quantity that a question asks for; None if none, or none that can be told."""
    return next((each for each in _QUANTITIES if each.asks.search(question)), None)


def _quantity(kind: QuantityKind, asks: str, says: str, named: str) -> AskedQuantity:
    return AskedQuantity(kind, *(re.compile(each, re.IGNORECASE) for each in (asks, says, named)))


_QUANTITIES = (
    _quantity(
        "weight",
        r"\bhow heavy\b|\bhow much\b[^?]*\bweighs?\b|\bwhat (?:is|was|are|were) the (?:\w+ )?weight of\b",
        rf"{_NUMBER}[\s-]?(?:\w+[\s-])?(?:kg|g|mg|t|tons?|tonnes?|lbs?|pounds?|oz|ounces?|kilos?|kilograms?"
        r"|grams?|stones?)\b|\b(?:light\w*|heav\w+|weigh\w*)\b",
        r"\b(?:weight|mass|weighs?|heavy|kg|lbs?)\b",
    ),
    _quantity(
        "time of day",
        r"\b(?:at )?what time (?:is|was|are|were|do|does|did|will|can|should|must|the)\b(?!.*\bhistory\b)"
        r"|\bwhat hour\b",
        r"\d[:.h]\d\d|\b\d{1,2}\s?(?:am|pm|a\.m|p\.m|h|uhr)\b|o[’']clock|\b(?:noon|midday|midnight|morning"
        r"|afternoon|evening|night|dawn|dusk|sunrise|sunset|hours)\b",
        r"\b(?:time|dep\w*|arr\w*|from|to|start|begin|end|opens?|closes?|hours?)\b",
    ),
    _quantity(
        "money",
        r"\bhow much\b(?![^?]*\b(?:more|less|higher|lower|weighs?|time|longer)\b)"
        rf"[^?]*\b(?:{_PRICED})\b|\bhow expensive\b|\bat what price\b"
        r"|\bhow much (?:is|are)\b(?! (?:of|known|left|there)\b)"
        r"|\bwhat (?:did|does|do|will|would)\b[^?]*\bcost\b"
        r"|\b(?:what|which)(?=\s+(?:is|was|are|were|did|does|do)\b)(?:\s+(?:is|was|are|were|did|does|do|the|a"
        r"|an|of|current|maximum|minimum|highest|lowest|monthly|annual|daily|total|average|hourly|yearly|new))*"
        r"\s+(?:price|cost|costs|fee|fees|rent|salary|wage|fine|fare|deposit|tuition)\b(?! reflect)",
        r"[$€£¥₹₽₩₺₪%]|\b[A-Z]{1,3}\$|\b(?:USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|NOK|SEK|DKK|PLN|CZK|HUF|kr"
        r"|dollars?|euros?|pounds?|pence|cents?|francs?|marks?|yen|yuan|rupees?|rou?bles?|kron\w+|crowns?"
        r"|shillings?|pesos?|lira|lire|guilders?|ducats?|florins?|bucks?|quid|free|gratis|waived|included"
        rf"|per ?cent|(?:in)?expensive|cheap\w*)\b|{_NUMBER}[\d,.\s]*{_SCALE}\b|\d,-|\d[.,]\d\d\b",
        r"\b(?:prices?|costs?|fees?|amounts?|rent|salar\w+|wages?|fares?|budget|paid|payment|total|rate|charges?"
        r"|value|deposit|EUR|USD|GBP|CHF|euros?|dollars?)\b|[$€£¥]",
    ),
    _quantity(
        "length",
        r"\bhow (?:tall|wide|high|deep)\b"
        r"(?! (?:is|was|are|were) the (?:rate|number|share|cost|price|temperature|risk))",
        rf"{_NUMBER}[\s-]?(?:\w+[\s-])?(?:km|m|cm|mm|ft|in|yd|mi|miles?|feet|foot|inch(?:es)?|yards?"
        r"|met(?:er|re)s?|kilomet\w+|centimet\w+|millimet\w+|fathoms?|stor(?:e?ys|ies)|floors?|levels?)\b"
        r"|\d[\s-]?['’\"″′]",
        r"\b(?:height|width|depth|length|altitude|elevation|dimensions?|size|tall|wide|high|deep|km|cm|mm|m|ft)\b",
    ),
    _quantity(
        "duration",
        r"\bhow long\b|\bhow many (?:years|months|weeks|days|hours|minutes|seconds)\b",
        r"\b(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|nights?|weeks?|months?|quarters?|years?"
        r"|decades?|centur(?:y|ies)|since|until|till|forever|permanent\w*|lifetime|life|generations?"
        r"|semesters?|terms?|seasons?|from|between|era|period|indefinitely)\b|\d:\d\d|\b\d{4}\b"
        r"|\d[\s-]?(?:km|m|cm|mm|ft|miles?|feet|foot|inch(?:es)?|yards?|met(?:er|re)s?|pages?|words?)\b",
        r"\b(?:duration|time|length|period|term|years?|months?|weeks?|days?|hours?|minutes?|min|from|to|since"
        r"|until|km|pages?)\b",
    ),
    _quantity(
        "share",
        r"\b(?:what|which) (?:percentage|percent|share|proportion|fraction)\b",
        r"%|\b(?:per ?cent|percentage|pct|half|thirds?|quarters?|fifths?|tenths?|fraction|proportion|ratio"
        r"|majority|minority|most|all|none|few|out of|one in|in ten|in every|points?|per mille)\b|‰|\b0?\.\d"
        r"|\d/\d",
        r"%|\b(?:per ?cent|percent\w*|pct|share|proportion|rate|ratio|weight|fraction|margin)\b",
    ),
)
