"""Check an index, and repair it.

`check.py` reads back everything that is stored. `repair.py` keeps what is sound: it opens a damaged file
(`damaged_file.py`), copies its sound rows into a new store, reads lost documents again from the corpus
(`restore.py`), and builds the caches again.
"""
