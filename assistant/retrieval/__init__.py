"""Question → ranked passages: dense and lexical, fused."""
