"""No test of documents depends on how fast the machine is."""

from hypothesis import settings

settings.register_profile("documents", deadline=None)
settings.load_profile("documents")
