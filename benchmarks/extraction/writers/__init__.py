"""One module a format: `KINDS` that it can hold, in reading order, and `write(parts, path)`."""
