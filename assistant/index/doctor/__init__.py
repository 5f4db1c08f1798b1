"""Check an index, and repair it.

`findings.py` holds what is the same for every store, `milvus.py` checks and repairs an index on Milvus.
For one in a folder `check.py` reads back everything that is stored.
`repair.py` keeps what is sound: it opens a damaged file
(`damaged_file.py`), copies its sound rows into a new store, reads lost documents again from the corpus
(`restore.py`), and builds the caches again.
"""
