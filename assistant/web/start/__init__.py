"""The start page: greeting, overview and themes."""
