"""The Notes tab: its markup, and the store behind it."""
