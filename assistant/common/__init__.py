"""Utilities without a dependency on other rooms: files, an LRU cache, background threads, cores, the log."""
