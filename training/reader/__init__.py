"""How the shipped reader is trained: sources, examples, model, training, export."""
