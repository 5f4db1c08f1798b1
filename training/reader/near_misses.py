"""Questions that only look as if their passage answered them, made from questions that it does answer.

The kinds are those that Rajpurkar, Jia and Liang 2018 ("Know What You Don't Know: Unanswerable Questions
for SQuAD", table 2) found people to write: another name or number, an opposite, a denial.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from training.reader.absent import swapped_for_absent

_YEAR = re.compile(r"\b1\d{3}\b|\b20\d\d\b")
_NUMBER = re.compile(r"\b\d+(?:[.,]\d+)*\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zé]+(?: [A-Z][a-zé]+)*")
_PATTERNS = (_NAME, _NAME, _YEAR, _NUMBER)

_OPPOSITES = """
first last|oldest youngest|largest smallest|biggest smallest|highest lowest|longest shortest|earliest latest
best worst|most least|more less|more fewer|greater smaller|higher lower|larger smaller|longer shorter
better worse|earlier later|before after|north south|northern southern|east west|eastern western
northeast southwest|northwest southeast|increase decrease|increased decreased|increasing decreasing
increases decreases|rise fall|rose fell|win lose|won lost|winner loser|winning losing|victory defeat
defeated supported|begin end|began ended|beginning end|start end|started ended|start stop|started stopped
open close|opened closed|open closed|founded dissolved|founded abandoned|established abolished|built destroyed
built demolished|created destroyed|introduced removed|added removed|gained lost|gain lose|accept reject
accepted rejected|allowed forbidden|allow forbid|approved rejected|support oppose|supported opposed
supporters opponents|agree disagree|agreed refused|friend enemy|friends enemies|allies enemies|attack defend
attacked defended|male female|men women|man woman|boys girls|father mother|son daughter|brother sister
king queen|husband wife|uncle aunt|major minor|majority minority|many few|common rare|popular unpopular
successful unsuccessful|success failure|successfully unsuccessfully|succeeded failed|legal illegal
official unofficial|public private|national local|domestic foreign|internal external|inside outside
above below|over under|upper lower|top bottom|front back|left right|early late|ancient modern|old new
young old|rich poor|strong weak|strongest weakest|stronger weaker|hot cold|warm cool|hard soft|heavy light
light dark|fast slow|faster slower|wide narrow|deep shallow|high low|long short|large small|big small
good bad|positive negative|active inactive|natural artificial|urban rural|city countryside|import export
imports exports|imported exported|buy sell|bought sold|purchased sold|arrive leave|arrived left|enter leave
entered left|born died|birth death|alive dead|survived died|maximum minimum|advantage disadvantage
advantages disadvantages|benefit harm|benefits harms|cause prevent|caused prevented|causes prevents
encourage discourage|encouraged discouraged|include exclude|included excluded|includes excludes
likely unlikely|possible impossible|necessary unnecessary|known unknown|known forgotten|famous obscure
teachers students|teacher student|employer employee|doctors patients|parents children|conservative liberal
catholic protestant|summer winter|spring autumn|day night|morning evening|gold silver|primary secondary
expensive cheap|complex simple|direct indirect|dependent independent|peace war|army navy|liquid gas
""".replace("\n", "|")
_OPPOSITE: dict[str, list[str]] = {}
for _pair in filter(None, _OPPOSITES.split("|")):
    _one, _other = _pair.split()
    _OPPOSITE.setdefault(_one, []).append(_other)
    _OPPOSITE.setdefault(_other, []).append(_one)

_DENIED = 0.1
_VERB = re.compile(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would|should)\b")
_NEGATED = re.compile(r"\b(not|never|no|without|least|except)\b|n't\b", re.IGNORECASE)


def near_miss(
    question: str, passage: str, evidence: str, elsewhere: Sequence[str], chooser: random.Random
) -> str | None:
    """Ask for something that the passage looks like answering, and does not.

    Args:
        question: What the passage answers.
        passage: The passage.
        evidence: The part of it that answers the question.
        elsewhere: Texts to take other names and numbers from.
        chooser: Draws.

    Returns:
        The question changed, None where it could not be.
    """
    ways = chooser.sample([_swapped_within, _opposite, _swapped, swapped_for_absent], 4)
    # Hardly any question cannot be denied: tried as often as the others, it would be most of them.
    for way in [_denied, *ways] if chooser.random() < _DENIED else ways:
        if changed := way(question, passage, evidence, elsewhere, chooser):
            return changed
    return None


def _swapped(
    question: str, passage: str, _evidence: str, elsewhere: Sequence[str], chooser: random.Random
) -> str | None:
    """Ask about another name or number than the passage does."""
    for pattern in chooser.sample(_PATTERNS, len(_PATTERNS)):
        found = [match for match in pattern.finditer(question) if match.group() in passage]
        for _ in range(20 if found else 0):
            others = pattern.findall(chooser.choice(elsewhere))
            other = chooser.choice(others) if others else ""
            if other and other not in passage:
                return _replaced(question, chooser.choice(found), other)
    return None


def _swapped_within(
    question: str, passage: str, evidence: str, _elsewhere: Sequence[str], chooser: random.Random
) -> str | None:
    """Take the other name or number from the passage itself, where another sentence speaks of it."""
    for pattern in chooser.sample(_PATTERNS, len(_PATTERNS)):
        found = list(pattern.finditer(question))
        others = [
            each for each in set(pattern.findall(passage)) if each not in question and each not in evidence
        ]
        if found and others:
            match = chooser.choice(found)
            if match.group() in evidence:
                return _replaced(question, match, chooser.choice(sorted(others)))
    return None


def _opposite(
    question: str, passage: str, _evidence: str, _elsewhere: Sequence[str], chooser: random.Random
) -> str | None:
    found = [match for match in re.finditer(r"\w+", question) if match.group().lower() in _OPPOSITE]
    if not found:
        return None
    match = chooser.choice(found)
    other = chooser.choice(_OPPOSITE[match.group().lower()])
    if re.search(rf"\b{other}\b", passage, re.IGNORECASE):
        return None
    return _replaced(question, match, other.capitalize() if match.group()[0].isupper() else other)


def _denied(
    question: str, passage: str, _evidence: str, _elsewhere: Sequence[str], chooser: random.Random
) -> str | None:
    match = _VERB.search(question)
    if not match or _NEGATED.search(question) or _NEGATED.search(passage) or match.start() == 0:
        return None
    denied = {"can": "cannot", "will": "won't"}.get(match.group(), match.group() + "n't")
    if match.group() in ("is", "was", "are", "were") and chooser.random() < 0.5:
        denied = match.group() + " never"
    return _replaced(question, match, denied)


def _replaced(text: str, match: re.Match[str], other: str) -> str:
    return text[: match.start()] + other + text[match.end() :]
