"""Child processes with limits on time and memory, and the pool that reads files in them.

`pool.py` runs in the parent and has a `reader.py` for each worker, which holds a `child_handle.py`;
`child_service.py` is the loop inside the child, `worker.py` the child that reads files. `messages.py` frames
JSON messages between them, `requests.py` is what a child is asked for, `outcomes.py` encodes what came of it
and checks it on arrival.
"""
