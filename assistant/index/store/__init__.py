"""The store: one SQLite file that is the truth of the index.

`schema.py` has the tables and opens connections; `opening.py` opens a store for reading (`store.py`),
`upgrade.py` for writing (`writable.py`), after an upgrade of an older format (`format1.py`, `format2.py`).
`rows.py` translates rows from and to plain data; every row has a digest (`digest.py`), the values about
the whole index have one together (`meta.py`). `recovery.py` copies what is sound into a new store, and
`replacement.py` puts that in the place of the old one. `error_messages.py` explains errors of SQLite.
"""
