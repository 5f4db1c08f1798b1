"""The log: what failed and where; questions and texts of documents only if the setting asks for them."""

from __future__ import annotations

import logging
import traceback

log = logging.getLogger("assistant")


class PrivateLog:
    """Writes to the log without private texts: the message of an error may quote a document or a question."""

    def __init__(self, *, texts: bool = False) -> None:
        """Log without texts, or with them."""
        self.texts = texts

    def failed(self, what: str, error: BaseException) -> None:
        """Write that something failed, and the lines of code where it did."""
        if self.texts:
            log.error("%s", what, exc_info=error)
            return
        frames = traceback.extract_tb(error.__traceback__)
        places = "".join(f"\n  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        log.error("%s: %s%s", what, type(error).__name__, places)

    def refused(self, what: str, error: BaseException) -> None:
        """Write in one line that something sent was refused; it is nobody's bug here."""
        log.warning(
            "%s were refused: %s%s", what, type(error).__name__, f" ({error})"[:300] if self.texts else ""
        )

    def asked(self, question: str) -> None:
        """Write a question, if texts are wanted."""
        if self.texts:
            log.warning("Asked: %r", question)
