"""The chat: a question streamed to its answer, and what can be done with an answer."""
