"""Texts and places that several tests share."""

from pathlib import Path

REPOSITORY = Path(__file__).parent.parent

MEMO = """The Lighthouse Report

The lighthouse on Gull Island was built in 1871 by the engineer Ada Thornbury. It was closed in 1969 \
because its foundation had been damaged by a storm. Repairs cost forty thousand pounds.

The Keepers

Three keepers lived on the island at any time. They grew potatoes and kept goats. Their supplies came \
by boat every second Tuesday.
"""

POLICY = """# Travel policy

## Trains

Employees travel by train for journeys of less than five hours. First class is paid for when the journey \
takes longer than three hours.

## Hotels

A hotel room may cost at most 140 euros a night. Higher costs need the approval of a manager.
"""
