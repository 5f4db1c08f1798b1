"""Bringing an index up to date with its corpus: scan, plan, read and embed, commit."""
