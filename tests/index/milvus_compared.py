"""What a reader sees of two indexes, one on Milvus."""


def assert_same(one, other):
    """Compare what `visible` gives: texts, ranges and embeddings exactly, and what is found.

    Only sixty passages are ranked for a question. Of many with equal scores the engine brings others than
    tantivy, so that the last of what is found, and the last digits of scores, may differ.
    """
    assert one[:2] == other[:2]
    for found, expected in zip(one[2], other[2], strict=True):
        assert [each[:5] for each in found[:3]] == [each[:5] for each in expected[:3]]
        scores = [[each[5] for each in hits[:3]] for hits in (found, expected)]
        assert all(abs(a - b) < 1e-3 for a, b in zip(*scores, strict=True))
        places, others = ({(each[0], each[2]) for each in hits} for hits in (found, expected))
        assert len(places & others) >= 0.8 * len(others)
