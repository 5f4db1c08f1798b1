"""The weights of the features of sentences, from which their scores are computed."""

from __future__ import annotations

# The weights of `FEATURES` and of `READER_FEATURES`, fitted on SQuAD training articles (training/). With a
# reader a score is, but for a constant, the logarithm of the probability that the sentence is the right one.
WEIGHTS = {
    "cosine": 5.2,
    "bm25": 1.9,
    "passage_cosine": 10.6,
    "passage_bm25": 1.9,
    "coverage": 2.6,
    "best_coverage": 2.5,
    "antecedent_coverage": 1.1,
    "has_rare_type": 1.0,
    "lacks_type": -1.3,
}
READER_WEIGHTS = {
    "cosine": 1.5,
    "bm25": 0.5,
    "passage_cosine": 1.7,
    "passage_bm25": 1.6,
    "coverage": 0.65,
    "best_coverage": 1.5,
    "antecedent_coverage": 1.0,
    "has_rare_type": -0.3,
    "lacks_type": -0.5,
    "evidence": 0.19,
    "answer": 0.51,
    "passage_answer": 0.42,
}
