"""How builds grow with the nodes of a Ray cluster, and what a node that is killed costs."""
