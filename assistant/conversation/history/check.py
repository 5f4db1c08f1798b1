"""Whether the database that keeps conversations can be used, for `assistant doctor`."""

from __future__ import annotations

from assistant.conversation.history.database import database_at
from assistant.conversation.history.postgres import masked
from assistant.errors import ConversationStoreError
from assistant.settings import Settings


def check_conversations(settings: Settings) -> tuple[bool, str] | None:
    """Return whether the server of conversations can be used and a sentence; None for a file or none."""
    place = settings.conversations_place()
    if not isinstance(place, str):
        return None
    try:
        with database_at(place).reading() as rows:
            (number,) = rows.execute("SELECT count(*) FROM talks WHERE removed IS NULL").fetchone()
    except ConversationStoreError as error:
        return False, str(error).rstrip(".")
    return True, f"{number} conversations in {masked(place)}"
