"""The server: what is let in, headers, sessions, log, endpoints for programs."""
