"""E-mail: messages with their attachments, and what in them is quoted from older ones."""
