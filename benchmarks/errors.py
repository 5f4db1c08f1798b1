"""What is raised on purpose."""


class BenchmarkError(Exception):
    """The benchmark, or one peer of it, cannot go on; the message says why in one sentence."""
