"""The errors that Assistant raises on purpose; each message is one sentence that says what to do."""


class AssistantError(Exception):
    """Base of every error with a message meant for the person at the keyboard."""


class SettingsError(AssistantError):
    """A setting is unknown or its value cannot be used."""


class UsageError(AssistantError):
    """The command was called with words that do not go together."""


class ExtractionError(AssistantError):
    """A file gave no text; the message is the reason shown in the report."""


class TransientError(ExtractionError):
    """A file gave no text for a reason that may pass; the next build tries again."""


class ModelError(AssistantError):
    """A model is missing, damaged or cannot be run."""


class WritingError(AssistantError):
    """The language model could not be used, or stopped before it was done."""


class IndexMissingError(AssistantError):
    """There is no index where one was asked for."""


class IndexDamagedError(AssistantError):
    """A file of the index cannot be trusted."""


class IndexVersionError(AssistantError):
    """The index was made by another version of the program; `is_older` tells which way."""

    def __init__(self, message: str, *, is_older: bool) -> None:
        """Take the message and which version is the older one."""
        super().__init__(message)
        self.is_older = is_older


class IndexLockedError(AssistantError):
    """Another process is changing the index."""


class DocumentNotFoundError(AssistantError):
    """The named document is not in the index."""


class ConversationStoreError(AssistantError):
    """The file or server of conversations cannot be used."""


class NotebookFullError(AssistantError):
    """A notebook holds as many notes as it can."""


class PageError(AssistantError):
    """A page of the web was not fetched or not added; the message says why."""
