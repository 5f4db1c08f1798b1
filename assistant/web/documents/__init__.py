"""The Documents tab: the corpus, uploads, the trash, building."""
