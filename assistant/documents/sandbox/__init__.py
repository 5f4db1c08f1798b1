"""Child processes with limits on time and memory, and the pool that reads files in them.

`pool.py` runs in the parent and holds a `child.py` for each worker; `serving.py` is the loop inside the
child, `worker.py` the child that reads files. `messages.py` frames JSON messages between them,
`outcomes.py` encodes what came of a file and checks it on arrival.
"""
