"""``apbot status``: how the queues stand, in sentences or as JSON. Works while the server runs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from apbot.channels.telegram.gap import Absence
from apbot.clock import school_time
from apbot.errors import Unusable
from apbot.settings import Settings
from apbot.status import TelegramStatus, WrongLinks, retry_dead, telegram_status
from storage import open_storage
from storage.errors import CannotOpen, StorageError
from storage.records import Letter, QueueState

from .console import Console

_KINDS = {
    "ack": "accusé de réception",
    "again": "question reposée",
    "delete": "effacement",
    "edit": "modification",
    "leave": "départ d'un groupe",
    "question": "question",
    "say": "phrase",
}


def show_status(console: Console, *, again: bool, as_json: bool) -> int:
    """Raises ``Unusable``. ``again``: what was given up is tried again first."""
    settings = Settings.from_environ(console.environ)
    retried: tuple[int, int] | None = None
    try:
        storage = open_storage(settings.database_url, key_file=settings.key_file)
    except CannotOpen as error:
        raise Unusable(str(error)) from error
    try:
        if again:
            with storage.write() as uow:
                retried = retry_dead(uow)
                uow.commit()
        with storage.read() as uow:
            status = telegram_status(uow, at=console.clock())
    except StorageError as error:
        raise Unusable("La base n'a pas répondu : réessayez dans un instant.") from error
    finally:
        storage.close()
    if as_json:
        console.say(json.dumps(_to_json(status, retried), ensure_ascii=False))
        return 0
    for line in _lines(status, retried):
        console.say(line)
    return 0


# -- in sentences -------------------------------------------------------------------------------


def _lines(status: TelegramStatus, retried: tuple[int, int] | None) -> Iterator[str]:
    if retried is not None:
        yield _retried(*retried)
    if not status.is_used:
        yield "Telegram : jamais utilisé sur cette base."
        return
    yield _heard(status)
    yield _accounts(status)
    yield _coming(status)
    yield from _going(status)
    yield from _letters(status)
    yield from _absences(status)
    yield from _wrong_links(status.wrong_links)


def _retried(coming: int, going: int) -> str:
    if not coming + going:
        return "Rien n'était abandonné qui puisse être repris."
    return f"Remis dans la file : {coming} {_many(coming, 'reçu')}, {going} à envoyer."


def _heard(status: TelegramStatus) -> str:
    if status.heard is None:
        return "Telegram : pas encore écouté."
    since = f"Telegram : dernier signe le {school_time(status.heard)}"
    if status.deaf_for is None:
        return f"{since}."
    return f"{since}, il y a {_long(status.deaf_for)} : vérifiez que « apbot serve » tourne."


def _accounts(status: TelegramStatus) -> str:
    active, gone = (status.accounts.get(state, 0) for state in ("active", "gone"))
    linked = f"Comptes reliés : {active} {_many(active, 'actif')}"
    if not gone:
        return f"{linked}."
    return f"{linked}, {gone} {_many(gone, 'injoignable')} (bot bloqué ou compte fermé)."


def _coming(status: TelegramStatus) -> str:
    new, dead = status.inbox.counts["new"], status.inbox.counts["dead"]
    kept = f", {dead} mis de côté" if dead else ""
    return f"Reçu, à traiter : {new}{_since(status, status.inbox)}{kept}."


def _going(status: TelegramStatus) -> Iterator[str]:
    counts = status.outbox.counts
    waiting = counts["pending"] + counts["sending"] + counts["in_doubt"]
    doubt = f", dont {counts['in_doubt']} en doute" if counts["in_doubt"] else ""
    yield f"À envoyer : {waiting}{doubt}{_since(status, status.outbox)}."
    yield (
        f"Envoyé : {counts['sent']} ; refusé par Telegram : {counts['refused']} ; "
        f"annulé : {counts['cancelled']} ; abandonné : {counts['dead']}."
    )


def _since(status: TelegramStatus, queue: QueueState) -> str:
    return f" (attend depuis {_long(status.at - queue.oldest)})" if queue.oldest else ""


def _letters(status: TelegramStatus) -> Iterator[str]:
    letters = [*status.inbox.letters, *status.outbox.letters]
    for letter in letters:
        yield f"  - {_letter(letter)}"
    named = ("inbox", "dead"), ("outbox", "dead"), ("outbox", "in_doubt")
    total = sum(getattr(status, queue).counts[state] for queue, state in named)
    if total > len(letters):
        yield f"  - et {total - len(letters)} autres."
    if status.inbox.counts["dead"] or status.outbox.counts["dead"]:
        yield "« apbot status --retry-dead » reprend ce qui est abandonné ou mis de côté."


def _letter(letter: Letter) -> str:
    kind = letter.kind.partition(":")[0]
    what = _KINDS.get(kind, kind) if kind else "reçu"
    state = "en doute" if letter.state == "in_doubt" else "mis de côté" if not kind else "abandonné"
    tries = f"{letter.attempts} {_many(letter.attempts, 'essai')}"
    return f"n° {letter.id} ({what}), {state}, du {school_time(letter.at)}, {tries}"


def _absences(status: TelegramStatus) -> Iterator[str]:
    loss, last = status.loss, status.absence
    if loss is not None:
        yield (
            f"Absence de plus de 24 h : {_from_to(loss)}. Telegram a jeté ce qui a été écrit avant "
            f"les dernières 24 h ; {_asked(loss)}."
        )
    if last is not None and last != loss:
        yield f"Dernière absence : {_from_to(last)} ; {_asked(last)}."


def _from_to(absence: Absence) -> str:
    return f"du {school_time(absence.since)} au {school_time(absence.until)}"


def _asked(absence: Absence) -> str:
    so_far = "" if absence.over else " pour l'instant"
    return f"question reposée dans {absence.asked} {_many(absence.asked, 'conversation')}{so_far}"


def _wrong_links(wrong: WrongLinks) -> Iterator[str]:
    if wrong.tried:
        yield (
            f"Liens faux essayés depuis 24 h : {wrong.tried}, depuis {wrong.chats} "
            f"{_many(wrong.chats, 'compte')}."
        )
    if wrong.alarm is not None:
        yield f"Alarme : beaucoup de liens faux, le {school_time(wrong.alarm)}."


def _many(number: int, noun: str) -> str:
    return noun if number < 2 else f"{noun}s"  # noqa: PLR2004  # French: zero is singular


def _long(time: dt.timedelta) -> str:
    seconds = max(0, int(time.total_seconds()))
    for size, unit in ((86_400, "j"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


# -- as JSON ------------------------------------------------------------------------------------


def _to_json(status: TelegramStatus, retried: tuple[int, int] | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "at": status.at.isoformat(),
        "telegram": {
            "used": status.is_used,
            "last_heard": _moment(status.heard),
            "silent_seconds": int(status.deaf_for.total_seconds()) if status.deaf_for else 0,
            "accounts": {state: status.accounts.get(state, 0) for state in ("active", "gone")},
            "inbox": _queue(status, status.inbox),
            "outbox": _queue(status, status.outbox),
            "last_absence": _absence(status.absence),
            "last_absence_over_24h": _absence(status.loss),
            "wrong_links": {
                "last_24h": status.wrong_links.tried,
                "chats": status.wrong_links.chats,
                "alarm": _moment(status.wrong_links.alarm),
            },
        },
    }
    if retried is not None:
        said["retried"] = {"inbox": retried[0], "outbox": retried[1]}
    return said


def _queue(status: TelegramStatus, queue: QueueState) -> dict[str, Any]:
    waited = status.at - queue.oldest if queue.oldest else dt.timedelta()
    letters = [
        {
            "id": letter.id,
            "kind": letter.kind.partition(":")[0],
            "state": letter.state,
            "at": letter.at.isoformat(),
            "attempts": letter.attempts,
        }
        for letter in queue.letters
    ]
    return {
        "counts": dict(queue.counts),
        "oldest_waiting": _moment(queue.oldest),
        "oldest_waiting_seconds": max(0, int(waited.total_seconds())),
        "letters": letters,
    }


def _absence(absence: Absence | None) -> dict[str, Any] | None:
    if absence is None:
        return None
    return {
        "since": absence.since.isoformat(),
        "until": absence.until.isoformat(),
        "asked_again": absence.asked,
        "finished": absence.over,
    }


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
