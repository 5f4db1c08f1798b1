"""A store of the page that may be disabled; after an error questions are still answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from assistant.errors import ConversationStoreError

S = TypeVar("S")
T = TypeVar("T")


class OptionalStore(Generic[S]):
    """A store that may be disabled, and whose errors are recorded instead of raised.

    Attributes:
        store: The store; None where the settings say that nothing is kept.
        error: The message of the last error, "" after a call that worked.
    """

    def __init__(self, store: S | None) -> None:
        """Take the store; nothing is opened yet."""
        self.store = store
        self.error = ""

    @property
    def is_enabled(self) -> bool:
        """Whether anything is to be kept at all."""
        return self.store is not None

    def call(self, call: Callable[[S], T], default: T) -> T:
        """Return what a call of the store returns, `default` without a store or after an error."""
        if self.store is None:
            return default
        try:
            result = call(self.store)
        except ConversationStoreError as error:
            self.error = str(error)
            return default
        self.error = ""
        return result
