"""The store of conversations: one transaction for each change, and an owner for each row."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.conversation.history.database import Rows, database_at
from assistant.conversation.history.schema import UNDO_SECONDS, delete_removed
from assistant.conversation.history.types import (
    UNANSWERED,
    Conversation,
    Exchange,
    JudgedAnswer,
    SavedConversation,
    Verdict,
    new_id,
)
from assistant.types import Answer

MAX_LISTED = 200
MAX_TITLE_LENGTH = 120
_UNREADABLE = "This answer can no longer be read; ask again."
_ANSWER = TypeAdapter(Answer)


class ConversationStore:
    """The conversations in a file or on a server, created when the first one is saved; thread-safe.

    Every method raises ConversationStoreError when it cannot be used.
    """

    def __init__(self, place: Path | str) -> None:
        """Take the path of a file, or the address of a server; nothing is opened yet."""
        self.database = database_at(place)

    def save(self, owner: str, conversation_id: str, before: Conversation, now: Conversation) -> str:
        """Save a conversation and return its id.

        An answer or note that is stored already is never overwritten.

        Args:
            owner: Whose conversation it is.
            conversation_id: Its id, or "" if it is new.
            before: The conversation before the change. If the stored one differs, because it was changed in
                another window or removed, it is left alone and a new conversation is saved.
            now: The conversation after the change, with at least one exchange.
        """
        with self.database.transaction() as db:
            stored = _ids(db, owner, conversation_id)
            if not stored or stored != [exchange.id for exchange in before]:
                conversation_id, stored = new_id(), []
                title = shortened(now[0].question)
                db.execute(
                    "INSERT INTO talks VALUES (?, ?, ?, ?, 0, 0, NULL)",
                    (conversation_id, owner, title, _folded(title)),
                )
            same = _shared(stored, now)
            db.execute("DELETE FROM exchanges WHERE talk = ? AND place > ?", (conversation_id, same))
            if same == 0:
                title = shortened(now[0].question)
                db.execute(
                    "UPDATE talks SET title = ?, folded = ? WHERE id = ? AND is_named = 0",
                    (title, _folded(title), conversation_id),
                )
            for place, exchange in enumerate(now[:same], start=1):
                _complete(db, conversation_id, place, exchange)
            for place, exchange in enumerate(now[same:], start=same + 1):
                db.execute(
                    "INSERT INTO exchanges VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    _row(conversation_id, place, exchange),
                )
            db.execute("UPDATE talks SET changed = ? WHERE id = ?", (time.time(), conversation_id))
        return conversation_id

    def list_conversations(
        self, owner: str, search: str = "", most: int = MAX_LISTED
    ) -> list[SavedConversation]:
        """Return conversations without their exchanges, newest first.

        Args:
            owner: The owner of the conversations.
            search: Words, or parts of words, that must all occur in title, questions or answers.
            most: The largest number of conversations to return.
        """
        if not self.database.exists:
            return []
        terms = _folded(search).split()
        holds = (
            "AND (instr(t.folded, ?) > 0 OR EXISTS "
            "(SELECT 1 FROM exchanges e WHERE e.talk = t.id AND instr(e.folded, ?) > 0)) "
        )
        with self.database.reading() as db:
            rows = db.execute(
                "SELECT t.id, t.title, t.changed FROM talks t WHERE t.owner = ? AND t.removed IS NULL "
                f"{holds * len(terms)}ORDER BY t.changed DESC, t.id LIMIT ?",
                (owner, *(term for term in terms for _ in range(2)), most),
            ).fetchall()
        return [SavedConversation(*row) for row in rows]

    def load(self, owner: str, conversation_id: str) -> SavedConversation | None:
        """Return a conversation with its exchanges, None if the owner has none with this id."""
        if not self.database.exists:
            return None
        with self.database.reading() as db:
            head = db.execute(
                "SELECT id, title, changed FROM talks WHERE id = ? AND owner = ? AND removed IS NULL",
                (conversation_id, owner),
            ).fetchone()
            rows = db.execute(
                "SELECT e.id, e.question, e.as_it_stands, e.answer, e.note, v.liked, v.reason "
                "FROM exchanges e LEFT JOIN verdicts v ON v.exchange = e.id "
                "WHERE e.talk = ? ORDER BY e.place",
                (conversation_id,),
            ).fetchall()
        if head is None:
            return None
        identity, title, changed = head
        return SavedConversation(identity, title, changed, tuple(map(_exchange, rows)))

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        title = shortened(title)
        if title and self.database.exists:
            with self.database.transaction() as db:
                db.execute(
                    "UPDATE talks SET title = ?, folded = ?, is_named = 1 WHERE id = ? AND owner = ?",
                    (title, _folded(title), conversation_id, owner),
                )

    def remove(self, owner: str, conversation_id: str) -> bool:
        """Mark a conversation as removed, delete those removed an hour ago; return if there was one."""
        if not self.database.exists:
            return False
        now = time.time()
        with self.database.transaction() as db:
            delete_removed(db, now - UNDO_SECONDS)
            change = "UPDATE talks SET removed = ? WHERE id = ? AND owner = ? AND removed IS NULL"
            return bool(db.execute(change, (now, conversation_id, owner)).rowcount > 0)

    def restore(self, owner: str, conversation_id: str) -> None:
        """Restore a removed conversation."""
        if self.database.exists:
            with self.database.transaction() as db:
                db.execute(
                    "UPDATE talks SET removed = NULL WHERE id = ? AND owner = ?", (conversation_id, owner)
                )

    def save_verdict(self, owner: str, conversation_id: str, exchange: Exchange) -> bool:
        """Save or delete the verdict of an exchange; return False if the exchange is not stored."""
        if not self.database.exists or exchange.answer is None:
            return False
        with self.database.transaction() as db:
            if exchange.id not in _ids(db, owner, conversation_id):
                return False
            db.execute("DELETE FROM verdicts WHERE exchange = ?", (exchange.id,))
            if exchange.verdict is not None:
                question = exchange.answer.searched_for or exchange.question
                verdict = (int(exchange.verdict.liked), exchange.verdict.reason, time.time())
                row = (exchange.id, conversation_id, question, _dumped(exchange.answer), *verdict)
                db.execute("INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return True

    def judged_answers(self) -> list[JudgedAnswer]:
        """Return all answers with a verdict, oldest first; those that cannot be read are left out."""
        if not self.database.exists:
            return []
        with self.database.reading() as db:
            rows = db.execute(
                "SELECT v.exchange, v.question, v.answer, v.liked, v.reason FROM verdicts v "
                "JOIN talks t ON t.id = v.talk WHERE t.removed IS NULL ORDER BY v.judged, v.exchange"
            ).fetchall()
        load = [(row, _loaded(row[2])) for row in rows]
        return [
            JudgedAnswer(exchange, question, answer, Verdict(bool(liked), reason))
            for (exchange, question, _, liked, reason), answer in load
            if answer is not None
        ]


def shortened(title: str) -> str:
    """Return a title on one line, cut to `MAX_TITLE_LENGTH` characters."""
    line = " ".join(title.split())
    return line if len(line) <= MAX_TITLE_LENGTH else line[: MAX_TITLE_LENGTH - 1].rstrip() + "…"


def _ids(db: Rows, owner: str, conversation_id: str) -> list[str]:
    """Return the ids of the exchanges of a conversation, none if the owner has no such conversation."""
    rows = db.execute(
        "SELECT e.id FROM exchanges e JOIN talks t ON t.id = e.talk "
        "WHERE t.id = ? AND t.owner = ? AND t.removed IS NULL ORDER BY e.place",
        (conversation_id, owner),
    )
    return [identity for (identity,) in rows]


def _shared(stored: Sequence[str], now: Conversation) -> int:
    """Return the number of equal exchanges at the beginning."""
    same = (one == exchange.id for one, exchange in zip(stored, now, strict=False))
    return sum(takewhile(bool, same))


def _row(conversation_id: str, place: int, exchange: Exchange) -> tuple[object, ...]:
    answer = None if exchange.answer is None else _dumped(exchange.answer)
    asked = (exchange.id, exchange.question, int(exchange.as_it_stands))
    return conversation_id, place, *asked, answer, exchange.note, _searchable(exchange)


def _complete(db: Rows, conversation_id: str, place: int, exchange: Exchange) -> None:
    """Store answer or note of a stored question, unless it has one already."""
    if exchange.is_open:
        return
    *_, answer, note, folded = _row(conversation_id, place, exchange)
    db.execute(
        "UPDATE exchanges SET answer = ?, note = ?, folded = ? "
        "WHERE talk = ? AND place = ? AND answer IS NULL AND note = ''",
        (answer, note, folded, conversation_id, place),
    )


def _exchange(row: tuple[str, str, int, str | None, str, int | None, str]) -> Exchange:
    identity, question, as_it_stands, text, note, liked, reason = row
    answer = _loaded(text) if text is not None else None
    if answer is None and not note:
        note = UNANSWERED if text is None else _UNREADABLE
    verdict = None if liked is None else Verdict(bool(liked), reason)
    return Exchange(question, answer, note, bool(as_it_stands), verdict, identity)


def _dumped(answer: Answer) -> str:
    return json.dumps(asdict(answer))


def _loaded(text: str) -> Answer | None:
    """Return the answer that a JSON text holds, None if this version cannot read it."""
    try:
        return _ANSWER.validate_json(text)
    except ValidationError:
        return None


def _searchable(exchange: Exchange) -> str:
    return _folded(f"{exchange.question}\n{exchange.answer.text if exchange.answer else exchange.note}")


def _folded(text: str) -> str:
    return text.casefold()
