"""Word files (docx) → text; `parser.parse` is the entry."""
