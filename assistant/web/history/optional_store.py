"""What the page keeps of conversations, if anything; trouble with the file is said, and answering goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from assistant.conversation.history.store import TalkStore
from assistant.conversation.history.types import Conversation, Exchange, Talk
from assistant.errors import TalksError
from assistant.settings import Settings

T = TypeVar("T")


class Keeper:
    """The store of conversations, or none where they are not to be kept."""

    def __init__(self, settings: Settings) -> None:
        """Find out from the settings where conversations are kept; nothing is opened yet."""
        path = settings.conversations_file()
        self.store = TalkStore(path) if path else None
        self.trouble = ""

    def keep(self, owner: str, talk: str, before: Conversation, now: Conversation) -> str:
        """Keep what a conversation has become; return its id, which is another one where it had to be."""
        return self._try(lambda store: store.keep(owner, talk, before, now), talk)

    def titles(self, owner: str, search: str) -> list[Talk]:
        """Return the conversations of an owner, newest first, without what was said."""
        return self._try(lambda store: store.titles(owner, search), [])

    def read(self, owner: str, talk: str) -> Talk | None:
        """Return a conversation of an owner, None if there is none with this id."""
        return self._try(lambda store: store.read(owner, talk), None)

    def rename(self, owner: str, talk: str, title: str) -> None:
        """Give a conversation another title."""
        self._try(lambda store: store.rename(owner, talk, title), None)

    def remove(self, owner: str, talk: str) -> Talk | None:
        """Remove a conversation and return what it was; it can be brought back for a while."""
        was = self.read(owner, talk)
        return was if was and self._try(lambda store: store.remove(owner, talk), False) else None

    def restore(self, owner: str, talk: str) -> None:
        """Bring a removed conversation back."""
        self._try(lambda store: store.restore(owner, talk), None)

    def judge(self, owner: str, talk: str, exchange: Exchange) -> bool:
        """Keep the verdict on an answer; say whether that went well."""
        return self._try(lambda store: store.judge(owner, talk, exchange), False)

    def _try(self, call: Callable[[TalkStore], T], otherwise: T) -> T:
        if self.store is None:
            return otherwise
        try:
            result = call(self.store)
        except TalksError as error:
            self.trouble = str(error)
            return otherwise
        self.trouble = ""
        return result
