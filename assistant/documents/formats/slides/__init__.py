"""Slides (pptx) → text; `parser.parse` is the entry."""
