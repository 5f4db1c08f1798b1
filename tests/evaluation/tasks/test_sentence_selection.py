"""The choice of sentences, measured through a real index."""

import pytest

from assistant import build_index, open_index
from assistant.evaluation.sets.sentence_selection import load_selections, write_corpus
from assistant.evaluation.tasks.sentence_selection import sentence_selection_records

LIGHTHOUSE = [
    "Gull Island",
    "",
    "The <lighthouse> was built in 1871 by the engineer Ada Thornbury & sons.",
    "Three keepers lived on the island. They kept goats.",
    "Supplies came by boat\nevery second Tuesday.",
]
LINES = (
    {"question": "Who built the lighthouse?", "sentences": LIGHTHOUSE, "gold": [2], "source": "one"},
    {"question": "When did supplies come by boat?", "sentences": LIGHTHOUSE, "gold": [4], "source": "one"},
    {
        "question": "What animals did the keepers keep?",
        "sentences": LIGHTHOUSE,
        "gold": [3, 2],
        "source": "two",
    },
    {"question": "Who painted it?", "sentences": LIGHTHOUSE, "gold": []},
)


@pytest.fixture
def measured(tmp_path, lines_in):
    def measure(*lines):
        items, left_out = load_selections(lines_in(*lines))
        write_corpus(items, tmp_path / "sentences")
        build_index(tmp_path / "sentences", tmp_path / "index")
        with open_index(tmp_path / "index") as index:
            return items, left_out, *sentence_selection_records(index, items, lambda: None)

    return measure


def test_the_right_sentences_rank_first(measured):
    items, left_out, found, notes = measured(*LINES)
    assert left_out == 1
    assert [item.group for item in items] == ["one", "one", "two"]
    assert [record.group for record in found] == ["one", "one", "two"]
    assert found[0].values == found[1].values == {"MAP": 1, "MRR": 1, "P@1": 1}
    assert found[2].values["P@1"] == 1
    assert found[2].values["MAP"] >= (1 + 2 / 4) / 2
    # "Gull Island" is no heading here: every sentence that says something gets a score.
    assert notes == ["empty sentences, passed over: 3"]


def test_a_wrong_gold_scores_low(measured):
    _, _, found, _ = measured({"question": "Who built the lighthouse?", "sentences": LIGHTHOUSE, "gold": [4]})
    assert found[0].values["P@1"] == 0
    assert 0 < found[0].values["MAP"] < 1


def test_only_the_sentences_of_a_question_are_ranked_for_it(measured):
    decoys = ["The lighthouse was built by Bo Miller.", "Rain fell."]
    lines = [LINES[0], {"question": "What fell?", "sentences": decoys, "gold": [1]}]
    _, _, found, _ = measured(*lines)
    assert [record.values["P@1"] for record in found] == [1, 1]
