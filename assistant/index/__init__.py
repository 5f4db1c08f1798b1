"""The index: built from a corpus, kept in a store, searched through snapshots, checked and repaired.

`store/` holds the truth, one SQLite file. `build/` adds the contents of files with their passages and
embeddings (float16) in small transactions while a build runs; nobody sees them until the one transaction
of the commit lets `documents` point at them. So a build that is killed shows no half state, and the next
one goes on with the files that were done.

`search/` holds two caches of one commit, the dense index (FAISS) and the lexical index (tantivy). They
are complete and on disk before the transaction that needs them, with checksums over every byte. One that
is missing, damaged or of another commit is made again from the store without embedding anything.

`snapshot.py` is what a question sees: one SQLite read transaction and the caches of the commit that it
shows, held from the first to the last step. `document_filter.py` keeps a question to some documents.
`doctor/` checks and repairs.
"""
