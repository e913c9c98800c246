"""Away too long: what Telegram threw away meanwhile, and the questions to ask once more.

    heard again -> the gap is noted -> the backlog is decided -> what stands open is asked again

Telegram keeps a press for 150 seconds and a message for a day, for a bot that does not ask for
them. The gap and how far the asking went are marks: killed in the middle, it goes on, and what is
asked again is named after the gap and the prompt, so that nobody is asked twice.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

from apbot.conversation import standing_of
from dialogues.snapshot import Phase
from storage.records import Delivery, NewOutgoing, Outgoing, TelegramAccount
from storage.unit_of_work import UnitOfWork

from . import rendering, sentences
from .chat import Chat
from .deciding import Desk
from .enrolment import CHANNEL
from .gap import PRESSES_KEPT, Absence, keep, last_absence
from .rendering import ApiCall
from .scene import Scene

KIND = "again"
"""Of the messages that ask again, in the outbox."""

log = logging.getLogger("apbot.telegram")


def unfinished(uow: UnitOfWork) -> Absence | None:
    """The gap after which not everybody concerned was asked yet."""
    missed = last_absence(uow)
    return None if missed is None or missed.over else missed


def to_ask(uow: UnitOfWork) -> Sequence[str]:
    """The chats where a question was shown."""
    return [one.chat_key for one in uow.accounts.all_active() if one.shown_prompt is not None]


def ask_again(
    uow: UnitOfWork, desk: Desk, missed: Absence, chat_keys: Sequence[str], *, at: dt.datetime
) -> list[Outgoing]:
    """What to announce to these chats. Nothing once there is another gap: it is asked after that.

    Nothing either to those who were asked since, by a run that was killed before it ended.
    """
    now = unfinished(uow)
    if now is None or now.until != missed.until:
        return []
    added: list[Outgoing] = []
    asked = 0
    for chat_key in chat_keys:
        try:
            with uow.savepoint():
                new = uow.outbox.add(list(_rows(uow, desk, chat_key, now, at)))
        except Exception as error:  # noqa: BLE001  # one conversation spoils no other
            kind = type(error).__name__  # its class alone: no words in logs
            log.error("Une question n'a pas pu être posée de nouveau (%s).", kind)  # noqa: TRY400
            continue
        added += new
        asked += bool(new)
    keep(uow, replace(now, asked=now.asked + asked))
    return added


def finish(uow: UnitOfWork, *, missed: Absence) -> None:
    """Everybody concerned by this gap was asked."""
    now = last_absence(uow)
    if now is not None and now.until == missed.until:
        keep(uow, replace(now, over=True))


def still_open(uow: UnitOfWork, desk: Desk, message: Outgoing, *, at: dt.datetime) -> bool:
    """Asked when it is about to be sent: announcements wait, and the student may have answered."""
    account = uow.accounts.by_chat(message.chat_key)
    scene = _scene(uow, desk, account, at)
    return scene is not None and message.kind == _kind(scene)


def _rows(
    uow: UnitOfWork, desk: Desk, chat_key: str, absence: Absence, at: dt.datetime
) -> Iterator[NewOutgoing]:
    scene = _scene(uow, desk, uow.accounts.by_chat(chat_key), at)
    if scene is None:
        return
    for index, call in enumerate(_calls(scene, absence)):
        is_edit = call.kind == "edit"
        yield NewOutgoing(
            dedupe_key=f"{CHANNEL}:{_kind(scene)}:{absence.until.isoformat()}:{chat_key}:{index}",
            channel=CHANNEL,
            chat_key=chat_key,
            kind=call.kind if is_edit else _kind(scene),
            payload=json.dumps({"method": call.method, "body": call.body}, separators=(",", ":")),
            delivery=Delivery.EDIT if is_edit else Delivery.AT_LEAST_ONCE,
            created_at=at,
            priority=1,
        )


def _kind(scene: Scene) -> str:
    return f"{KIND}:{scene.standing.snapshot.prompt}:{scene.standing.conversation.id}"


def _calls(scene: Scene, absence: Absence) -> list[ApiCall]:
    shown = scene.shown
    if shown is None or not _may_have_lost(scene, absence):
        return []
    said = sentences.AWAY_LONG if absence.words else sentences.AWAY
    asked = scene.open_again(said.to(scene.address))
    for call in asked:
        # Nobody waits for it: it wakes nobody up.
        call.body["disable_notification"] = True
    return [*asked, rendering.without_buttons(scene.chat_id, shown[0])]


def _may_have_lost(scene: Scene, absence: Absence) -> bool:
    """The open question stood in this chat before the gap, and what answers it may be lost."""
    snapshot = scene.standing.snapshot
    if snapshot.phase not in {Phase.NOTICE, Phase.ASKING, Phase.REVIEW}:
        return False
    if scene.shown is None or scene.shown[1] != snapshot.prompt:
        return False
    since = scene.asked_at
    if since is not None and since >= absence.until - PRESSES_KEPT:
        return False  # whatever answers it is still there
    message = scene.open_message()
    return message is not None and (absence.words or bool(message.buttons))


def _scene(
    uow: UnitOfWork, desk: Desk, account: TelegramAccount | None, at: dt.datetime
) -> Scene | None:
    """The conversation that this chat was shown last, if somebody is there."""
    if account is None or account.state != "active" or account.shown_conversation is None:
        return None
    person = uow.people.get(account.person_id)
    conversation = uow.conversations.get(account.shown_conversation)
    if person is None or conversation is None:
        return None
    chat = Chat.of(uow, desk, account, at)
    return Scene(uow, chat, person, standing_of(uow, desk.library, conversation))
