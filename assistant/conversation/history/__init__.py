"""Kept conversations: their data, the SQLite store, and export as Markdown and PDF."""
