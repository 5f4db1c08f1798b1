"""The conversation store of the page; without a store or after an error questions are still answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from assistant.conversation.history.store import ConversationStore
from assistant.conversation.history.types import Conversation, Exchange, SavedConversation
from assistant.errors import ConversationStoreError
from assistant.settings import Settings

T = TypeVar("T")


class OptionalConversationStore:
    """A ConversationStore that may be disabled, and that records errors instead of raising them.

    Attributes:
        store: The store; None where the settings say that conversations are not kept.
        error: The message of the last error, "" after a call that worked.
    """

    def __init__(self, settings: Settings) -> None:
        """Take the path of the store from the settings; nothing is opened yet."""
        path = settings.conversations_file()
        self.store = ConversationStore(path) if path else None
        self.error = ""

    @property
    def is_enabled(self) -> bool:
        """Whether conversations are to be kept at all."""
        return self.store is not None

    def save(self, owner: str, conversation_id: str, before: Conversation, now: Conversation) -> str:
        """Save a conversation; return its id, which is a new one if it was changed elsewhere meanwhile."""
        return self._call(lambda store: store.save(owner, conversation_id, before, now), conversation_id)

    def list_conversations(self, owner: str, search: str) -> list[SavedConversation]:
        """Return the conversations of an owner without their exchanges, newest first."""
        return self._call(lambda store: store.list_conversations(owner, search), [])

    def load(self, owner: str, conversation_id: str) -> SavedConversation | None:
        """Return a conversation of an owner, None if the owner has none with this id."""
        return self._call(lambda store: store.load(owner, conversation_id), None)

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""
        self._call(lambda store: store.rename(owner, conversation_id, title), None)

    def remove(self, owner: str, conversation_id: str) -> SavedConversation | None:
        """Remove a conversation and return it, None if there is none; it can be restored for an hour."""
        was = self.load(owner, conversation_id)
        return was if was and self._call(lambda store: store.remove(owner, conversation_id), False) else None

    def restore(self, owner: str, conversation_id: str) -> None:
        """Restore a removed conversation."""
        self._call(lambda store: store.restore(owner, conversation_id), None)

    def save_verdict(self, owner: str, conversation_id: str, exchange: Exchange) -> bool:
        """Save the verdict on an answer; return whether it was saved."""
        return self._call(lambda store: store.save_verdict(owner, conversation_id, exchange), False)

    def _call(self, call: Callable[[ConversationStore], T], default: T) -> T:
        if self.store is None:
            return default
        try:
            result = call(self.store)
        except ConversationStoreError as error:
            self.error = str(error)
            return default
        self.error = ""
        return result
