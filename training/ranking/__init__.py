"""The fit of the weights in `assistant/retrieval/ranker.py` on corpora of several kinds."""
