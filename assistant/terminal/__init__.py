"""What the command line shows: results as text, output, a progress bar."""
