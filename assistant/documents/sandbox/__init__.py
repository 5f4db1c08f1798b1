"""Child processes with limits of time and memory, in which files are read."""
