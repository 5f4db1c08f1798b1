"""Question → ranked passages: dense and lexical search, fused, then ordered by a ranker.

`search.py` takes the best passages by cosine and by BM25, scales both to 0..1 and combines them half and
half; a passage that only one of the two found is scored by the other as well. The ranker orders the best
sixty. `ranking_features.py` measures them: how much of the question stands in one sentence, in two that
follow each other, close together and side by side, found in the text by `matches.py`; what title, headings
and file names say counts for every sentence below. `abbreviations.py` finds a long form where a passage
abbreviates it, and the other way round, as the passage's document defines it; `dates.py` finds the question's
dates in any way of writing, in the text, above it and in file names. `ranker.py` holds the weights.

A compound in a file name (BESTBUY_2019) counts in all passages of that document as if they repeated it
(`file_names.py`). `terms.py` matches the question's terms with single sentences.
"""
