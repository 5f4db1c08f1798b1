"""Metrics: formulas from rankings, texts and confidences to numbers, and how certain these are.

A new metric takes three steps: its formula here, its value in the records of a task (`tasks/`), and its name
in the table that shows it (`TABLES` in `report/summary.py`).
"""
