"""Pages of PDF files as images, rendered in a child process, and where their text stands on them."""
