"""The pairs that the prover is trained on: what is kept back, and what is made of questions."""

import gzip
import json
import random

import pytest

from training.prover.batches import drawn
from training.prover.entailment import entailment_pairs
from training.prover.made import made_pairs, shortened
from training.prover.pairs import Pair
from training.prover.statements import statement_of
from training.reader.items import Item, Text, sentences_of

PARAGRAPH = (
    "The lighthouse on Gull Island was built in 1871 by Ada Thornbury. It had been planned (after two "
    "wrecks) by the county council. In the first winter, three keepers lived at the lighthouse. "
    "They grew potatoes."
)


@pytest.fixture
def pairs(tmp_path):
    """Writes rows as the set is written, and reads them."""

    def make(*rows):
        path = tmp_path / "entailment.jsonl.gz"
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps({"licence": "", "label": "supported"} | row) + "\n" for row in rows)
        return list(entailment_pairs(path))

    return make


def test_a_document_is_of_one_part_and_its_statements_are_trained_on_nowhere(pairs):
    rows = [
        {
            "source": "cad-nli/train",
            "evidence": f"Boat {n} is red.",
            "claim": f"There is a red boat {n} here.",
        }
        for n in range(300)
    ]
    # The same statement, beside other evidence: it is edited pairs that are made so.
    rows += [row | {"evidence": f"{row['evidence']} It floats."} for row in rows]
    found = pairs(*rows)
    parts = {pair.evidence: pair.part for pair in found}
    assert {"train", "tune", "measure"} == set(parts.values())
    assert 0.05 < sum(part == "measure" for part in parts.values()) / len(parts) < 0.2
    trained = {pair.statement for pair in found if pair.part == "train"}
    assert trained
    assert trained.isdisjoint(pair.statement for pair in found if pair.part != "train")


def test_titles_hold_documents_together_and_small_sets_keep_more_back(pairs):
    rows = [
        {
            "source": "fool-me-twice/dev",
            "title": f"Page {n // 3}",
            "evidence": f"It is {n}.",
            "claim": f"Is {n}",
        }
        for n in range(900)
    ]
    found = pairs(*rows)
    assert all(len({pair.part for pair in found[n : n + 3]}) == 1 for n in range(0, 900, 3))
    assert 0.2 < sum(pair.part == "measure" for pair in found) / len(found) < 0.4


def test_what_must_not_ship_is_left_out(pairs):
    rows = [
        {"source": source, "title": "A", "evidence": "A: height: 7.", "claim": "A is 7 high."}
        for source in ("infotabs/train", "tabfact/val (lemmatised)", "mnli/dev-matched")
    ]
    assert [pair.source for pair in pairs(*rows)] == ["mnli/dev-matched"]


def test_long_evidence_is_cut_to_what_is_nearest(pairs):
    lines = "\n".join(f"ship: number {n}; port: harbour {n};" for n in range(200, 230))
    (pair,) = pairs(
        {
            "source": "tabfact/pairs",
            "title": "ships",
            "evidence": f"ships of the line\n{lines}",
            "claim": "ship 217 lies in harbour 217",
            "label": "refuted",
        }
    )
    assert pair.evidence.startswith("ships of the line: ")
    assert "harbour 217" in pair.evidence
    assert pair.evidence.count("ship:") == 3
    assert len(pair.read) == 30
    # What was left out might be what contradicts.
    assert pair.label == ("not supported" if pair.part == "train" else "contradicted")


@pytest.mark.parametrize(
    ("question", "answer", "statement"),
    [
        ("Who built the tower?", "Ada Thornbury", "Ada Thornbury built the tower."),
        ("What is the capital of Peru?", "Lima", "The capital of Peru is Lima."),
        ("What company developed Prontosil?", "IG Farben", "IG Farben developed Prontosil."),
        ("When was the tower built?", "1871", "The tower was built in 1871."),
        ("Who has kept the lamp since 1900?", "The council", "The council has kept the lamp since 1900."),
        ("What did he build?", "a tower", None),
        ("How old is it?", "90", None),
        ("What year was the war?", "1876", None),
    ],
)
def test_questions_become_statements(question, answer, statement):
    assert statement_of(question, answer) == statement


def test_made_pairs_say_what_they_are_labelled():
    start = PARAGRAPH.index("Ada")
    item = Item(
        "squad",
        "Who built the lighthouse?",
        Text(PARAGRAPH, sentences_of(PARAGRAPH)),
        ((start, start + len("Ada Thornbury")),),
        (0,),
    )
    made = list(made_pairs([item] * 40, seed=3))
    assert list(made_pairs([item] * 40, seed=3)) == made
    assert {pair.label for pair in made} == {"supported", "not supported", "not enough"}
    for pair in made:
        if pair.label == "supported":
            assert "built in 1871 by Ada Thornbury" in pair.evidence
        if pair.label == "not enough":
            assert "Ada" not in pair.evidence
    wrong = {pair.statement for pair in made if pair.label == "not supported"}
    assert wrong.isdisjoint(pair.statement for pair in made if pair.label == "supported")


def test_sentences_are_shortened_by_what_is_said_by_the_way():
    chooser = random.Random(1)
    short = {
        shortened("In the first winter, three (or four) keepers lived there, and grew.", chooser)
        for _ in range(40)
    }
    assert "Three (or four) keepers lived there, and grew." in short
    assert "In the first winter, three keepers lived there, and grew." in short
    assert shortened("Keepers lived on the island.", chooser) == "Keepers lived on the island."


def test_small_sets_are_drawn_more_often():
    pairs = [
        Pair(source, "a", (str(n),), "supported") for source in ("wice/dev", "snli/dev") for n in range(100)
    ]
    order = drawn(pairs, 1)
    first = [next(order).source for _ in range(200)]
    assert first.count("wice/dev") > 3 * first.count("snli/dev")
