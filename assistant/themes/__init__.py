"""What a corpus is about: clusters of passages, their key phrases, example questions."""
