"""One parser a family of formats: each takes a path and returns an `Extraction`."""
