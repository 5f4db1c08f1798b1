"""The caches of one commit: the dense index (FAISS) and the lexical index (tantivy).

A commit writes what is new and shares the rest with the last one.

The dense index is a list of segments (`segment.py`): files of vectors that never change, named by their
digest. `dense.py` searches the segments of a commit as one, leaves out what the commit no longer has,
and decides which segments are worth writing anew together: all small ones, those of which a quarter is
gone, and those no more than four times as large as what is added, so that few remain. Up to 200,000
passages a segment compares them all; a larger one has lists around √n centres (`clusters.py`), of which
the nearest 160 are searched. Files of more than 64 MB are mapped, not read.

The lexical index (`lexical.py`, its terms: `analyzer.py`) is a folder for each commit (`lexical_files.py`)
whose files are hard links to those of the last commit where they stay the same. Up to 5,000 passages both
are written whole, so that a small index is the same file however it came about. In a larger one, deleted
passages still count in document frequencies, until they are 2% of all. docs/scale.md has the measurements.
"""
