"""The reader as a torch module: an encoder with word vectors from outside, and three small heads.

Word vectors are those of the embedding model's package and are not trained, so that the reader that
ships holds only what differs. Scores are relative to "no answer", whose score is 0.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from transformers import AutoModel, PretrainedConfig

# What the special tokens of BERT are called in the vocabularies of other models.
_ALSO_CALLED = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[UNK]": "<unk>"}

# Start of an answer, end of an answer, evidence.
TOKEN_SCORES = 3


class ReaderModel(nn.Module):
    """Word vectors of question and passage to scores of tokens and of the passage."""

    def __init__(self, encoder: nn.Module, config: PretrainedConfig) -> None:
        """Put heads on an encoder; use `from_embedder`."""
        super().__init__()
        self.encoder = encoder
        self.has_segments = getattr(config, "type_vocab_size", 0) > 1
        self.token_head = nn.Linear(config.hidden_size, TOKEN_SCORES)
        self.passage_head = nn.Linear(config.hidden_size, 1)

    @classmethod
    def from_embedder(cls, folder: Path, dropout: float = 0.0, layers: int | None = None) -> ReaderModel:
        """Start from the weights of an embedding model; all but its word vectors can be trained.

        Args:
            folder: The embedding model.
            dropout: Share of what each layer adds that is left out.
            layers: Only its lowest so many layers; None: all.
        """
        encoder = AutoModel.from_pretrained(
            str(folder),
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
        encoder.encoder.layer = encoder.encoder.layer[:layers]
        model = cls(encoder, encoder.config)
        # At first most tokens are neither start nor end: "no answer" begins as likely as they together.
        nn.init.constant_(model.token_head.bias, -4.0)
        model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        return model

    def freeze(self, layers: int) -> None:
        """Train the lowest layers, and what is below or beside them, no further."""
        if layers:
            self.encoder.requires_grad_(False)
            self.encoder.encoder.layer[layers:].requires_grad_(True)

    def forward(
        self, word_vectors: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return scores of tokens (batch, tokens, 3) and of passages (batch,)."""
        also = {"token_type_ids": segments} if self.has_segments else {}
        hidden = self.encoder(inputs_embeds=word_vectors, attention_mask=mask, **also).last_hidden_state
        return self.token_head(hidden), self.passage_head(hidden[:, 0]).squeeze(-1)


class Committee(nn.Module):
    """Several models that read the same, and say the mean of what each says."""

    def __init__(self, members: Sequence[ReaderModel]) -> None:
        """Put trained models, with the same word vectors, together."""
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(
        self, word_vectors: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return mean scores of tokens (batch, tokens, 3) and of passages (batch,)."""
        said = [member(word_vectors, segments, mask) for member in self.members]
        tokens, passages = zip(*said, strict=True)
        return sum(tokens) / len(said), sum(passages) / len(said)


def word_vectors(model: ReaderModel, folder: Path, vocabulary: dict[str, int]) -> torch.Tensor:
    """Return the model's word vectors in the order of another vocabulary, that of the reader that ships.

    Args:
        model: The model.
        folder: The embedding model that it was made from, with its `tokenizer.json`.
        vocabulary: Tokens with their ids; the model must know each.
    """
    own = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    ids = own["model"]["vocab"] | {token["content"]: token["id"] for token in own["added_tokens"]}
    order = [0] * len(vocabulary)
    for token, place in vocabulary.items():
        order[place] = ids.get(_ALSO_CALLED.get(token, token), ids[token])
    return model.encoder.embeddings.word_embeddings.weight.detach()[torch.tensor(order)]


def load_weights(model: ReaderModel, weights: dict[str, torch.Tensor]) -> None:
    """Put all weights but the word vectors, which are never trained, into a model."""
    left = model.load_state_dict(weights, strict=False)
    assert not left.unexpected_keys
    assert left.missing_keys == ["encoder.embeddings.word_embeddings.weight"]
