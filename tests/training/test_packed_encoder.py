"""The encoder that needs torch alone computes what the library's does."""

import pytest
import torch
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from training.packed.encoder import Shape, score
from training.packed.weights import load_weights, save_weights
from training.reader.model import ReaderModel

SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "vocab_size": 50,
    "max_position_embeddings": 310,
}


@pytest.mark.parametrize(
    ("library", "config"), [(BertModel, BertConfig(**SIZES)), (MPNetModel, MPNetConfig(**SIZES))]
)
@pytest.mark.parametrize("bits", [32, 16, 8])
def test_scores_are_those_of_the_library(library, config, bits, tmp_path):
    torch.manual_seed(1)
    config._attn_implementation = "eager"
    model = ReaderModel(library(config, add_pooling_layer=False), config).train(False)
    words = torch.randn(3, 300, 32)  # farther apart than the last bucket of distances
    mask = torch.ones(3, 300, dtype=torch.long)
    mask[1, 200:] = mask[2, 5:] = 0
    segments = torch.randint(0, 2, (3, 300)) * mask
    weights = {n: w for n, w in model.named_parameters() if "word_embeddings" not in n}
    save_weights(tmp_path / "weights.npz", weights, bits)
    shape = Shape(config.model_type, 2, 4, config.layer_norm_eps, "here")
    shape.save(tmp_path / "encoder.json")
    with torch.no_grad():
        expected = model(words, segments, mask)
        own = score(
            load_weights(tmp_path / "weights.npz"),
            Shape.load(tmp_path / "encoder.json"),
            words,
            segments,
            mask,
        )
    near = {32: 1e-5, 16: 2e-3, 8: 2e-2}[bits]
    assert torch.allclose(own[0][mask > 0], expected[0][mask > 0], atol=near)
    assert torch.allclose(own[1], expected[1], atol=near)
