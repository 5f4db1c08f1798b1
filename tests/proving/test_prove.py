"""Statements proven by sentences, with the prover that ships."""

import numpy as np
import pytest

from assistant.models.prover import Prover
from assistant.proving.prove import prove
from assistant.types import Proof, ReadSentence

TITLE = "The Lighthouse Report"
TEXTS = (
    "The lighthouse on Gull Island was built in 1871 by the engineer Ada Thornbury.",
    "She also designed the harbour of Wick.",
    "It was closed in 1969 because its foundation had been damaged by a storm.",
    "Repairs cost forty thousand pounds.",
    "Three keepers lived on the island at any time.",
    "They grew potatoes and kept goats.",
    "Their supplies came by boat every second Tuesday.",
    "Visitors must not climb the tower.",
)
SENTENCES = [ReadSentence(text, TITLE) for text in TEXTS]


@pytest.fixture(scope="module")
def prover():
    return Prover(1)


def proof_of(statement, prover, sentences=SENTENCES) -> Proof:
    return prove(statement, sentences, prover)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("Ada Thornbury built the lighthouse on Gull Island in 1871.", 0),
        ("The lighthouse closed in 1969 after a storm damaged its foundation.", 2),
        ("Repairs cost £40,000.", 3),
        ("3 keepers lived on the island.", 4),
        ("The keepers kept goats and grew potatoes.", 5),
        ("Visitors may not climb the tower.", 7),
    ],
)
def test_what_a_sentence_says_is_supported_by_it(prover, statement, sentence):
    proof = proof_of(statement, prover)
    assert (proof.label, proof.missing) == ("supported", ())
    assert sentence in proof.sentences
    assert proof.likelihood > 0.5


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("The lighthouse on Gull Island was built in 1872 by Ada Thornbury.", "1872"),
        ("Repairs cost fifty thousand pounds.", "fifty thousand"),
        ("The lighthouse on Gull Island was built by Grace Hopper.", "Grace"),
        ("Four keepers lived on the island.", "Four"),
    ],
)
def test_a_number_or_name_that_stands_nowhere_is_never_supported(prover, statement, missing):
    proof = proof_of(statement, prover)
    assert proof.label != "supported"
    assert proof.likelihood < 0.1
    assert missing in proof.missing


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("The lighthouse was never closed.", 2),
        ("Visitors may climb the tower.", 7),
        ("They never grew potatoes.", 5),
    ],
)
def test_what_a_sentence_denies_is_contradicted_by_it(prover, statement, sentence):
    proof = proof_of(statement, prover)
    assert (proof.label, proof.sentences) == ("contradicted", (sentence,))
    assert proof.contradiction > proof.likelihood


def test_what_two_sentences_say_together_is_supported_by_both(prover):
    sentences = [
        ReadSentence("Ada Thornbury built the lighthouse on Gull Island."),
        ReadSentence("They grew potatoes and kept goats."),
        ReadSentence("The lighthouse on Gull Island was closed in 1969."),
    ]
    proof = prove("The lighthouse that Ada Thornbury built was closed in 1969.", sentences, prover)
    assert (proof.label, proof.sentences) == ("supported", (0, 2))


def test_what_nothing_is_said_about_is_not_enough(prover):
    proof = proof_of("The moon is made of green cheese.", prover)
    assert (proof.label, proof.sentences) == ("not enough", ())
    closest = proof_of("The keepers read many books.", prover)
    assert closest.label == "not enough"
    assert closest.closest is not None


def test_a_title_tells_what_its_sentences_are_about(prover):
    sentence = ReadSentence("It was founded in 1911.", "Museum of ropes")
    assert prove("The Museum of Ropes was founded in 1911.", [sentence], prover).label == "supported"
    other = ReadSentence("It was founded in 1911.", "Theatre")
    assert prove("The Museum of Ropes was founded in 1911.", [other], prover).label != "supported"


def test_without_statement_or_sentences_there_is_no_proof(prover):
    nothing = Proof("not enough", 0.0, 0.0)
    assert prove("  ", SENTENCES, prover) == nothing
    assert prove("Repairs cost forty thousand pounds.", [], prover) == nothing
    assert prove("Zebras!", [ReadSentence("Quartz.")], prover) == nothing


def test_embeddings_find_what_shares_no_word(prover):
    sentences = [ReadSentence(text) for text in ("Quartz.", "Physicians earn plenty.", "Basalt.")]
    statement = "Doctors have high incomes."
    assert prove(statement, sentences, prover).closest is None
    found = prove(statement, sentences, prover, np.array([0.0, 0.7, 0.1]))
    assert 1 in (*found.sentences, found.closest)
    with pytest.raises(ValueError, match="3 sentences, but 1 cosines"):
        prove(statement, sentences, prover, [0.5])
