"""The commands of the command line, a module each.

Each module has NAME, SUMMARY, `add_arguments`, and `run`, which returns the exit code. What only one command
needs is imported when it runs, so that the others start fast.
"""
