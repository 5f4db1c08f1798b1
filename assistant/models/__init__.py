"""The neural models: where they come from, how they are exported, how they run."""
