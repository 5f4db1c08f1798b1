"""Checking an index, and repairing it from what holds."""
