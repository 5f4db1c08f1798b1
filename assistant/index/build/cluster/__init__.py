"""Files prepared as tasks on the nodes of a Ray cluster (extra `ray`, docs/scale-out.md).

`workers.py` runs where the build runs: it keeps a bounded number of tasks on their way and takes what comes
back in any order. `connection.py` connects to the cluster; beside these two nothing imports Ray. `task.py` is
what a node does: the file is read in a child process as on one machine, split and embedded. `job.py` is what
nodes must know and have for it, `wire.py` how results travel: as JSON and numbers, checked on arrival.
"""
