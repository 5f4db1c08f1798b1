"""Lines that repeat a question's words, or hold a lone number, and answer nothing.

Documents are full of them: page numbers, lines of the contents, captions. A reader that has only seen prose
takes a lone number for the answer to "how many".
"""

from __future__ import annotations

import random
import re

from training.reader.passages import Passage

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_ASKING = re.compile(
    r"what|whom?|whose|when|where|which|why|how|many|much|long|old|did|does|do|is|was|were|are|the|an?|of|in|on"
    r"|at|to|for|by|from|with|has|have|had|can|could|would|should|it|this|that",
    re.IGNORECASE,
)
_MOST_LINES = 4


def bare_lines(question: str, chooser: random.Random) -> Passage:
    """Return a few such lines as a passage without an answer."""
    words = [word for word in _WORD.findall(question) if not _ASKING.fullmatch(word)] or ["Contents"]
    ways = [_number, _contents, _contents, _caption]
    lines = [chooser.choice(ways)(words, chooser) for _ in range(chooser.randint(1, _MOST_LINES))]
    spans, start = [], 0
    for line in lines:
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return Passage("\n".join(lines), tuple(spans))


def _number(_: list[str], chooser: random.Random) -> str:
    number = chooser.choice((chooser.randint(1, 40), chooser.randint(1, 400), chooser.randint(1900, 2025)))
    return chooser.choice(("{}", "{}", "Page {}", "- {} -", "({})", "[{}]")).format(number)


def _contents(words: list[str], chooser: random.Random) -> str:
    number = f"{chooser.randint(1, 12)}.{chooser.randint(1, 9)}"
    page = chooser.randint(1, 300)
    dots = chooser.choice((" ", " ..... ", " . . . . ", "\t"))
    return chooser.choice((f"{number} ", "", "")) + f"{_title(words, chooser)}{dots}{page}"


def _caption(words: list[str], chooser: random.Random) -> str:
    kind = chooser.choice(("Figure", "Table", "Fig.", "Chart", "Box"))
    stop = chooser.choice((":", ".", ""))
    return f"{kind} {chooser.randint(1, 20)}{stop} {_title(words, chooser)}"


def _title(words: list[str], chooser: random.Random) -> str:
    first = chooser.randrange(len(words))
    some = words[first : first + chooser.randint(1, 5)]
    return " ".join(word[0].upper() + word[1:] for word in some)
