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
