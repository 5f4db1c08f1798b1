"""The column of kept conversations: its markup and its store."""
