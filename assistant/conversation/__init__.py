"""From history and question to a question that stands alone; `history` keeps conversations."""
