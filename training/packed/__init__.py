"""Training on another machine, without network and for a few minutes; see README.md, "On a GPU"."""
