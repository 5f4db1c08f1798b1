"""The exit codes of the command line."""

DONE = 0
NOTHING = 1  # the documents hold no answer, nothing was found, or the doctor found a problem
USAGE = 2
FAILED = 3
INTERRUPTED = 130
