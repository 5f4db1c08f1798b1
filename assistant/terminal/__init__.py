"""What the command line shows: results as text, a progress bar."""
