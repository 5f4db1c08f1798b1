"""The conversation store of the page; without a store or after an error questions are still answered."""

from __future__ import annotations

from assistant.conversation.history.store import ConversationStore
from assistant.conversation.history.types import Conversation, Exchange, SavedConversation
from assistant.settings import Settings
from assistant.web.state.optional_store import OptionalStore


class OptionalConversationStore(OptionalStore[ConversationStore]):
    """A ConversationStore that may be disabled, and that records errors instead of raising them."""

    def __init__(self, settings: Settings) -> None:
        """Take the place of the store from the settings; nothing is opened yet."""
        place = settings.conversations_place()
        super().__init__(ConversationStore(place) if place else None)

    def save(self, owner: str, conversation_id: str, before: Conversation, now: Conversation) -> str:
        """Save a conversation; return its id, which is a new one if it was changed elsewhere meanwhile."""
        return self.call(lambda store: store.save(owner, conversation_id, before, now), conversation_id)

    def list_conversations(self, owner: str, search: str) -> list[SavedConversation]:
        """Return the conversations of an owner without their exchanges, newest first."""
        return self.call(lambda store: store.list_conversations(owner, search), [])

    def load(self, owner: str, conversation_id: str) -> SavedConversation | None:
        """Return a conversation of an owner, None if the owner has none with this id."""
        return self.call(lambda store: store.load(owner, conversation_id), None)

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""
        self.call(lambda store: store.rename(owner, conversation_id, title), None)

    def remove(self, owner: str, conversation_id: str) -> SavedConversation | None:
        """Remove a conversation and return it, None if there is none; it can be restored for an hour."""
        was = self.load(owner, conversation_id)
        return was if was and self.call(lambda store: store.remove(owner, conversation_id), False) else None

    def restore(self, owner: str, conversation_id: str) -> None:
        """Restore a removed conversation."""
        self.call(lambda store: store.restore(owner, conversation_id), None)

    def save_verdict(self, owner: str, conversation_id: str, exchange: Exchange) -> bool:
        """Save the verdict on an answer; return whether it was saved."""
        return self.call(lambda store: store.save_verdict(owner, conversation_id, exchange), False)
