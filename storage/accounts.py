"""Which chat is whose, and small facts about a channel, in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .encryption import Place
from .errors import UnknownReference
from .records import Answered, Shown, TelegramAccount
from .statements import Row
from .storable import refuse_unstorable
from .tables import (
    CONVERSATION,
    DATA_KEY,
    MARK,
    TELEGRAM_ACCOUNT,
    TELEGRAM_ATTEMPT,
    TELEGRAM_MESSAGE,
)
from .transaction import Transaction

_ACCOUNTS = select(TELEGRAM_ACCOUNT, DATA_KEY.c.wrapped).select_from(
    TELEGRAM_ACCOUNT.outerjoin(DATA_KEY, TELEGRAM_ACCOUNT.c.person_id == DATA_KEY.c.person_id)
)
_BY_CHAT = _ACCOUNTS.where(TELEGRAM_ACCOUNT.c.chat_key == bindparam("wanted"))
_OF = _ACCOUNTS.where(TELEGRAM_ACCOUNT.c.person_id == bindparam("wanted"))
_ACTIVE = _ACCOUNTS.where(TELEGRAM_ACCOUNT.c.state == "active").order_by(
    TELEGRAM_ACCOUNT.c.linked_at, TELEGRAM_ACCOUNT.c.person_id
)
_COUNTS = select(TELEGRAM_ACCOUNT.c.state, func.count()).group_by(TELEGRAM_ACCOUNT.c.state)
_LINK = insert(TELEGRAM_ACCOUNT)
_SAVE = (
    update(TELEGRAM_ACCOUNT)
    .where(TELEGRAM_ACCOUNT.c.person_id == bindparam("wanted"))
    .values(
        state=bindparam("new_state"),
        shown_message=bindparam("message"),
        shown_prompt=bindparam("prompt_number"),
        shown_conversation=bindparam("conversation"),
    )
)
_SHOWN = (
    update(TELEGRAM_ACCOUNT)
    .where(TELEGRAM_ACCOUNT.c.chat_key == bindparam("chat"))
    .values(
        shown_message=bindparam("message"),
        shown_prompt=bindparam("prompt_number"),
        shown_conversation=bindparam("conversation"),
    )
)
_SHOWS = select(
    TELEGRAM_ACCOUNT.c.shown_message,
    TELEGRAM_ACCOUNT.c.shown_conversation,
    TELEGRAM_ACCOUNT.c.shown_prompt,
).where(
    TELEGRAM_ACCOUNT.c.chat_key == bindparam("wanted"),
    TELEGRAM_ACCOUNT.c.shown_message.is_not(None),
    TELEGRAM_ACCOUNT.c.shown_prompt.is_not(None),
)
_IS_LINKED = select(TELEGRAM_ACCOUNT.c.state).where(
    TELEGRAM_ACCOUNT.c.chat_key == bindparam("wanted")
)
_UNLINK = delete(TELEGRAM_ACCOUNT).where(TELEGRAM_ACCOUNT.c.person_id == bindparam("wanted"))
_THIS_MESSAGE = (
    TELEGRAM_MESSAGE.c.chat_key == bindparam("chat"),
    TELEGRAM_MESSAGE.c.message_id == bindparam("message"),
)


def _on_each(
    table: Table, index: list[str], *changed: str
) -> Mapping[str, sqlite.Insert | postgresql.Insert]:
    """Insert, or change these columns of the row that is there, in the words of each engine."""
    made: dict[str, sqlite.Insert | postgresql.Insert] = {}
    for name, statement in (
        ("sqlite", sqlite.insert(table)),
        ("postgresql", postgresql.insert(table)),
    ):
        changes = {column: statement.excluded[column] for column in changed}
        made[name] = statement.on_conflict_do_update(index_elements=index, set_=changes)
    return made


_REMEMBER = _on_each(
    TELEGRAM_MESSAGE, ["chat_key", "message_id"], "conversation_id", "question", "prompt"
)
_QUESTION = select(
    TELEGRAM_MESSAGE.c.conversation_id, TELEGRAM_MESSAGE.c.question, TELEGRAM_MESSAGE.c.prompt
).where(*_THIS_MESSAGE)
_MESSAGES = (
    select(TELEGRAM_MESSAGE.c.message_id)
    .where(
        TELEGRAM_MESSAGE.c.chat_key == bindparam("chat"),
        TELEGRAM_MESSAGE.c.conversation_id == bindparam("conversation"),
        TELEGRAM_MESSAGE.c.question == bindparam("question"),
    )
    .order_by(TELEGRAM_MESSAGE.c.message_id)
)
_FORGET_MESSAGES = delete(TELEGRAM_MESSAGE).where(TELEGRAM_MESSAGE.c.chat_key == bindparam("chat"))
_FORGET_ORPHANS = delete(TELEGRAM_MESSAGE).where(
    TELEGRAM_MESSAGE.c.conversation_id.not_in(select(CONVERSATION.c.id))
)
_FAILED = insert(TELEGRAM_ATTEMPT)
_FAILURES = (
    select(func.count())
    .select_from(TELEGRAM_ATTEMPT)
    .where(
        TELEGRAM_ATTEMPT.c.chat_key == bindparam("chat"),
        TELEGRAM_ATTEMPT.c.at >= bindparam("since"),
    )
)
_ALL_FAILURES = select(func.count(), func.count(func.distinct(TELEGRAM_ATTEMPT.c.chat_key))).where(
    TELEGRAM_ATTEMPT.c.at >= bindparam("since")
)
_FORGET_FAILURES = delete(TELEGRAM_ATTEMPT).where(TELEGRAM_ATTEMPT.c.at < bindparam("moment"))
_GET_MARK = select(MARK.c.value).where(MARK.c.name == bindparam("wanted"))
_HELD_MARK = _GET_MARK.with_for_update(read=True)
_PUT_MARK = _on_each(MARK, ["name"], "value")


class SqlAccounts:
    """``Accounts`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def link(self, account: TelegramAccount) -> None:
        refuse_unstorable(account)
        key = self._transaction.key_to_write(account.person_id)
        self._transaction.change(
            _LINK,
            {
                "person_id": account.person_id,
                "chat_key": account.chat_key,
                "chat_id": key.seal(str(account.chat_id), _place(account.person_id)),
                "state": account.state,
                "linked_at": account.linked_at,
                "shown_message": account.shown_message,
                "shown_prompt": account.shown_prompt,
                "shown_conversation": account.shown_conversation,
            },
        )

    def by_chat(self, chat_key: str) -> TelegramAccount | None:
        return self._one(self._transaction.row(_BY_CHAT, {"wanted": chat_key}))

    def of(self, person_id: str) -> TelegramAccount | None:
        return self._one(self._transaction.row(_OF, {"wanted": person_id}))

    def all_active(self) -> Sequence[TelegramAccount]:
        return [self._account(row) for row in self._transaction.rows(_ACTIVE, {})]

    def counts(self) -> Mapping[str, int]:
        return {row[0]: row[1] for row in self._transaction.rows(_COUNTS, {})}

    def _one(self, row: Row | None) -> TelegramAccount | None:
        return None if row is None else self._account(row)

    def _account(self, row: Row) -> TelegramAccount:
        person_id, chat_key, sealed, state, linked_at, *shown, wrapped = row
        key = self._transaction.key_from(person_id, wrapped)
        chat_id = int(key.open(sealed, _place(person_id)))
        return TelegramAccount(person_id, chat_key, chat_id, state, linked_at, *shown)

    def save(self, account: TelegramAccount) -> None:
        done = self._transaction.change(
            _SAVE,
            {
                "wanted": account.person_id,
                "new_state": account.state,
                "message": account.shown_message,
                "prompt_number": account.shown_prompt,
                "conversation": account.shown_conversation,
            },
        )
        if done != 1:
            raise UnknownReference("this account is not linked")

    def shows(self, chat_key: str) -> Shown | None:
        row = self._transaction.row(_SHOWS, {"wanted": chat_key})
        return Shown(chat_key, row[0], row[1] or "", row[2]) if row else None

    def shown(self, questions: Sequence[Shown]) -> None:
        self._transaction.change_many(
            _SHOWN,
            [
                {
                    "chat": question.chat_key,
                    "message": question.message_id,
                    "prompt_number": question.prompt,
                    "conversation": question.conversation_id,
                }
                for question in questions
            ],
        )

    def unlink(self, person_id: str) -> None:
        account = self.of(person_id)
        if account is not None:
            self._transaction.change(_FORGET_MESSAGES, {"chat": account.chat_key})
            self._transaction.change(_UNLINK, {"wanted": person_id})

    def remember(self, chat_key: str, message_id: int, answered: Answered) -> None:
        if self._transaction.row(_IS_LINKED, {"wanted": chat_key}) is None:
            raise UnknownReference("this chat is nobody's")
        values = {
            "chat_key": chat_key,
            "message_id": message_id,
            "conversation_id": answered.conversation_id,
            "question": answered.question,
            "prompt": answered.prompt,
        }
        self._transaction.change(_REMEMBER[self._transaction.dialect], values)

    def question_of(self, chat_key: str, message_id: int) -> Answered | None:
        row = self._transaction.row(_QUESTION, {"chat": chat_key, "message": message_id})
        return None if row is None else Answered(*row)

    def messages_for(self, chat_key: str, conversation_id: str, question: str) -> Sequence[int]:
        values = {"chat": chat_key, "conversation": conversation_id, "question": question}
        return [row[0] for row in self._transaction.rows(_MESSAGES, values)]

    def forget_orphans(self) -> int:
        return self._transaction.change(_FORGET_ORPHANS, {})

    def failed(self, chat_key: str, *, at: dt.datetime) -> None:
        self._transaction.change(_FAILED, {"chat_key": chat_key, "at": at})

    def failures(self, chat_key: str, *, since: dt.datetime) -> int:
        count: int = self._transaction.rows(_FAILURES, {"chat": chat_key, "since": since})[0][0]
        return count

    def all_failures(self, *, since: dt.datetime) -> tuple[int, int]:
        tries, chats = self._transaction.rows(_ALL_FAILURES, {"since": since})[0]
        return tries, chats

    def forget_failures(self, before: dt.datetime) -> int:
        return self._transaction.change(_FORGET_FAILURES, {"moment": before})


class SqlMarks:
    """``Marks`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, name: str) -> str | None:
        row = self._transaction.row(_GET_MARK, {"wanted": name})
        return None if row is None else str(row[0])

    def held(self, name: str) -> str | None:
        row = self._transaction.row(_HELD_MARK, {"wanted": name})
        return None if row is None else str(row[0])

    def put(self, name: str, value: str) -> None:
        statement = _PUT_MARK[self._transaction.dialect]
        self._transaction.change(statement, {"name": name, "value": value})


def _place(person_id: str) -> Place:
    return Place("telegram_account.chat_id", person_id)
