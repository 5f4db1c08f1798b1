"""Question sets: their JSONL files, what kind each is, and the check of their gold against the documents."""
