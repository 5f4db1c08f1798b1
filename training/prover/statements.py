"""Questions with their answers as statements: "Who built it?", "Ada" becomes "Ada built it"."""

from __future__ import annotations

import re

_SUBJECT = re.compile(
    r"(?:who|what|which)(?P<noun> [\w’'-]+)??(?P<rest> (?P<verb>[\w’'-]+) .*)", re.IGNORECASE
)
_AFTER_NOUN = re.compile(r"(?:what|which) [\w’'-]+(?P<rest> (?P<verb>[\w’'-]+) .*)", re.IGNORECASE)
_AUXILIARIES = "is are was were has have had can could will would should may might"
_AUXILIARY = frozenset(_AUXILIARIES.split())
_WHAT_IS = re.compile(r"(?:who|what|which) (?P<be>is|are|was|were) (?P<rest>the .*)", re.IGNORECASE)
_PLACED = re.compile(
    r"(?P<wh>when|where|in what year|in which year) (?P<be>is|are|was|were) (?P<rest>.+) "
    r"(?P<verb>\w+(?:ed|orn|ilt|ound|old|eld|ent|ade|iven|aken|ritten))"
    r"(?P<end>(?: (?:in|on|at|by|to|as|from) .*)?)",
    re.IGNORECASE,
)
# Verbs that a helping verb splits: "What did he build" is no "X build".
_SPLIT = re.compile(r"\b(?:do|does|did)\b")
_VERB_LIKE = re.compile(r"[a-z]+(?:ed|es|ew|ote|old|uilt|ound|ought|aught|ade|ook|ave|ame|ead|ins|ers)$")
_NO_VERB = re.compile(r"(?:the|an?|this|his|her|its|their|kind|type|year|time|name|number)$|[A-Z]")


def statement_of(question: str, answer: str) -> str | None:
    """Return a question with its answer as one sentence; None where no simple rule makes one.

    Args:
        question: An English question.
        answer: A short answer.
    """
    asked = " ".join(question.split()).rstrip(" ?")
    said = answer.strip().rstrip(".")
    if not said or len(said.split()) > 12 or "?" in asked:
        return None
    if match := _WHAT_IS.fullmatch(asked):
        return _sentence(f"{match['rest']} {match['be']} {said}")
    if match := _PLACED.fullmatch(asked):
        where = "" if re.match(r"(?:in|on|at|by|during|from|since|after|before|near)\b", said) else "in "
        return _sentence(f"{match['rest']} {match['be']} {match['verb']}{match['end']} {where}{said}")
    match = _SUBJECT.fullmatch(asked)
    if not match or _SPLIT.search(asked) or _NO_VERB.match(match["verb"]):
        return None
    verb = match["verb"].lower()
    # "What company developed it" has a noun before the verb; of "What year was it" nothing can be made.
    if match["noun"] and (verb in _AUXILIARY or not _VERB_LIKE.match(verb)):
        return None
    if not match["noun"] and not (verb in _AUXILIARY or _VERB_LIKE.match(verb)):
        match = _AFTER_NOUN.fullmatch(asked)
        if not match or not _VERB_LIKE.match(match["verb"]):
            return None
    return _sentence(f"{said}{match['rest']}")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
