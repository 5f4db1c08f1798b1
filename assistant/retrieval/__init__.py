"""Question → ranked passages: dense and lexical search, fused.

`search.py` takes the best passages by cosine and by BM25, scales both to 0..1 and combines them half and
half. A passage that only one of the two found is scored by the other as well. A compound in a file name
(BESTBUY_2019) counts in all passages of that document as if they repeated it (`file_names.py`). `terms.py`
matches the question's terms with single sentences.
"""
