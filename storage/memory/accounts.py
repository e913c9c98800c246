"""Which chat is whose, and small facts about a channel, in memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from storage.errors import AlreadyStored, UnknownReference
from storage.records import Answered, Shown, TelegramAccount
from storage.storable import refuse_unstorable

from .tables import MemoryTransaction


class MemoryAccounts:
    """``Accounts`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def link(self, account: TelegramAccount) -> None:
        refuse_unstorable(account)
        self._rows.must_exist("person", account.person_id)
        if self.by_chat(account.chat_key) is not None:
            raise AlreadyStored("telegram_account")
        self._rows.add("telegram_account", account.person_id, row=account)
        self._rows.put("telegram_chat", account.chat_key, row=account.person_id)

    def by_chat(self, chat_key: str) -> TelegramAccount | None:
        person_id = self._rows.get("telegram_chat", chat_key)
        return None if person_id is None else self.of(person_id)

    def of(self, person_id: str) -> TelegramAccount | None:
        row = self._rows.get("telegram_account", person_id)
        return None if row is None else TelegramAccount(**row)

    def all_active(self) -> Sequence[TelegramAccount]:
        found = [TelegramAccount(**row) for row in self._rows.all("telegram_account")]
        return sorted(
            (account for account in found if account.state == "active"),
            key=lambda account: (account.linked_at, account.person_id),
        )

    def counts(self) -> Mapping[str, int]:
        return Counter(row["state"] for row in self._rows.all("telegram_account"))

    def save(self, account: TelegramAccount) -> None:
        stored = self.of(account.person_id)
        if stored is None:
            raise UnknownReference("telegram_account")
        saved = replace(
            stored,
            state=account.state,
            shown_message=account.shown_message,
            shown_prompt=account.shown_prompt,
            shown_conversation=account.shown_conversation,
        )
        self._rows.put("telegram_account", account.person_id, row=saved)

    def shows(self, chat_key: str) -> Shown | None:
        account = self.by_chat(chat_key)
        if account is None or account.shown_message is None or account.shown_prompt is None:
            return None
        conversation = account.shown_conversation or ""
        return Shown(chat_key, account.shown_message, conversation, account.shown_prompt)

    def shown(self, questions: Sequence[Shown]) -> None:
        for question in questions:
            account = self.by_chat(question.chat_key)
            if account is not None:
                self.save(
                    replace(
                        account,
                        shown_message=question.message_id,
                        shown_prompt=question.prompt,
                        shown_conversation=question.conversation_id,
                    )
                )

    def unlink(self, person_id: str) -> None:
        account = self.of(person_id)
        if account is None:
            return
        self._rows.delete("telegram_account", person_id)
        self._rows.delete("telegram_chat", account.chat_key)
        for row in list(self._rows.all("telegram_message")):
            if row["chat_key"] == account.chat_key:
                number = str(row["message_id"])
                self._rows.delete("telegram_message", account.chat_key, number)

    def remember(self, chat_key: str, message_id: int, answered: Answered) -> None:
        if self.by_chat(chat_key) is None:
            raise UnknownReference("telegram_account")
        row = {
            "chat_key": chat_key,
            "message_id": message_id,
            "conversation_id": answered.conversation_id,
            "question": answered.question,
            "prompt": answered.prompt,
        }
        self._rows.put("telegram_message", chat_key, str(message_id), row=row)

    def question_of(self, chat_key: str, message_id: int) -> Answered | None:
        row = self._rows.get("telegram_message", chat_key, str(message_id))
        if row is None:
            return None
        return Answered(row["conversation_id"], row["question"], row["prompt"])

    def messages_for(self, chat_key: str, conversation_id: str, question: str) -> Sequence[int]:
        wanted = chat_key, conversation_id, question
        return sorted(
            row["message_id"]
            for row in self._rows.all("telegram_message")
            if (row["chat_key"], row["conversation_id"], row["question"]) == wanted
        )

    def forget_orphans(self) -> int:
        gone = [
            row
            for row in self._rows.all("telegram_message")
            if self._rows.get("conversation", row["conversation_id"]) is None
        ]
        for row in gone:
            self._rows.delete("telegram_message", row["chat_key"], str(row["message_id"]))
        return len(gone)

    def failed(self, chat_key: str, *, at: dt.datetime) -> None:
        refuse_unstorable(chat_key)
        number = self._rows.next_number("telegram_attempt")
        row = {"chat_key": chat_key, "at": at}
        self._rows.put("telegram_attempt", str(number), row=row)

    def failures(self, chat_key: str, *, since: dt.datetime) -> int:
        refuse_unstorable(chat_key)
        tried = self._rows.all("telegram_attempt")
        return sum(1 for row in tried if row["chat_key"] == chat_key and row["at"] >= since)

    def all_failures(self, *, since: dt.datetime) -> tuple[int, int]:
        refuse_unstorable(since)
        tried = [row for row in self._rows.all("telegram_attempt") if row["at"] >= since]
        return len(tried), len({row["chat_key"] for row in tried})

    def forget_failures(self, before: dt.datetime) -> int:
        kept = self._rows.all("telegram_attempt")
        left = [row for row in kept if row["at"] >= before]
        last = self._rows.get("counter", "telegram_attempt") or 0
        gone = 0
        for number in range(1, last + 1):
            row = self._rows.get("telegram_attempt", str(number))
            if row is not None and row not in left:
                self._rows.delete("telegram_attempt", str(number))
                gone += 1
        return gone


class MemoryMarks:
    """``Marks`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def get(self, name: str) -> str | None:
        value = self._rows.get("mark", name)
        return None if value is None else str(value)

    def held(self, name: str) -> str | None:
        return self.get(name)

    def put(self, name: str, value: str) -> None:
        refuse_unstorable([name, value])
        self._rows.put("mark", name, row=value)
