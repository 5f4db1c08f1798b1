"""How everything but embedding grows with the corpus, up to a million passages."""
