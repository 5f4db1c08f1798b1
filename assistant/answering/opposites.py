"""Sentences that say the opposite of what is asked for: an old office for a new one, an arrest for a release.

Rules for English.
"""

from __future__ import annotations

from functools import cache

from assistant.index.search.analyzer import analyze

_PAIRS = """
release arrest|released detained|freed arrested|released imprisoned|released jailed|open close
opened closed|opening closing|opening closure|born died|birth death|begin end|began ended|start end
started ended|start stop|started stopped|beginning end|founded dissolved|established abolished
built demolished|built destroyed|created destroyed|introduced removed|introduced abolished|added removed
won lost|win lose|winner loser|victory defeat|bought sold|buy sell|buyer seller|hired dismissed
hired fired|joined left|join leave|arrive leave|arrived left|arrival departure|arrive depart
arrived departed|entered left|appointed resigned|appointed dismissed|elected resigned|accepted rejected
accept reject|approved rejected|allowed forbidden|married divorced|marriage divorce|increase decrease
increased decreased|rise fall|rose fell|gained lost|gain loss|profit loss|succeeded failed
success failure|old new|first last|oldest youngest|oldest newest|largest smallest|biggest smallest
highest lowest|longest shortest|earliest latest|best worst|most least|maximum minimum|upper lower
northern southern|eastern western|north south|east west|male female|imports exports|import export
borrow lend|borrowed lent|landlord tenant|employer employee|sender recipient|summer winter
morning evening|advantages disadvantages|advantage disadvantage|supported opposed|legal illegal
public private
""".replace("\n", "|")


def says_opposite(question: str, sentence: str) -> bool:
    """Whether a sentence has the opposite of a word of the question, and not that word."""
    said = set(analyze(sentence))
    asked = set(analyze(question))
    return any(
        opposites & said - asked and term not in said
        for term in asked
        if (opposites := _opposites().get(term))
    )


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Return the opposites of each term."""
    found: dict[str, set[str]] = {}
    for pair in filter(None, _PAIRS.split("|")):
        one, other = (analyze(word)[0] for word in pair.split())
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {term: frozenset(others) for term, others in found.items()}
