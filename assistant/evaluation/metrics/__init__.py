"""Metrics: formulas from rankings, texts and confidences to numbers, and how certain these are."""
