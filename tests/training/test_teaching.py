"""A teacher: the same model on another encoder, from whose scores a reader learns."""

import itertools
import json

import pytest
import torch

from assistant.models.pairs import PairEncoder
from assistant.models.source import packaged_folder, packaged_tokenizer
from training.reader.batches import batches
from training.reader.examples import Example
from training.reader.loss import likeness_loss
from training.reader.model import ReaderModel, word_vectors
from training.reader.passages import Passage

TEXT = "The lighthouse was built in 1871. Three keepers lived there."


@pytest.fixture(scope="module")
def encoder():
    return PairEncoder(packaged_tokenizer())


@pytest.fixture(scope="module")
def batch(encoder):
    passages = (
        Passage(TEXT, ((0, 33), (34, 60)), ((28, 32),), (0,)),
        Passage("It grinds rye.", ((0, 14),)),
    )
    example = Example("When was it built?", passages, True)
    return next(batches(itertools.repeat((example,)), encoder, 200, 1))


def scores(batch, seed):
    chance = torch.Generator().manual_seed(seed)
    return (
        torch.randn((*batch.ids.shape, 3), generator=chance),
        torch.randn(len(batch.ids), generator=chance),
    )


def test_a_reader_that_says_what_its_teacher_says_is_alike(batch):
    taught, other = scores(batch, 1), scores(batch, 2)
    same, different = likeness_loss(*taught, *taught, batch), likeness_loss(*other, *taught, batch)
    # What is left is how unsure the teacher is whether passages hold an answer.
    unsure = 0.3 * torch.distributions.Bernoulli(logits=taught[1]).entropy().mean()
    assert same == pytest.approx(float(unsure), abs=1e-4)
    assert different > same + 0.1


def test_learning_from_a_teacher_ends_at_what_it_says(batch):
    taught = scores(batch, 1)
    said = [each.clone().requires_grad_() for each in scores(batch, 2)]
    optimiser = torch.optim.Adam(said, 0.1)
    for _ in range(300):
        optimiser.zero_grad()
        likeness_loss(*said, *taught, batch).backward()
        optimiser.step()
    readable = batch.readable
    assert torch.allclose(said[0][..., 0][readable], taught[0][..., 0][readable], atol=0.2)
    assert torch.allclose(said[1], taught[1], atol=0.2)


def test_word_vectors_come_in_the_order_of_our_tokens(encoder, tmp_path):
    model = ReaderModel.from_embedder(packaged_folder())
    own = model.encoder.embeddings.word_embeddings.weight.detach().clone()
    assert torch.equal(word_vectors(model, packaged_folder(), encoder.vocabulary), own)

    # Another vocabulary: everything one place further back, and the ends called as MPNet calls them.
    other = json.loads(packaged_tokenizer().read_text("utf-8"))
    names = {"[CLS]": "<s>", "[SEP]": "</s>"}
    vocabulary = {token: place + 1 for token, place in other["model"]["vocab"].items()}
    other["model"]["vocab"] = vocabulary | {"<s>": vocabulary["[CLS]"], "</s>": vocabulary["[SEP]"]}
    other["model"]["vocab"] |= {token: 0 for token in names}
    other["added_tokens"] = []
    (tmp_path / "tokenizer.json").write_text(json.dumps(other), "utf-8")
    model.encoder.embeddings.word_embeddings.weight.data = torch.cat([own[:1], own])
    assert torch.equal(word_vectors(model, tmp_path, encoder.vocabulary), own)
