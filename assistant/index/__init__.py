"""The index: built from a corpus, kept in a store, searched through snapshots, checked and repaired."""
