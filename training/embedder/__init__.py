"""The embedder that ships: all-MiniLM-L6-v2 as the product exports it, without its word vectors."""
