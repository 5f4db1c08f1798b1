"""Passages → `Answer`: sentences scored, confidence estimated, statements chosen and verified."""
