"""One adapter a peer, written as a user would write it; `python -m benchmarks.peers NAME` serves it.

An adapter has `index`, `add`, `open_index` and `search`: the code a user needs, whose lines are counted.
`passages` turns what the peer found into plain data for the runner and is not counted. Adapters print
nothing, measure nothing and know nothing of the runner.
"""
