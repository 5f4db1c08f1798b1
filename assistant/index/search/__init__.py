"""The caches of one commit: the dense index (FAISS) and the lexical index (tantivy)."""
