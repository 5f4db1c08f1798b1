"""History and question → a question that stands alone."""
