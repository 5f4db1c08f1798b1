"""The reader computed from its weights by torch alone: BERT's and MPNet's encoder with our three heads.

Weights have the names that `training.reader.model` gives them, so that they go back and forth.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch.nn import functional

Weights = Mapping[str, torch.Tensor]

# Query, key, value, output and its norm: as each kind of encoder calls them within a layer.
_NAMES = {
    "bert": ("self.query", "self.key", "self.value", "output.dense", "output.LayerNorm"),
    "mpnet": ("attn.q", "attn.k", "attn.v", "attn.o", "LayerNorm"),
}
# MPNet counts positions from here on.
_FIRST_POSITION = {"bert": 0, "mpnet": 2}
_FARTHEST = 128


@dataclass(frozen=True)
class Shape:
    """What an encoder is besides its weights; `new_heads` tells that its heads begin at chance."""

    kind: str
    layers: int
    heads: int
    epsilon: float
    base: str
    new_heads: bool = True

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Shape:
        """Read what `save` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def score(
    weights: Weights,
    shape: Shape,
    words: torch.Tensor,
    segments: torch.Tensor,
    mask: torch.Tensor,
    dropout: float = 0.0,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return scores of tokens (rows, tokens, 3) and of passages (rows,).

    Args:
        weights: By name.
        shape: What they are the weights of.
        words: Word vectors of shape (rows, tokens, width).
        segments: 0 for tokens of the question, 1 for those of the passage.
        mask: 1 where there is a token.
        dropout: Share of what each layer adds that is left out.
    """
    hidden = _embedded(weights, shape, words, segments, dropout)
    seen = mask[:, None, None, :].bool()
    kind = words.device.type
    narrow = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else words.dtype
    bias = _bias(weights, shape, words.shape[1], seen).to(narrow)
    for number in range(shape.layers):
        hidden = _layer(weights, shape, f"encoder.encoder.layer.{number}.", hidden, bias, dropout)
    tokens = _linear(hidden, weights, "token_head")
    return tokens, _linear(hidden[:, 0], weights, "passage_head").squeeze(-1)


def _embedded(
    weights: Weights, shape: Shape, words: torch.Tensor, segments: torch.Tensor, dropout: float
) -> torch.Tensor:
    names = "encoder.embeddings."
    first = _FIRST_POSITION[shape.kind]
    hidden = words + weights[f"{names}position_embeddings.weight"][first : first + words.shape[1]]
    if shape.kind == "bert":
        hidden = hidden + weights[f"{names}token_type_embeddings.weight"][segments]
    hidden = _norm(hidden, weights, f"{names}LayerNorm", shape.epsilon)
    return functional.dropout(hidden, dropout, dropout > 0)


def _layer(
    weights: Weights, shape: Shape, names: str, hidden: torch.Tensor, bias: torch.Tensor, dropout: float
) -> torch.Tensor:
    *asked, output, norm = (f"{names}attention.{name}" for name in _NAMES[shape.kind])
    rows, tokens, width = hidden.shape
    heads = [
        _linear(hidden, weights, name).view(rows, tokens, shape.heads, -1).transpose(1, 2) for name in asked
    ]
    seen = functional.scaled_dot_product_attention(*heads, attn_mask=bias)
    seen = _linear(seen.transpose(1, 2).reshape(rows, tokens, width), weights, output)
    hidden = _norm(hidden + functional.dropout(seen, dropout, dropout > 0), weights, norm, shape.epsilon)
    more = functional.gelu(_linear(hidden, weights, f"{names}intermediate.dense"))
    more = functional.dropout(_linear(more, weights, f"{names}output.dense"), dropout, dropout > 0)
    return _norm(hidden + more, weights, f"{names}output.LayerNorm", shape.epsilon)


def _bias(weights: Weights, shape: Shape, tokens: int, seen: torch.Tensor) -> torch.Tensor:
    """Return what is added to the products of queries and keys: -inf where there is no token."""
    hidden = torch.zeros(seen.shape, device=seen.device).masked_fill(~seen, -torch.inf)
    if shape.kind != "mpnet":
        return hidden.expand(-1, -1, tokens, -1)
    table = weights["encoder.encoder.relative_attention_bias.weight"]
    places = torch.arange(tokens, device=seen.device)
    by_distance = table[_buckets(places[None, :] - places[:, None], len(table))]
    return by_distance.permute(2, 0, 1)[None] + hidden


def _buckets(distance: torch.Tensor, count: int) -> torch.Tensor:
    """Return the number of the bucket of each distance: near ones apart, far ones together (T5's)."""
    half, exact = count // 2, count // 4
    away = distance.abs()
    far = torch.log(away.clamp_min(1).float() / exact) / math.log(_FARTHEST / exact) * (half - exact)
    bucket = torch.where(away < exact, away, (exact + far.long()).clamp_max(half - 1))
    # Keys behind their query have the upper half of the buckets.
    return bucket + (distance > 0) * half


def _linear(hidden: torch.Tensor, weights: Weights, name: str) -> torch.Tensor:
    return functional.linear(hidden, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _norm(hidden: torch.Tensor, weights: Weights, name: str, epsilon: float) -> torch.Tensor:
    scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return functional.layer_norm(hidden, scale.shape, scale, shift, epsilon)
