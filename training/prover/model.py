"""The prover as a torch module: an encoder with word vectors from outside, and a head of three scores."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from assistant.models.source import packaged_folder
from training.prover.pairs import LABELS
from training.reader.model import ReaderModel, load_weights
from training.reader.shipped import shipped_weights


class ProverModel(nn.Module):
    """Word vectors of statement and evidence to scores of the labels."""

    def __init__(self, encoder: nn.Module, width: int) -> None:
        """Put a head on an encoder; use `new_prover`."""
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(width, len(LABELS))

    def forward(self, word_vectors: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return scores of shape (pairs, labels); the probabilities are their softmax."""
        hidden = self.encoder(inputs_embeds=word_vectors, attention_mask=mask, token_type_ids=segments)
        return self.head(hidden.last_hidden_state[:, 0])


def new_prover(reader: Path | None, dropout: float = 0.0, frozen: int = 0) -> ProverModel:
    """Return a model to train: the encoder is a reader's, or that of the embedding model, the head begins.

    Args:
        reader: An exported `reader.onnx`, whose first encoder is taken; None: the embedding model's.
        dropout: Share of what each layer adds that is left out.
        frozen: The lowest so many layers are not trained.
    """
    model = ReaderModel.from_embedder(packaged_folder(), dropout)
    if reader is not None:
        load_weights(model, shipped_weights(reader)[0])
    model.freeze(frozen)
    return ProverModel(model.encoder, model.encoder.config.hidden_size)


def words_of(model: ProverModel) -> torch.Tensor:
    """Return the word vectors that the model reads, of shape (words, width)."""
    return model.encoder.embeddings.word_embeddings.weight.detach()
