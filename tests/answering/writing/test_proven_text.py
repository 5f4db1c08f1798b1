"""What is shown as proven or contradicted must be surer than what `prove` calls so."""

from __future__ import annotations

import pytest
from material import MEMO, index_of

from assistant.answering.writing.material import evidence_material
from assistant.answering.writing.proven_text import ProvenText
from assistant.models.prover import Judgement
from assistant.proving.prove import prove
from assistant.retrieval.search import make_query, rank_passages

SENTENCE = "The lighthouse on Gull Island was built by Ada Thornbury in 1871."


class SureAs:
    """Judges every statement alike."""

    def __init__(self, supported: float, contradicted: float) -> None:
        self.judgement = Judgement(supported, contradicted)

    def judge(self, pairs):
        return [self.judgement for _ in pairs]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    with index_of(tmp_path_factory.mktemp("proven"), {"lighthouse.txt": MEMO}) as opened:
        yield opened


@pytest.mark.parametrize(
    ("supported", "contradicted", "proven", "shown"),
    [
        (0.5, 0.1, "supported", "not enough"),
        (0.7, 0.1, "supported", "supported"),
        (0.1, 0.4, "contradicted", "not enough"),
        (0.1, 0.7, "contradicted", "contradicted"),
    ],
)
def test_what_is_hardly_sure_is_not_shown_as_sure(index, supported, contradicted, proven, shown):
    judge = SureAs(supported, contradicted)
    with index.newest() as (snapshot, embedder, scorer):
        query = make_query("Who built the lighthouse?", embedder)
        evidence = scorer.score(query, rank_passages(snapshot, query, 3), snapshot.caches.lexical)
        assert prove(SENTENCE, [each.text for each in evidence], judge).label == proven
        text = ProvenText(snapshot, judge, scorer.embed)
        statement = text.add(SENTENCE, evidence_material(evidence, 500))
    assert statement.proof.label == shown
    assert bool(statement.citations) == (shown == "supported")
    assert (statement.proof.closest is None) == (shown == "supported")


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Ada Thornbury built the lighthouse.", "supported"),
        # Words of its own, however sure the model is.
        ("Ada Thornbury quarrelled with architects about costly granite foundations.", "not enough"),
        ("Who built the lighthouse on Gull Island?", "not enough"),
        ("The lighthouse on the island of " * 4 + "Gull Island.", "not enough"),
        ("The document is about the lighthouse on Gull Island.", "not enough"),
    ],
)
def test_what_states_nothing_that_sentences_say_is_not_shown_as_proven(index, sentence, shown):
    with index.newest() as (snapshot, embedder, scorer):
        query = make_query("Who built the lighthouse?", embedder)
        evidence = scorer.score(query, rank_passages(snapshot, query, 3), snapshot.caches.lexical)
        text = ProvenText(snapshot, SureAs(0.9, 0.0), scorer.embed)
        statement = text.add(sentence, evidence_material(evidence, 500))
    assert statement.proof.label == shown


def test_a_sentence_of_a_document_is_proven_by_itself(index):
    with index.newest() as (snapshot, embedder, scorer):
        query = make_query("Who built the lighthouse?", embedder)
        evidence = scorer.score(query, rank_passages(snapshot, query, 3), snapshot.caches.lexical)
        text = ProvenText(snapshot, SureAs(0.1, 0.8), scorer.embed)
        quoted = text.add(evidence[0].text, evidence_material(evidence, 500))
    assert quoted.is_proven
