"""Question → ranked passages: dense and lexical, fused.

`search.py` takes the nearest passages by cosine and by BM25, scales both to 0..1 and mixes them half and
half. What only one of the two found is scored by the other as well. Words that a file name writes as one
(BESTBUY_2019) count in all passages of that document as much as in one that says them again and again
(`file_names.py`).
"""
