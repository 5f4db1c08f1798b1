"""The words for how sure an answer is; the number itself is estimated in `answering/confidence.py`.

Below the setting `caution` a question is refused.
"""

from __future__ import annotations

from assistant.web.languages import say, translatable

_CERTAINTY = (
    (0.85, translatable("Well supported")),
    (0.6, translatable("Likely")),
    (0.0, translatable("Uncertain, please check the sources")),
)


def certainty(confidence: float) -> str:
    """Return a confidence (0 to 1) in words."""
    return say(next(words for least, words in _CERTAINTY if confidence >= least or least == 0.0))
