"""Bring an index up to date with its corpus.

`scan.py` lists the corpus and hashes its files; `file_hashes.py` caches the hashes of files that have not
changed since, `attached_files.py` lists what is attached to them, which are documents too (`corpus_file.py`).
`plan.py` compares that with the last commit: added, changed, removed, renamed, unchanged, reindexed (the
settings, the model or a parser changed) or failed. `work.py` stores what the store does not have yet;
`workers.py` says where it is read, split and embedded (`prepare.py`): on this machine (`local_workers.py`) or
on the nodes of a cluster (`cluster/`). `build.py` runs all this and commits. `lock.py` lets one build run at
a time. `watch.py` builds whenever a file changes; `changes.py` keeps what the last build changed.
"""
