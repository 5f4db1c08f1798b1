"""What became of a file on a node, as it travels back: JSON and numbers, checked on arrival."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from assistant.documents.sandbox.outcomes import decode_outcome, encode_outcome
from assistant.errors import AssistantError, ExtractionError
from assistant.models.embedder import Vectors
from assistant.passages.pages import page_at
from assistant.passages.splitting import PassageRange
from assistant.types import Extraction, Sentence

_LITTLE_FLOAT = np.dtype("<f4")
_HEAD_BYTES = 8


@dataclass(frozen=True, slots=True)
class NodeResult:
    """A file as a node read, split and embedded it; `tokens` were embedded, `node` is its address."""

    node: str
    extraction: Extraction
    passages: tuple[PassageRange, ...]
    embeddings: Vectors
    tokens: int


def encode_result(result: NodeResult) -> bytes:
    """Return the reply of a node that has prepared a file."""
    passages = [[p.start, p.end, p.heading, [list(astuple(s)) for s in p.sentences]] for p in result.passages]
    head = {
        **encode_outcome(result.extraction),
        "node": result.node,
        "passages": passages,
        "shape": list(result.embeddings.shape),
        "tokens": result.tokens,
    }
    return _message(head) + result.embeddings.astype(_LITTLE_FLOAT, copy=False).tobytes()


def encode_failure(error: ExtractionError) -> bytes:
    """Return the reply of a node to a file that gave no text."""
    return _message(encode_outcome(error))


def encode_refusal(reason: str) -> bytes:
    """Return the reply of a node that cannot work for this build at all."""
    return _message({"refusal": reason})


def decode_reply(reply: bytes) -> NodeResult | ExtractionError:
    """Return what became of a file.

    Raises:
        AssistantError: The node cannot work for this build, or what it sent makes no sense.
    """
    try:
        length = int.from_bytes(reply[:_HEAD_BYTES], "big")
        head = json.loads(reply[_HEAD_BYTES : _HEAD_BYTES + length])
        if "refusal" in head:
            raise AssistantError(str(head["refusal"]))
        outcome = decode_outcome(head)
        if isinstance(outcome, ExtractionError):
            return outcome
        numbers = np.frombuffer(reply, _LITTLE_FLOAT, offset=_HEAD_BYTES + length)
        vectors = numbers.reshape(head["shape"]).astype(np.float32)
        passages = tuple(_passage(outcome, *fields) for fields in head["passages"])
        if len(passages) != len(vectors):
            raise ValueError("passages")
        return NodeResult(str(head["node"]), outcome, passages, vectors, int(head["tokens"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise AssistantError("A node of the Ray cluster sent what makes no sense; index again.") from error


def _message(head: dict[str, Any]) -> bytes:
    body = json.dumps(head).encode()
    return len(body).to_bytes(_HEAD_BYTES, "big") + body


def _passage(
    extraction: Extraction, start: int, end: int, heading: str, sentences: Sequence[Any]
) -> PassageRange:
    if not 0 <= start <= end <= len(extraction.text):
        raise ValueError("range")
    return PassageRange(
        start,
        end,
        tuple(Sentence(*fields) for fields in sentences),
        heading,
        page_at(extraction.pages, start),
    )
