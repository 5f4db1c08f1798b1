"""Many people at once: processes of the page behind nginx, with conversations in one PostgreSQL."""
