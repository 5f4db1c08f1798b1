"""Count the tokens that a model really reads, whichever library feeds it.

Texts longer than the model reads are cut, so the tokens embedded can be fewer than the documents have.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass
class Tokens:
    """Tokens seen so far; the two that mark the ends of every text are left out."""

    count: int = 0

    def see(self, mask: Any) -> None:
        """Count a batch by its attention mask, an array of shape (texts, tokens)."""
        self.count += int(mask.sum()) - 2 * len(mask)


@contextmanager
def counted_tokens(runs_on: str) -> Iterator[Tokens]:
    """Count while the block runs what "torch" or "onnxruntime" embeds; "" counts nothing."""
    tokens = Tokens()
    if not runs_on:
        yield tokens
        return
    owner, name, watched = {"torch": _bert, "onnxruntime": _session}[runs_on](tokens)
    original = getattr(owner, name)
    setattr(owner, name, watched(original))
    try:
        yield tokens
    finally:
        setattr(owner, name, original)


Watched = tuple[Any, str, Callable[[Callable[..., Any]], Callable[..., Any]]]


def _bert(tokens: Tokens) -> Watched:
    from transformers import BertModel

    def watched(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)  # keeps the signature, which libraries look at
        def forward(*args: Any, **kwargs: Any) -> Any:
            tokens.see(kwargs["attention_mask"] if "attention_mask" in kwargs else args[2])
            return original(*args, **kwargs)

        return forward

    return BertModel, "forward", watched


def _session(tokens: Tokens) -> Watched:
    from onnxruntime import InferenceSession

    def watched(original: Callable[..., Any]) -> Callable[..., Any]:
        def run(session: Any, names: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            tokens.see(inputs["attention_mask"])
            return original(session, names, inputs, *args, **kwargs)

        return run

    return InferenceSession, "run", watched
