"""The fit of the ranker's weights, and which documents it sees."""

import numpy as np

from assistant.retrieval.ranker import WEIGHTS
from training.ranking.corpora import PARTS, Asked, Corpus, drawn
from training.ranking.examples import Example, examples
from training.ranking.fit import fit, found_at

TEXTS = {
    "train-000.txt": "A ferry crosses the strait twice a day.\n\nGoats live at the lighthouse.\n",
    "tune-000.txt": "The harbour bridge was closed in spring.\n\nA hotel room costs 140 euros.\n",
}


def made_up(count, seed=1):
    """Questions whose right candidate has the highest value of one feature; another feature is noise."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        told, noise = generator.random(8), generator.random(8)
        found.append(Example({"told": told, "noise": noise}, told == told.max()))
    return found


def test_a_feature_that_tells_the_right_candidate_gets_the_weight():
    told, noise = fit({"one": made_up(40), "other": made_up(40, seed=2)}, ["told", "noise"])
    assert told > 5 * abs(noise)
    held_out = made_up(30, seed=3)
    scores = [told * each.features["told"] + noise * each.features["noise"] for each in held_out]
    assert found_at(scores, held_out)[0] > 0.9


def test_questions_become_candidates_with_the_ranker_s_features(tmp_path):
    paragraph = "A ferry crosses the strait twice a day."
    asked = Asked("What crosses the strait?", "train", "train-000.txt", paragraph, ((0, 7),))
    lost = Asked("Who left?", "train", "train-000.txt", "A paragraph that the document has not.", ((0, 1),))
    (example,) = examples("articles", Corpus(dict(TEXTS), [asked, lost]), tmp_path, "train", 5)
    assert example.right.tolist()[0]
    assert example.right.sum() == 1
    assert example.features.keys() == WEIGHTS.keys()


def test_only_questions_of_the_part_are_drawn():
    asked = [Asked(f"Question {n}?", PARTS[n % 2], "a.txt") for n in range(20)]
    assert {each.part for each in drawn(asked, "tune", 20)} == {"tune"}
    assert "measure" not in PARTS
