"""Text → blocks → sentences → passages."""
