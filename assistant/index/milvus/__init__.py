"""The index on Milvus: the same documents, passages and searches, kept by a server for many machines.

`engine.py` talks to the server, `schema.py` names what lies there, `rows.py` turns what is stored into rows
and back, each with its digest. Milvus has no transaction over collections, so every row says from which
commit on it holds and up to which (`born`, `died`), and a commit is one small row that is written last
(`commits.py`).

`store.py` reads the rows of one commit, `search.py` searches them, `bm25.py` scores them. `target.py` is a
build, `build.py` adds contents for the next commit, `changes.py` writes what changes in it, `sweep.py`
removes what dead builds left and what nobody reads any more, and `lease.py` lets one build run at a time.

Without the extra `milvus` nothing here is loaded.
"""
