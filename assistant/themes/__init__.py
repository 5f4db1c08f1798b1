"""Topics of a corpus: clusters of passages, their key phrases, example questions."""
